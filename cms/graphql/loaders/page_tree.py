"""The relations of pages in the tree and between languages, for many pages at once."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import F, Q, Window
from django.db.models.functions import Length, RowNumber, Substr
from wagtail.models import Page

from cms.delivery.context import DeliveryContext
from cms.delivery.instances import readable
from cms.graphql.core.pagination import check_offset, check_size

STEP = Page.steplen
# Pages by the id of the page that they belong to.
Related = dict[int, Any]


def parents(delivery: DeliveryContext, pages: Sequence[Page]) -> Related:
    """Return the page above each one, None at the top; one query."""
    paths = {page.path[:-STEP] for page in pages if page.depth > 2}
    found = _by_path(delivery, Q(path__in=paths)) if paths else {}
    delivery.tracker.places(paths, found)
    return {page.pk: found.get(page.path[:-STEP]) for page in pages}


def ancestors(
    delivery: DeliveryContext, pages: Sequence[Page], *, limit: int | None, offset: int | None
) -> Related:
    """Return the pages above each one, from the home page down; one query."""
    limit, offset = check_size("limit", limit), check_offset(offset)
    above = {
        page.pk: [page.path[:n] for n in range(2 * STEP, len(page.path), STEP)] for page in pages
    }
    paths = {path for chain in above.values() for path in chain}
    found = _by_path(delivery, Q(path__in=paths)) if paths else {}
    delivery.tracker.places(paths, found)
    return {
        pk: [found[path] for path in chain if path in found][offset : offset + limit]
        for pk, chain in above.items()
    }


def children(
    delivery: DeliveryContext, pages: Sequence[Page], *, limit: int | None, offset: int | None
) -> Related:
    """Return the pages directly below each one, in the editors' order; one query."""
    limit, offset = check_size("limit", limit), check_offset(offset)
    tops = {page.path for page in pages}
    delivery.tracker.children(tops)
    below = _below(delivery, tops, offset, limit)
    return {page.pk: below[page.path] for page in pages}


def siblings(
    delivery: DeliveryContext, pages: Sequence[Page], *, limit: int | None, offset: int | None
) -> Related:
    """Return the other pages below each one's parent, in the editors' order; one query."""
    limit, offset = check_size("limit", limit), check_offset(offset)
    tops = {page.path[:-STEP] for page in pages if page.depth > 2}
    delivery.tracker.children(tops, of_visible=False)
    below = _below(delivery, tops, 0, offset + limit + 1)
    return {
        page.pk: [other for other in below[page.path[:-STEP]] if other.pk != page.pk][
            offset : offset + limit
        ]
        for page in pages
    }


def descendants(
    delivery: DeliveryContext, pages: Sequence[Page], *, limit: int | None, offset: int | None
) -> Related:
    """Return all pages below each one, in the tree's order; one query."""
    limit, offset = check_size("limit", limit), check_offset(offset)
    tops = {page.path for page in pages if page.numchild}
    delivery.tracker.below(page.path for page in pages)
    below = _far_below(delivery, tops, offset, limit)
    return {page.pk: below[page.path] for page in pages}


def translations(delivery: DeliveryContext, pages: Sequence[Page]) -> Related:
    """Return each page's visible translations in the other languages; aliases are none."""
    keys = {page.translation_key for page in pages}
    rule = Q(translation_key__in=keys, alias_of=None)
    by_key: dict[Any, list[Page]] = defaultdict(list)
    for other in Page.objects.filter(delivery.visibility.pages(), rule).order_by("locale_id"):
        by_key[other.translation_key].append(other)
    return {
        page.pk: [other for other in by_key[page.translation_key] if other.pk != page.pk]
        for page in pages
    }


RELATIONS: dict[str, Callable[..., Related]] = {
    "parent": parents,
    "ancestors": ancestors,
    "children": children,
    "siblings": siblings,
    "descendants": descendants,
    "translations": translations,
}


def _by_path(delivery: DeliveryContext, rule: Q) -> dict[str, Page]:
    rows = readable(Page.objects.filter(delivery.visibility.pages(), rule))
    return {page.path: page for page in rows}


def _below(
    delivery: DeliveryContext, tops: set[str], offset: int, limit: int
) -> dict[str, list[Page]]:
    """Return the visible children of pages by their tree paths, some of each; one query."""
    found: dict[str, list[Page]] = defaultdict(list)
    if not tops:
        return found
    above = Substr("path", 1, Length("path") - STEP)
    place = Window(RowNumber(), partition_by=[F("above")], order_by="path")
    rows = (
        Page.objects.annotate(above=above)
        .filter(delivery.visibility.pages(), above__in=tops)
        .annotate(place=place)
        .filter(place__gt=offset, place__lte=offset + limit)
    )
    for page in readable(rows.order_by("path")):
        found[page.path[:-STEP]].append(page)
    return found


def _far_below(
    delivery: DeliveryContext, tops: set[str], offset: int, limit: int
) -> dict[str, list[Page]]:
    """Return what is visible below pages by their tree paths, some of each; one query.

    Tops of one depth have nothing in common, so each depth counts its own. A page that is a top
    stands first among its own.
    """
    found: dict[str, list[Page]] = defaultdict(list)
    if not tops:
        return found
    below, near = Q(pk__in=[]), Q(pk__in=[])
    rows = Page.objects.all()
    lengths = sorted({len(top) for top in tops})
    for length in lengths:
        top, place = f"top_{length}", f"place_{length}"
        counted = Window(RowNumber(), partition_by=[F(top)], order_by="path")
        rows = rows.annotate(**{top: Substr("path", 1, length), place: counted})
        below |= Q(**{f"{top}__in": [path for path in tops if len(path) == length]})
        near |= Q(**{f"{place}__gt": offset + 1, f"{place}__lte": offset + 1 + limit})
    rows = rows.filter(delivery.visibility.pages(), below).filter(near)
    for page in readable(rows.order_by("path")):
        for length in lengths:
            place = getattr(page, f"place_{length}") - 1 - offset
            if page.path[:length] in tops and 0 < place <= limit:
                found[page.path[:length]].append(page)
    return found
