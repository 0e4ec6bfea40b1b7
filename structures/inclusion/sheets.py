"""What is known of the sheets that a file is about: their facts, and who wrote them last."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Max, QuerySet
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
    waits. `is_edited` is false only if the import wrote the latest version, or a person saved that
    version unchanged. `given` is what the source last said of the sheet, `was_proposed` whether the
    last import left that for review. `is_locked`: a person has locked the sheet against changes.
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
    is_locked: bool = False


def load_sheets(page_ids: Iterable[int]) -> dict[int, Sheet]:
    """Return the sheets by their ids; the number of queries is the same for any number of them."""
    pages = list(StructurePage.objects.filter(pk__in=set(page_ids)).prefetch_related("networks"))
    history = _History([page.pk for page in pages])
    return {page.pk: _sheet(page, history) for page in pages}


class _History:
    """The revisions and the imports of some sheets, in five queries.

    A revision is an import's if the import's entry in the audit trail names it. A revision without
    a user proves nothing: its author's account may have been deleted.
    """

    def __init__(self, page_ids: list[int]) -> None:
        entries = PageLogEntry.objects.filter(page__in=page_ids, action=LOG_ACTION)
        entries = entries.order_by("timestamp", "pk")
        self._entries = dict(entries.values_list("page_id", "data"))
        revisions = Revision.page_revisions.filter(object_id__in=[str(pk) for pk in page_ids])
        self._latest = _last_of_each(revisions)
        written = entries.order_by().filter(revision__isnull=False).values("revision_id")
        self._imported = _last_of_each(revisions.filter(pk__in=written))
        resaved = {
            pk for pk, latest in self._latest.items() if self._imported.get(pk, latest) != latest
        }
        needed = {found[pk] for found in (self._latest, self._imported) for pk in resaved}
        drafts = Page.objects.filter(pk__in=page_ids, has_unpublished_changes=True)
        needed |= set(drafts.values_list("latest_revision_id", flat=True)) - {None}
        self._contents = dict(Revision.objects.filter(pk__in=needed).values_list("pk", "content"))

    def latest_content(self, pk: int) -> dict[str, Any] | None:
        """Return the latest revision's content where it was needed."""
        return self._contents.get(self._latest.get(pk))

    def is_edited(self, pk: int) -> bool:
        """Return whether the latest revision says anything that no import wrote."""
        latest, imported = self._latest.get(pk), self._imported.get(pk)
        if latest is None or imported is None:
            return True
        return latest != imported and (
            _content(self._contents.get(latest)) != _content(self._contents.get(imported))
        )

    def is_from_import(self, pk: int) -> bool:
        """Return whether the latest revision is the import's."""
        latest = self._latest.get(pk)
        return latest is not None and latest == self._imported.get(pk)

    def last_import(self, pk: int) -> dict[str, Any]:
        """Return what the last import noted of the sheet."""
        return self._entries.get(pk) or {}


def _last_of_each(revisions: "QuerySet[Revision]") -> dict[int, int]:
    """Return the id of the last revision of each page."""
    last = revisions.order_by().values_list("object_id").annotate(last=Max("pk"))
    return {int(object_id): pk for object_id, pk in last}


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
        is_locked=page.locked,
    )
