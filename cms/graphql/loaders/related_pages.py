"""The pages that choose rows, for many rows at once: the other end of a many-to-many field."""

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
    """Return the visible pages that choose each row, by title, by the row's id; one query.

    A page chooses one language's row of a translatable model and stands with its versions: each
    version gets the pages of its own language.
    """
    size = check_size("first", first)
    model, name = relation.related_model, relation.field.name
    keys = {row.translation_key for row in rows}
    locale_ids = {row.locale_id for row in rows}
    delivery.tracker.columns(model, [name])
    place = Window(
        DenseRank(), partition_by=[F("chosen_key"), F("locale_id")], order_by=["title", "pk"]
    )
    pages = (
        model._default_manager.filter(
            delivery.visibility.pages(), without_aliases(), locale__in=locale_ids
        )
        .annotate(chosen_key=F(f"{name}__translation_key"))
        .filter(chosen_key__in=keys)
        .annotate(place=place)
        .filter(place__lte=size)
    )
    found: dict[tuple[Any, int], dict[int, Any]] = defaultdict(dict)
    for page in readable(pages.order_by("title", "pk")):
        found[page.chosen_key, page.locale_id][page.pk] = page
    if all(len(chosen) < size for chosen in found.values()):
        # These are all: others matter only when they come.
        for chosen in found.values():
            delivery.tracker.rows(chosen.values(), frozenset({"title"}))
        delivery.tracker.additions(locale_ids, model)
    else:
        delivery.tracker.pages(locale_ids, [model], by="titles")
    return {row.pk: list(found[row.translation_key, row.locale_id].values()) for row in rows}
