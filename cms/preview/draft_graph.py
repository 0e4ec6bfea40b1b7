"""Lets one request read drafts as if they were published.

The drafts are written into their rows in a transaction that is always rolled back. So routes,
lists, relations, filters and references read them by the very queries that read what is published,
and there is no second path of delivery that could forget the visibility policy. No other request
sees the rows; what waits for a commit (renditions, notices, signals of a changed address) never
happens.
"""

import logging
import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.db import OperationalError, connection, models, transaction
from django.http import HttpRequest
from modelcluster.models import ClusterableModel, get_all_child_relations
from wagtail.models import (
    DraftStateMixin,
    Page,
    ReferenceIndex,
    Site,
    TranslatableMixin,
)

from cms.delivery.preview_scope import NO_PREVIEW, PreviewScope
from cms.delivery.refusals import Code, RequestRefusedError
from cms.preview.grants import find
from cms.preview.rights import may_preview

_is_reading: ContextVar[bool] = ContextVar("preview_is_reading_draft", default=False)
logger = logging.getLogger(__name__)

TOKEN_HEADER = "X-Preview-Token"  # noqa: S105  the name of a header
# Names one of the versions of what the token is for, which is then read in place of the draft.
VERSION_HEADER = "X-Preview-Version"
VERSION = re.compile(r"[0-9]{1,18}")
# A draft costs some queries; the published version of what comes after so many is shown.
MOST_SNIPPETS = 20


@contextmanager
def draft_graph(request: HttpRequest) -> Iterator[PreviewScope]:
    """Let the block read what the request's token grants; without a good one, what is published."""
    token = request.headers.get(TOKEN_HEADER)
    found = find(token, Site.find_for_request(request)) if token else None
    if found is None:
        yield NO_PREVIEW
        return
    grant, target = found
    content = _content(request, target) or grant.content
    with _undone():
        yield _tried(target, content, grant.editor)
    _forget_addresses(target)


def is_reading_draft() -> bool:
    """Return whether what is saved now is undone afterwards: indexes need not follow it."""
    return _is_reading.get()


@contextmanager
def _undone() -> Iterator[None]:
    """Undo at the end what the block writes."""
    # Wagtail 8 loads its page model with this module, and models are previewed.
    from wagtail.signal_handlers import disable_reference_index_auto_update

    token = _is_reading.set(True)
    try:
        with transaction.atomic(), disable_reference_index_auto_update():
            try:
                yield
            finally:
                transaction.set_rollback(True)
    finally:
        _is_reading.reset(token)


def _content(request: HttpRequest, target: Any) -> dict[str, Any] | None:
    """Return the content of the version that a request names, None where it names none.

    Raises RequestRefusedError for one that is no version of what is previewed.
    """
    name = request.headers.get(VERSION_HEADER)
    if name is None:
        return None
    version = target.revisions.filter(pk=int(name)).first() if VERSION.fullmatch(name) else None
    if version is None:
        raise RequestRefusedError(400, Code.BAD_INPUT, f"{VERSION_HEADER} names no version of it.")
    content: dict[str, Any] = version.content
    return content


def can_be_read(target: models.Model, content: dict[str, Any], editor: Any) -> bool:
    """Return whether the draft can be written at all: a form may still lack what a row needs."""
    try:
        with _undone():
            preview_scope = _tried(target, content, editor)
    except OperationalError:
        return False  # somebody else is saving the rows
    _forget_addresses(target)
    return preview_scope is not NO_PREVIEW


def _tried(target: models.Model, content: dict[str, Any], editor: Any) -> PreviewScope:
    """Return what is granted; nothing when the draft can't be written."""
    try:
        with transaction.atomic():
            _wait_no_longer()
            return _write(target, content, editor)
    except OperationalError:
        raise  # somebody else holds the rows: to be tried again
    except Exception:
        # A draft can hold anything: what it refers to is deleted, what it must have is missing.
        logger.warning("the draft of %r can't be previewed", target, exc_info=True)
        return NO_PREVIEW


def _wait_no_longer() -> None:
    """Have PostgreSQL give up on rows that somebody else is saving."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            limit = int(settings.CMS_GRAPHQL_MAX_STATEMENT_MILLISECONDS)
            cursor.execute(f"SET LOCAL lock_timeout = {limit}")


def _write(target: Any, content: dict[str, Any], editor: Any) -> PreviewScope:
    draft = _published_as(target, target.with_content_json(dict(content)))
    rows: dict[type[models.Model], set[Any]] = defaultdict(set)
    _save(draft)
    locale_id = getattr(target, "locale_id", None)
    for snippet in _drafts_of(_referred(draft), locale_id)[:MOST_SNIPPETS]:
        if snippet != target and may_preview(editor, snippet):
            _save(_published_as(snippet, snippet.get_latest_revision_as_object()))
            rows[type(snippet)].add(snippet.pk)
    if isinstance(draft, Page):
        rows[Page].add(draft.pk)
    else:
        rows[type(draft)].add(draft.pk)
    return PreviewScope(
        rows={model: frozenset(pks) for model, pks in rows.items()},
        page_path=draft.path if isinstance(draft, Page) else "",
        subject=(type(draft), draft.pk),
    )


def _published_as(row: Any, draft: Any) -> Any:
    """Return the draft, published when the row was: its content has what was so in its time."""
    if isinstance(row, DraftStateMixin):
        draft.live_revision_id = row.live_revision_id
        draft.last_published_at = row.last_published_at
    return draft


def _save(draft: Any) -> None:
    # A draft is not held to what a publication is held to.
    if isinstance(draft, Page):
        draft.save(clean=False)
    else:
        draft.save()


def _forget_addresses(target: models.Model) -> None:
    if isinstance(target, Page):
        # What another thread has kept of a home page's draft address.
        Site.clear_site_root_paths_cache()


# --- Snippets that a draft refers to -------------------------------------------------------------


def _referred(draft: models.Model) -> dict[type[models.Model], set[str]]:
    """Return the ids of the draftable snippets that a draft names, by model."""
    found: dict[type[models.Model], set[str]] = defaultdict(set)
    ReferenceIndex.create_or_update_for_object(draft)
    for reference in ReferenceIndex.get_references_for_object(draft).select_related(
        "to_content_type"
    ):
        model = reference.to_content_type.model_class()
        if model is not None:
            found[model].add(str(reference.to_object_id))
    holders = [draft]
    if isinstance(draft, ClusterableModel):
        for relation in get_all_child_relations(draft):
            holders += getattr(draft, relation.get_accessor_name()).all()
    for holder in holders:
        for field in holder._meta.many_to_many:
            if issubclass(field.related_model, DraftStateMixin):
                chosen = getattr(holder, field.name).all()
                found[field.related_model] |= {str(row.pk) for row in chosen}
    return {
        model: pks
        for model, pks in found.items()
        if issubclass(model, DraftStateMixin) and not issubclass(model, Page)
    }


def _drafts_of(referred: dict[type[models.Model], set[str]], locale_id: int | None) -> list[Any]:
    """Return the rows that have a draft, those in the language that will be shown included."""
    found: list[Any] = []
    for model, pks in referred.items():
        rule = models.Q(pk__in=pks)
        if issubclass(model, TranslatableMixin):
            keys = model._base_manager.filter(rule).values("translation_key")
            rule |= models.Q(translation_key__in=keys, locale_id=locale_id)
        has_draft = models.Q(live=False) | models.Q(has_unpublished_changes=True)
        found += model._base_manager.filter(rule, has_draft).order_by("pk")
    return found
