"""Tree relations and translations of pages, loaded for many pages at once.

Each function returns its results by the id of the given pages, and costs one query.
"""

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
# Related pages (one or a list) by the id of the page.
Related = dict[int, Any]


def parents(delivery: DeliveryContext, pages: Sequence[Page]) -> Related:
    """Return the visible parent of each page, or None."""
    paths = {page.path[:-STEP] for page in pages if page.depth > 2}
    by_path = _by_path(delivery, Q(path__in=paths)) if paths else {}
    delivery.tracker.places(paths, by_path)
    return {page.pk: by_path.get(page.path[:-STEP]) for page in pages}


def ancestors(
    delivery: DeliveryContext, pages: Sequence[Page], *, limit: int | None, offset: int | None
) -> Related:
    """Return the visible ancestors of each page, starting with the home page."""
    limit, offset = check_size("limit", limit), check_offset(offset)
    above = {
        page.pk: [page.path[:n] for n in range(2 * STEP, len(page.path), STEP)] for page in pages
    }
    paths = {path for chain in above.values() for path in chain}
    by_path = _by_path(delivery, Q(path__in=paths)) if paths else {}
    delivery.tracker.places(paths, by_path)
    return {
        pk: [by_path[path] for path in chain if path in by_path][offset : offset + limit]
        for pk, chain in above.items()
    }


def children(
    delivery: DeliveryContext, pages: Sequence[Page], *, limit: int | None, offset: int | None
) -> Related:
    """Return the visible children of each page, in tree order."""
    limit, offset = check_size("limit", limit), check_offset(offset)
    tops = {page.path for page in pages}
    delivery.tracker.children(tops)
    below = _children_by_path(delivery, tops, offset, limit)
    return {page.pk: below[page.path] for page in pages}


def siblings(
    delivery: DeliveryContext, pages: Sequence[Page], *, limit: int | None, offset: int | None
) -> Related:
    """Return the visible siblings of each page, without itself, in tree order."""
    limit, offset = check_size("limit", limit), check_offset(offset)
    tops = {page.path[:-STEP] for page in pages if page.depth > 2}
    delivery.tracker.children(tops, of_visible=False)
    below = _children_by_path(delivery, tops, 0, offset + limit + 1)
    return {
        page.pk: [other for other in below[page.path[:-STEP]] if other.pk != page.pk][
            offset : offset + limit
        ]
        for page in pages
    }


def descendants(
    delivery: DeliveryContext, pages: Sequence[Page], *, limit: int | None, offset: int | None
) -> Related:
    """Return all visible descendants of each page, in tree order."""
    limit, offset = check_size("limit", limit), check_offset(offset)
    tops = {page.path for page in pages if page.numchild}
    delivery.tracker.below(page.path for page in pages)
    below = _descendants_by_path(delivery, tops, offset, limit)
    return {page.pk: below[page.path] for page in pages}


def translations(delivery: DeliveryContext, pages: Sequence[Page]) -> Related:
    """Return the visible translations of each page, without itself and without aliases."""
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


def _children_by_path(
    delivery: DeliveryContext, tops: set[str], offset: int, limit: int
) -> dict[str, list[Page]]:
    """Return the visible children by the parent's path, from `offset`, at most `limit` each."""
    result: dict[str, list[Page]] = defaultdict(list)
    if not tops:
        return result
    parent_path = Substr("path", 1, Length("path") - STEP)
    position = Window(RowNumber(), partition_by=[F("parent_path")], order_by="path")
    rows = (
        Page.objects.annotate(parent_path=parent_path)
        .filter(delivery.visibility.pages(), parent_path__in=tops)
        .annotate(position=position)
        .filter(position__gt=offset, position__lte=offset + limit)
    )
    for page in readable(rows.order_by("path")):
        result[page.path[:-STEP]].append(page)
    return result


def _descendants_by_path(
    delivery: DeliveryContext, tops: set[str], offset: int, limit: int
) -> dict[str, list[Page]]:
    """Return the visible descendants by the ancestor's path, from `offset`, at most `limit` each.

    The subtrees of tops with the same depth are disjoint, so one row number per depth suffices.
    Each top is the first row of its own subtree and is skipped.
    """
    result: dict[str, list[Page]] = defaultdict(list)
    if not tops:
        return result
    in_subtree, in_page = Q(pk__in=[]), Q(pk__in=[])
    rows = Page.objects.all()
    lengths = sorted({len(top) for top in tops})
    for length in lengths:
        top, position = f"top_{length}", f"position_{length}"
        row_number = Window(RowNumber(), partition_by=[F(top)], order_by="path")
        rows = rows.annotate(**{top: Substr("path", 1, length), position: row_number})
        in_subtree |= Q(**{f"{top}__in": [path for path in tops if len(path) == length]})
        in_page |= Q(**{f"{position}__gt": offset + 1, f"{position}__lte": offset + 1 + limit})
    rows = rows.filter(delivery.visibility.pages(), in_subtree).filter(in_page)
    for page in readable(rows.order_by("path")):
        for length in lengths:
            position = getattr(page, f"position_{length}") - 1 - offset
            if page.path[:length] in tops and 0 < position <= limit:
                result[page.path[:length]].append(page)
    return result
