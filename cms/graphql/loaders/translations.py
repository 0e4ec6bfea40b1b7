"""Translations of snippets, and changes of the original, for many rows of one model at once."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Model, Q
from wagtail.models import DraftStateMixin, Page, TranslatableMixin

from cms.delivery.context import DeliveryContext
from cms.models import TranslationState
from cms.translation.source_tracking import moved_on

# Name of the loaded value: when the source of a translation was published with new text.
SOURCE_CHANGE = "source_change"
# The relation of a snippet to its translations; for pages see `page_tree`.
TRANSLATIONS = "translations"
# Columns that SOURCE_CHANGE depends on: publications of the row, and the version that it follows.
FOLLOWED = frozenset({"last_published_at", "followed"})


def tracks_source(model: type[Model]) -> bool:
    """Return whether rows of the model have drafts and translations."""
    return issubclass(model, TranslatableMixin) and issubclass(model, DraftStateMixin)


def snippet_translations(delivery: DeliveryContext, rows: Sequence[Any]) -> dict[int, list[Any]]:
    """Return the visible translations of snippets, without themselves, by id; one query."""
    model = type(rows[0])
    keys = {row.translation_key for row in rows}
    by_key: dict[Any, list[Any]] = defaultdict(list)
    translations = model._default_manager.filter(
        delivery.visibility.snippets(model), translation_key__in=keys
    )
    for other in translations.order_by("locale_id"):
        by_key[other.translation_key].append(other)
    return {
        row.pk: [other for other in by_key[row.translation_key] if other.pk != row.pk]
        for row in rows
    }


def source_changes(delivery: DeliveryContext, rows: Sequence[Any]) -> dict[int, datetime | None]:
    """Return, by row id, when the source was last published if the row is outdated, else None.

    The rows are pages, or snippets of one model. The source is the row in the default language; the
    source itself, aliases, and rows with a hidden source get None. Costs two queries.
    """
    first = delivery.locales.get(settings.LANGUAGE_CODE)
    followers = [
        row
        for row in rows
        if first is not None
        and row.locale_id != first.pk
        and getattr(row, "alias_of_id", None) is None
    ]
    changes: dict[int, datetime | None] = {row.pk: None for row in rows}
    if not followers or first is None:
        return changes
    keys = {row.translation_key for row in followers}
    sources = _sources(delivery, type(followers[0]), Q(translation_key__in=keys, locale=first))
    states = {
        (state.translation_key, state.locale_id): state
        for state in TranslationState.objects.filter(
            translation_key__in=keys, locale__in={row.locale_id for row in followers}
        )
    }
    for row in followers:
        source = sources.get(row.translation_key)
        if source is not None:
            state = states.get((row.translation_key, row.locale_id))
            changes[row.pk] = _change(delivery, row, source, state)
    return changes


def _sources(delivery: DeliveryContext, model: type[Any], rule: Q) -> dict[Any, Any]:
    if issubclass(model, Page):
        rows = Page.objects.filter(delivery.visibility.pages(), rule)
    else:
        rows = model._default_manager.filter(delivery.visibility.snippets(model), rule)
    columns = ("translation_key", "live", "live_revision_id", "last_published_at")
    by_key = {row.translation_key: row for row in rows.only(*columns)}
    delivery.tracker.rows(by_key.values(), frozenset({"last_published_at"}))
    return by_key


def _change(
    delivery: DeliveryContext, row: Any, source: Any, state: TranslationState | None
) -> datetime | None:
    if state is None:
        return moved_on(source, None, row.last_published_at)
    if state.draft_version_date is not None and delivery.visibility.preview_scope.has(row):
        return moved_on(source, state.draft_version_id, state.draft_version_date)
    return moved_on(source, state.version_id, state.version_date)
