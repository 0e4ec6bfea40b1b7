"""The sheets of the directory, each structure once."""

from django.db.models import QuerySet

from cms.delivery.context import DeliveryContext
from cms.models.copies import without_aliases
from structures.models import StructurePage


def visible_sheets(delivery: DeliveryContext, locale_id: int) -> QuerySet[StructurePage]:
    """Return the visible sheets of a language, without the aliases of others, in no order."""
    rows = StructurePage.objects.filter(
        delivery.visibility.pages(), without_aliases(), locale=locale_id
    )
    return rows.order_by()
