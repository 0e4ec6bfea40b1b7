"""The relations of pages and snippets between languages, for many rows of one kind at once."""

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

# What is loaded of a row beside its relations: when its source moved on.
SOURCE_CHANGE = "source_change"
# The relation of a snippet to its versions in other languages; pages have one in the tree.
TRANSLATIONS = "translations"
# What that looks at: the publications of the row, and what it says that it follows.
FOLLOWED = frozenset({"last_published_at", "followed"})


def follows_a_source(model: type[Model]) -> bool:
    """Return whether rows of the model have versions, and translations that follow them."""
    return issubclass(model, TranslatableMixin) and issubclass(model, DraftStateMixin)


def snippet_translations(delivery: DeliveryContext, rows: Sequence[Any]) -> dict[int, list[Any]]:
    """Return the visible versions of snippets of a model in the other languages; one query."""
    model = type(rows[0])
    keys = {row.translation_key for row in rows}
    by_key: dict[Any, list[Any]] = defaultdict(list)
    found = model._default_manager.filter(
        delivery.visibility.snippets(model), translation_key__in=keys
    )
    for other in found.order_by("locale_id"):
        by_key[other.translation_key].append(other)
    return {
        row.pk: [other for other in by_key[row.translation_key] if other.pk != row.pk]
        for row in rows
    }


def source_changes(delivery: DeliveryContext, rows: Sequence[Any]) -> dict[int, datetime | None]:
    """Return when the source of each row was published last, if the row does not follow that yet.

    The rows are pages, or snippets of one model. The source is the version in the first language;
    it, an alias, and a row whose source readers do not see, have none. Two queries.
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
    found = {row.translation_key: row for row in rows.only(*columns)}
    delivery.tracker.rows(found.values(), frozenset({"last_published_at"}))
    return found


def _change(
    delivery: DeliveryContext, row: Any, source: Any, state: TranslationState | None
) -> datetime | None:
    if state is None:
        return moved_on(source, None, row.last_published_at)
    if state.draft_version_date is not None and delivery.visibility.preview_scope.has(row):
        return moved_on(source, state.draft_version_id, state.draft_version_date)
    return moved_on(source, state.version_id, state.version_date)
