"""The visible sheets of the directory, without aliases."""

from django.db.models import QuerySet

from cms.delivery.context import DeliveryContext
from cms.models.copies import without_aliases
from structures.models import StructurePage


def visible_sheets(delivery: DeliveryContext, locale_id: int) -> QuerySet[StructurePage]:
    """Return the visible sheets of a language, without aliases, unordered."""
    rows = StructurePage.objects.filter(
        delivery.visibility.pages(), without_aliases(), locale=locale_id
    )
    return rows.order_by()
