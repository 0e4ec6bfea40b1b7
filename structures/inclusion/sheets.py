"""What is known of the sheets that a file is about: their facts, and who wrote them last."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Max
from wagtail.models import Page, PageLogEntry, Revision

from structures.inclusion.author import LOG_ACTION
from structures.inclusion.facts import Facts, facts_of_content, facts_of_page
from structures.models import StructurePage

# What a revision holds of the page's life rather than of its content.
NOT_CONTENT = {
    "pk", "path", "depth", "numchild", "url_path", "live", "expired", "has_unpublished_changes",
    "first_published_at", "last_published_at", "latest_revision", "latest_revision_created_at",
    "live_revision", "draft_title", "owner", "locked", "locked_at", "locked_by",
    "wagtail_admin_comments", "content_type", "translation_key", "locale", "alias_of",
    "page_ptr", "latest_revision_id",
}  # fmt: skip


@dataclass
class Sheet:
    """A sheet in the first language, as an import needs to know it: the others follow its facts.

    `facts` are the published ones, `draft` those of the latest revision: the same where nothing
    waits. `is_edited` tells that a person has changed it since the last import. `given` is what the
    source last said of it, `was_proposed` whether the last import left that for review.
    """

    pk: int
    title: str
    is_live: bool
    is_aciphc: bool
    facts: Facts
    draft: Facts = field(default_factory=dict)
    is_pending: bool = False
    is_pending_from_import: bool = False
    is_edited: bool = False
    given: Facts = field(default_factory=dict)
    was_proposed: bool = False


def load_sheets(page_ids: Iterable[int], author_id: int | None) -> dict[int, Sheet]:
    """Return the sheets by their ids; the number of queries is the same for any number of them."""
    pages = list(StructurePage.objects.filter(pk__in=set(page_ids)).prefetch_related("networks"))
    history = _History([page.pk for page in pages], author_id)
    return {page.pk: _sheet(page, history) for page in pages}


class _History:
    """The revisions and the imports of some sheets, in four queries."""

    def __init__(self, page_ids: list[int], author_id: int | None) -> None:
        self._author_id = author_id
        revisions = Revision.page_revisions.filter(object_id__in=[str(pk) for pk in page_ids])
        latest = _last_of_each(revisions)
        imported = _last_of_each(revisions.filter(user=author_id)) if author_id else {}
        by_person = {pk for pk, row in latest.items() if row["user_id"] not in {None, author_id}}
        imported = {pk: row for pk, row in imported.items() if pk in by_person}
        needed = {row["id"] for row in imported.values()}
        needed |= {latest[pk]["id"] for pk in by_person}
        drafts = Page.objects.filter(pk__in=page_ids, has_unpublished_changes=True)
        needed |= set(drafts.values_list("latest_revision_id", flat=True)) - {None}
        contents = dict(Revision.objects.filter(pk__in=needed).values_list("pk", "content"))
        self._latest = {pk: (row, contents.get(row["id"])) for pk, row in latest.items()}
        self._imported = {pk: contents[row["id"]] for pk, row in imported.items()}
        entries = PageLogEntry.objects.filter(page__in=page_ids, action=LOG_ACTION)
        self._entries = dict(entries.order_by("timestamp", "pk").values_list("page_id", "data"))

    def latest_content(self, pk: int) -> dict[str, Any] | None:
        """Return the latest revision's content where it was needed."""
        return self._latest.get(pk, (None, None))[1]

    def is_edited(self, pk: int) -> bool:
        """Return whether a person's revision follows the import's and says something else."""
        row, content = self._latest.get(pk, (None, None))
        if row is None or row["user_id"] in {None, self._author_id}:
            return False
        imported = self._imported.get(pk)
        return imported is None or _content(content) != _content(imported)

    def is_from_import(self, pk: int) -> bool:
        """Return whether the latest revision is the import's."""
        row = self._latest.get(pk, (None, None))[0]
        return row is not None and row["user_id"] is not None and row["user_id"] == self._author_id

    def last_import(self, pk: int) -> dict[str, Any]:
        """Return what the last import noted of the sheet."""
        return self._entries.get(pk) or {}


def _last_of_each(revisions: Any) -> dict[int, dict[str, Any]]:
    """Return the last revision of each page, without its content."""
    last = revisions.order_by().values("object_id").annotate(last=Max("pk")).values("last")
    rows = Revision.objects.filter(pk__in=last).values("id", "object_id", "user_id")
    return {int(row["object_id"]): row for row in rows}


def _content(content: dict[str, Any] | None) -> dict[str, Any]:
    return {name: value for name, value in (content or {}).items() if name not in NOT_CONTENT}


def _sheet(page: StructurePage, history: _History) -> Sheet:
    facts = facts_of_page(page)
    content = history.latest_content(page.pk) if page.has_unpublished_changes else None
    last = history.last_import(page.pk)
    return Sheet(
        pk=page.pk,
        title=page.title,
        is_live=page.live,
        is_aciphc=page.is_aciphc,
        facts=facts,
        draft=facts_of_content(content) if content else facts,
        is_pending=page.has_unpublished_changes,
        is_pending_from_import=page.has_unpublished_changes and history.is_from_import(page.pk),
        is_edited=history.is_edited(page.pk),
        given=last.get("facts", {}),
        was_proposed=last.get("outcome") == "review",
    )
