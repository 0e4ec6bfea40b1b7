"""Sort orders of pages."""

from enum import Enum

import graphene
from django.db.models import F, OrderBy


class PageOrder(Enum):
    """Order of a list of pages."""

    TREE = "Tree order, as set by the editors."
    TITLE = "By title, from A to Z."
    TITLE_DESC = "By title, from Z to A."
    FIRST_PUBLISHED = "By date of first publication, oldest first."
    FIRST_PUBLISHED_DESC = "By date of first publication, newest first."
    LAST_PUBLISHED = "By date of last publication, oldest first."
    LAST_PUBLISHED_DESC = "By date of last publication, newest first."


# The dependency of a sorted list: the `by` argument of DependencyTracker.pages.
ORDERED_BY = {"TITLE": "titles", "FIRST_PUBLISHED": "dates", "LAST_PUBLISHED": "dates"}

PageOrderType = graphene.Enum.from_enum(
    PageOrder, description=lambda order: order.value if order else PageOrder.__doc__
)


def sort_columns(order: PageOrder) -> list[str | OrderBy]:
    """Return the columns of a total order; pages without a date come last."""
    if order is PageOrder.TREE:
        return ["path"]
    name = order.name.removesuffix("_DESC")
    column = F("title" if name == "TITLE" else f"{name.lower()}_at")
    ordered = column.asc if name == order.name else column.desc
    return [ordered(nulls_last=True), "path"]
