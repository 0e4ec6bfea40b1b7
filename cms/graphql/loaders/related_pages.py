"""The reverse side of many-to-many fields: the pages that refer to rows, for many rows at once."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import F, ManyToManyRel, Window
from django.db.models.functions import DenseRank

from cms.delivery.context import DeliveryContext
from cms.delivery.instances import readable
from cms.graphql.core.pagination import check_size
from cms.models.copies import without_aliases


def referring_pages(
    delivery: DeliveryContext, relation: ManyToManyRel, rows: Sequence[Any], *, first: int | None
) -> dict[int, list[Any]]:
    """Return the visible pages that refer to each row, ordered by title, by the row's id.

    A page may refer to any translation of a row. Each translation gets the pages in its own locale.
    Costs one query.
    """
    size = check_size("first", first)
    model, name = relation.related_model, relation.field.name
    keys = {row.translation_key for row in rows}
    locale_ids = {row.locale_id for row in rows}
    delivery.tracker.columns(model, [name])
    position = Window(
        DenseRank(), partition_by=[F("target_key"), F("locale_id")], order_by=["title", "pk"]
    )
    pages = (
        model._default_manager.filter(
            delivery.visibility.pages(), without_aliases(), locale__in=locale_ids
        )
        .annotate(target_key=F(f"{name}__translation_key"))
        .filter(target_key__in=keys)
        .annotate(position=position)
        .filter(position__lte=size)
    )
    by_target: dict[tuple[Any, int], dict[int, Any]] = defaultdict(dict)
    for page in readable(pages.order_by("title", "pk")):
        by_target[page.target_key, page.locale_id][page.pk] = page
    if all(len(referring) < size for referring in by_target.values()):
        # The lists are complete: depend on their pages, and on pages that join them.
        for referring in by_target.values():
            delivery.tracker.rows(referring.values(), frozenset({"title"}))
        delivery.tracker.additions(locale_ids, model)
    else:
        delivery.tracker.pages(locale_ids, [model], by="titles")
    return {row.pk: list(by_target[row.translation_key, row.locale_id].values()) for row in rows}
