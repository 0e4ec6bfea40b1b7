"""Pages that take one another's slugs at the same time."""

from collections.abc import Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import Page, Revision

from cms.scheduling.events import Event, EventKind
from cms.tree_lock import tree_locked


def swaps(events: Sequence[Event]) -> list[list[Event]]:
    """Return the groups of publications in which each page takes the slug of the next one."""
    page_type = ContentType.objects.get_for_model(Page).pk
    by_page = {
        int(event.object_id): event
        for event in events
        if event.kind == EventKind.PUBLISH and event.base_content_type_id == page_type
    }
    pages = Page.objects.in_bulk(by_page)
    contents = dict(
        Revision.objects.filter(
            pk__in=[event.revision_id for event in by_page.values()]
        ).values_list("pk", "content")
    )
    holders = {_place(page, page.slug): pk for pk, page in pages.items()}
    holder_of: dict[int, int | None] = {
        pk: holders.get(_place(page, contents[by_page[pk].revision_id]["slug"]))
        for pk, page in pages.items()
    }
    groups, seen = [], set[int]()
    for start in pages:
        group: list[int] = []
        page: int | None = start
        while page is not None and page not in seen:
            seen.add(page)
            group.append(page)
            page = holder_of.get(page)
        if page in group and len(group[group.index(page) :]) > 1:
            groups.append([by_page[pk] for pk in group[group.index(page) :]])
    return groups


def publish_swap(events: Sequence[Event]) -> bool:
    """Publish a group in one transaction; return whether it was still to be done."""
    with tree_locked():
        if not all(event.claim() for event in events):
            transaction.set_rollback(True)
            return False
        for event in events:
            # Out of the way of the others. The address of the page stays as it was until then.
            Page.objects.filter(pk=event.object_id).update(slug=f"{event.object_id}-swap")
        for event in events:
            Revision.objects.get(pk=event.revision_id).publish(
                log_action="wagtail.publish.scheduled"
            )
    return True


def _place(page: Any, slug: str) -> tuple[str, str]:
    return page.path[: -page.steplen], slug
