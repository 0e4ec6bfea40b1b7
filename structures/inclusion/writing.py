"""Writes sheets as Wagtail pages with revisions, in bulk.

Wagtail takes some sixty statements for each page. This module writes the same data for a chunk of
sheets at once (page, columns, networks, revision, log, references, search) and sends Wagtail's
signals for each page. The caller opens the transaction.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F
from django.utils import timezone
from wagtail.models import COMMENTS_RELATION_NAME, Locale, Page, PageLogEntry, Revision
from wagtail.signals import page_published, published

from cms.images.signals import renditions_postponed
from cms.text.slugs import ascii_slug
from cms.translation.shared_fields import give_to_translations
from cms.translation.source_publications import follow_publications
from cms.translation.source_tracking import publication_of
from networks.models import Network
from structures.inclusion.author import IMPORT_ACTION
from structures.inclusion.facts import Facts, attributes_of
from structures.inclusion.indexing import (
    REFERRING,
    SEARCHED,
    index_for_search,
    index_references,
)
from structures.inclusion.plan import Write
from structures.models import StructureIndexPage, StructurePage
from structures.search.indexing import index_sheets

MAX_SLUG = 200


class SheetWriter:
    """Writes the sheets of one import, attributed to its author."""

    def __init__(self, author: AbstractUser) -> None:
        self._author = author
        self._now = timezone.now()
        self._type = ContentType.objects.get_for_model(StructurePage)
        self._base_type = ContentType.objects.get_for_model(Page)
        self._networks = Network.objects.in_bulk()

    # --- New sheets ------------------------------------------------------------------------

    def create(self, parent: StructureIndexPage, listed: Sequence[Facts]) -> list[StructurePage]:
        """Create and publish a sheet below the parent for each set of facts; return the sheets."""
        pages = self._place(parent, listed)
        _insert(pages)
        through = StructurePage.networks.through
        through.objects.bulk_create(
            through(structurepage_id=page.pk, network_id=network.pk)
            for page in pages
            for network in page.networks.all()
        )
        contents = [page.serializable_data() for page in pages]
        revisions = self._save_revisions(pages, contents, is_live=True)
        self._log(pages, ["wagtail.create", "wagtail.publish"])
        self._log_import(pages, listed, "create")
        index_for_search(pages)
        index_sheets(page.pk for page in pages)
        index_references(pages, are_new=True)
        self._send_signals(pages, revisions)
        return pages

    def _place(self, parent: StructureIndexPage, listed: Sequence[Facts]) -> list[StructurePage]:
        """Return the new, unsaved sheets with their tree positions; locks the parent's row."""
        locked = Page.objects.select_for_update().get(pk=parent.pk)
        last = locked.get_last_child() if locked.numchild else None
        step = Page._str2int(last.path[-Page.steplen :]) if last else 0
        slugs = set(Page.objects.child_of(locked).values_list("slug", flat=True))
        locale = Locale.get_default()
        pages = []
        for position, facts in enumerate(listed, start=step + 1):
            slug = _free_slug(facts["name"], slugs)
            page = StructurePage(
                title=facts["name"],
                draft_title=facts["name"],
                slug=slug,
                path=Page._get_path(locked.path, locked.depth + 1, position),
                depth=locked.depth + 1,
                url_path=f"{locked.url_path}{slug}/",
                locale=locale,
                content_type=self._type,
                owner_id=self._author.pk,
                live=True,
                first_published_at=self._now,
                last_published_at=self._now,
                latest_revision_created_at=self._now,
                **attributes_of(facts),
            )
            page.networks = [self._networks[pk] for pk in facts.get("networks", ())]
            page.activities = []
            setattr(page, COMMENTS_RELATION_NAME, [])
            pages.append(page)
        Page.objects.filter(pk=locked.pk).update(numchild=F("numchild") + len(pages))
        return pages

    # --- Sheets that exist -------------------------------------------------------------------

    def publish(self, writes: Sequence[tuple[Write, Facts]]) -> None:
        """Write the values to existing sheets and publish them."""
        if not writes:
            return
        pages = self._load(write.page_id for write, _facts in writes)
        before = [publication_of(page) for page in pages]
        changed: set[str] = set()
        retitled = []
        for (write, _facts), page in zip(writes, pages, strict=True):
            columns = attributes_of(write.values)
            for name, value in columns.items():
                setattr(page, name, value)
            changed |= columns.keys()
            if "networks" in write.values:
                page.networks = [self._networks[pk] for pk in write.values["networks"]]
            title = page.brand or page.name
            if title != page.title:
                page.title = page.draft_title = title
                retitled.append(page)
            page.last_published_at = page.latest_revision_created_at = self._now
        if changed:
            StructurePage.objects.bulk_update(pages, [_field_name(name) for name in changed])
        if retitled:
            Page.objects.bulk_update(retitled, ["title", "draft_title"])
        self._write_networks(
            {w.page_id: w.values["networks"] for w, _facts in writes if "networks" in w.values}
        )
        contents = [page.serializable_data() for page in pages]
        revisions = self._save_revisions(pages, contents, is_live=True)
        # As the edit form does: the history lists the revision under its edit, not its publication.
        self._log(pages, ["wagtail.edit", "wagtail.publish"])
        self._log_import(pages, [facts for _write, facts in writes], "change")
        touched = list(zip(pages, (set(write.values) for write, _facts in writes), strict=True))
        index_for_search([page for page, fields in touched if fields & SEARCHED])
        index_sheets(page.pk for page in pages)
        index_references([page for page, fields in touched if fields & REFERRING])
        self._update_aliases(pages)
        give_to_translations(pages)
        follow_publications(zip(pages, before, strict=True))
        self._send_signals(pages, revisions)

    def propose(self, writes: Sequence[tuple[Write, Facts]]) -> None:
        """Save the values as a draft on top of the latest one; the published version stays."""
        if not writes:
            return
        pages = self._load(write.page_id for write, _facts in writes)
        drafts = Revision.objects.in_bulk(
            [page.latest_revision_id for page in pages if page.has_unpublished_changes]
        )
        contents = []
        for (write, _facts), page in zip(writes, pages, strict=True):
            draft = drafts.get(page.latest_revision_id)
            content = dict(draft.content) if draft else page.serializable_data()
            content.update(write.values)
            title = content["brand"] or content["name"]
            content["title"] = content["draft_title"] = page.draft_title = title
            content["has_unpublished_changes"] = True
            contents.append(content)
        self._save_revisions(pages, contents, is_live=False)
        Page.objects.bulk_update(pages, ["draft_title"])
        self._log(pages, ["wagtail.edit"])
        self._log_import(pages, [facts for _write, facts in writes], "review")

    def _load(self, page_ids: Iterable[int]) -> list[StructurePage]:
        """Return the sheets in this order, with all relations that a revision contains."""
        order = list(page_ids)
        pages = (
            StructurePage.objects.select_related("locale")
            .prefetch_related(
                "networks", "activities__communes", "activities__epcis", COMMENTS_RELATION_NAME
            )
            .in_bulk(order)
        )
        return [pages[pk] for pk in order]

    def _write_networks(self, chosen: Mapping[int, list[int]]) -> None:
        if not chosen:
            return
        through = StructurePage.networks.through
        through.objects.filter(structurepage__in=chosen).delete()
        through.objects.bulk_create(
            through(structurepage_id=page, network_id=network)
            for page, networks in chosen.items()
            for network in networks
        )

    def _update_aliases(self, pages: Sequence[StructurePage]) -> None:
        """Update aliases with Wagtail's own method; there are hardly any."""
        by_id = {page.pk: page for page in pages}
        aliased = Page.objects.filter(alias_of__in=by_id).values_list("alias_of", flat=True)
        for pk in set(aliased):
            by_id[pk].update_aliases(revision=None)

    # --- Revisions, log entries and signals --------------------------------------------------

    def _save_revisions(
        self,
        pages: Sequence[StructurePage],
        contents: Iterable[dict[str, Any]],
        *,
        is_live: bool,
    ) -> list[Revision]:
        """Create a revision of each page, make it the page's latest, and return the revisions."""
        revisions: list[Revision] = Revision.objects.bulk_create(
            Revision(
                content_type=self._type,
                base_content_type=self._base_type,
                object_id=str(page.pk),
                created_at=self._now,
                user_id=self._author.pk,
                object_str=content["title"],
                content=content,
            )
            for page, content in zip(pages, contents, strict=True)
        )
        for page, revision in zip(pages, revisions, strict=True):
            page.latest_revision_id = revision.pk
            page.has_unpublished_changes = not is_live
            if is_live:
                page.live_revision_id = revision.pk
        Page.objects.bulk_update(pages, ["latest_revision"])
        columns: dict[str, Any] = {
            "latest_revision_created_at": self._now,
            "has_unpublished_changes": not is_live,
        }
        if is_live:
            columns |= {"live_revision": F("latest_revision"), "last_published_at": self._now}
        Page.objects.filter(pk__in=[page.pk for page in pages]).update(**columns)
        return revisions

    def _log(
        self,
        pages: Sequence[StructurePage],
        actions: Iterable[str],
        data: Sequence[dict[str, Any]] | None = None,
    ) -> None:
        PageLogEntry.objects.bulk_create(
            PageLogEntry(
                content_type=self._type,
                page_id=page.pk,
                label=page.get_admin_display_title(),
                action=action,
                data=data[position] if data else {},
                timestamp=self._now,
                user_id=self._author.pk,
                revision_id=page.latest_revision_id,
                content_changed=action != IMPORT_ACTION,
            )
            for action in actions
            for position, page in enumerate(pages)
        )

    def _log_import(
        self, pages: Sequence[StructurePage], listed: Iterable[Facts], outcome: str
    ) -> None:
        """Log the facts of the source, for the next import to compare with."""
        data = [{"outcome": outcome, "facts": facts} for facts in listed]
        self._log(pages, [IMPORT_ACTION], data)

    def _send_signals(self, pages: Sequence[StructurePage], revisions: Sequence[Revision]) -> None:
        # An import changes no image, so it needs no renditions.
        with renditions_postponed():
            for page, revision in zip(pages, revisions, strict=True):
                page_published.send(sender=StructurePage, instance=page, revision=revision)
                published.send(sender=StructurePage, instance=page, revision=revision)


def _insert(pages: Sequence[StructurePage]) -> None:
    """Insert the rows of both tables, since `bulk_create` refuses multi-table models."""
    columns = [field.attname for field in Page._meta.concrete_fields if not field.primary_key]
    bases = Page.objects.bulk_create(
        Page(**{name: getattr(page, name) for name in columns}) for page in pages
    )
    for page, base in zip(pages, bases, strict=True):
        page.pk = page.page_ptr_id = base.pk
    fields: list[models.Field[Any, Any]] = list(StructurePage._meta.local_concrete_fields)
    StructurePage._base_manager._insert(pages, fields=fields, using=Page.objects.db)
    for page in pages:
        page._state.adding = False
        page._state.db = Page.objects.db


def _free_slug(name: str, siblings: set[str]) -> str:
    """Return a slug that is not among the siblings' slugs, and add it to them."""
    base = ascii_slug(name)[:MAX_SLUG] or "structure"
    slug, number = base, 1
    while slug in siblings:
        number += 1
        slug = f"{base}-{number}"
    siblings.add(slug)
    return slug


def _field_name(column: str) -> str:
    return StructurePage._meta.get_field(column).name
