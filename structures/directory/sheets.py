"""The sheets of the directory, each structure once."""

from django.db.models import QuerySet

from cms.graphql.delivery import Delivery
from cms.models.copies import without_aliases
from structures.models import StructurePage


def visible_sheets(delivery: Delivery, locale_id: int) -> QuerySet[StructurePage]:
    """Return the visible sheets of a language, without the aliases of others, in no order."""
    rows = StructurePage.objects.filter(delivery.wall.pages(), without_aliases(), locale=locale_id)
    return rows.order_by()
