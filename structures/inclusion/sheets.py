"""The existing sheets that a file describes: their facts, and who edited them last."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Max, QuerySet
from wagtail.models import Page, PageLogEntry, Revision

from structures.inclusion.author import IMPORT_ACTION
from structures.inclusion.facts import Facts, facts_of_content, facts_of_page
from structures.models import StructurePage

# Fields of a revision that belong to the page's life cycle rather than to its content.
NOT_CONTENT = {
    "pk", "path", "depth", "numchild", "url_path", "live", "expired", "has_unpublished_changes",
    "first_published_at", "last_published_at", "latest_revision", "latest_revision_created_at",
    "live_revision", "draft_title", "owner", "locked", "locked_at", "locked_by",
    "wagtail_admin_comments", "content_type", "translation_key", "locale", "alias_of",
    "page_ptr", "latest_revision_id",
}  # fmt: skip


@dataclass
class Sheet:
    """A sheet in the default language, as an import sees it; translations follow it.

    `facts` are the published ones, `draft` those of the latest revision (equal if none is pending).
    `is_edited` is false only if an import wrote the latest revision, or a person saved it without
    changes. `last_import` holds the facts of the last import, `was_proposed` tells whether they
    went to a draft. `is_locked`: a person has locked the sheet.
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
    last_import: Facts = field(default_factory=dict)
    was_proposed: bool = False
    is_locked: bool = False


def load_sheets(page_ids: Iterable[int]) -> dict[int, Sheet]:
    """Return the sheets by id, in a constant number of queries."""
    pages = list(StructurePage.objects.filter(pk__in=set(page_ids)).prefetch_related("networks"))
    history = _History([page.pk for page in pages])
    return {page.pk: _sheet(page, history) for page in pages}


class _History:
    """The revisions and the imports of some sheets, in five queries.

    A revision is an import's if a log entry of the import refers to it. A missing user proves
    nothing: the account of the revision's author may have been deleted.
    """

    def __init__(self, page_ids: list[int]) -> None:
        entries = PageLogEntry.objects.filter(page__in=page_ids, action=IMPORT_ACTION)
        entries = entries.order_by("timestamp", "pk")
        self._entries = dict(entries.values_list("page_id", "data"))
        revisions = Revision.page_revisions.filter(object_id__in=[str(pk) for pk in page_ids])
        self._latest = _last_of_each(revisions)
        written = entries.order_by().filter(revision__isnull=False).values("revision_id")
        self._imported = _last_of_each(revisions.filter(pk__in=written))
        resaved = {
            pk for pk, latest in self._latest.items() if self._imported.get(pk, latest) != latest
        }
        needed = {by_page[pk] for by_page in (self._latest, self._imported) for pk in resaved}
        drafts = Page.objects.filter(pk__in=page_ids, has_unpublished_changes=True)
        needed |= set(drafts.values_list("latest_revision_id", flat=True)) - {None}
        self._contents = dict(Revision.objects.filter(pk__in=needed).values_list("pk", "content"))

    def latest_content(self, pk: int) -> dict[str, Any] | None:
        """Return the content of the latest revision, if it was loaded."""
        return self._contents.get(self._latest.get(pk))

    def is_edited(self, pk: int) -> bool:
        """Return whether the latest revision has content that no import wrote."""
        latest, imported = self._latest.get(pk), self._imported.get(pk)
        if latest is None or imported is None:
            return True
        return latest != imported and (
            _content(self._contents.get(latest)) != _content(self._contents.get(imported))
        )

    def is_from_import(self, pk: int) -> bool:
        """Return whether an import wrote the latest revision."""
        latest = self._latest.get(pk)
        return latest is not None and latest == self._imported.get(pk)

    def log_data(self, pk: int) -> dict[str, Any]:
        """Return the data that the last import logged for the sheet."""
        return self._entries.get(pk) or {}


def _last_of_each(revisions: "QuerySet[Revision]") -> dict[int, int]:
    """Return the id of the latest revision of each page."""
    last = revisions.order_by().values_list("object_id").annotate(last=Max("pk"))
    return {int(object_id): pk for object_id, pk in last}


def _content(content: dict[str, Any] | None) -> dict[str, Any]:
    return {name: value for name, value in (content or {}).items() if name not in NOT_CONTENT}


def _sheet(page: StructurePage, history: _History) -> Sheet:
    facts = facts_of_page(page)
    content = history.latest_content(page.pk) if page.has_unpublished_changes else None
    last = history.log_data(page.pk)
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
        last_import=last.get("facts", {}),
        was_proposed=last.get("outcome") == "review",
        is_locked=page.locked,
    )
