"""The strings of many pages and snippets at once: the queries follow the models, not the rows."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import QuerySet, prefetch_related_objects
from wagtail.models import (
    DraftStateMixin,
    Locale,
    Page,
    Revision,
    TranslatableMixin,
)
from wagtail.snippets.models import get_snippet_models

from cms.models import TranslationState
from cms.translation.exchange.bilingual_document import BilingualDocument, Item, TextUnit
from cms.translation.exchange.strings import String, strings
from cms.translation.exchange.translatable_texts import translatable_fields
from cms.translation.source_tracking import moved_on


@dataclass(frozen=True)
class Extracted:
    """A source, the row of its translation if there is one, and its strings.

    Where the version that the translation follows is not kept, and the source has moved on, nobody
    knows what has changed: every string is doubtful.
    """

    source: Any
    translation: Any
    strings: list[String]
    knows_changes: bool = True


def reference(source: Any) -> str:
    """Return what names a page or a snippet in every language, in letters that XLIFF takes."""
    return f"{source._meta.label_lower}:{source.translation_key}"


def find_source(reference: str) -> Any:
    """Return the row in the first language that a reference names, None where there is none."""
    label, _colon, key = reference.partition(":")
    try:
        model = apps.get_model(label)
        if not is_exchanged(model):
            return None
        found = model._default_manager.filter(translation_key=key, locale=Locale.get_default())
        row = found.first()
    except (LookupError, ValueError, ValidationError):
        return None
    return row.specific if isinstance(row, Page) else row


def is_exchanged(model: Any) -> bool:
    """Return whether rows of a model are translated as drafts."""
    if not issubclass(model, TranslatableMixin) or not issubclass(model, DraftStateMixin):
        return False
    return issubclass(model, Page) or model in get_snippet_models()


def page_and_below(page: Page) -> "QuerySet[Page]":
    """Return a page of the first language and those below it, without copies of others."""
    return (
        Page.objects.descendant_of(page, inclusive=True)
        .filter(locale=Locale.get_default(), alias_of=None)
        .order_by("path")
        .specific()
    )


def all_sources() -> list[Any]:
    """Return every page and snippet that is translated as a draft."""
    first = Locale.get_default()
    rows = list(
        Page.objects.filter(locale=first, alias_of=None, depth__gt=1).order_by("path").specific()
    )
    for model in get_snippet_models():
        if is_exchanged(model):
            rows += model._default_manager.filter(locale=first).order_by("pk")
    return rows


def extract(sources: Iterable[Any], locale: Locale) -> Iterator[Extracted]:
    """Yield the strings of sources, in their order; a mirror of its source is no translation."""
    rows = list(sources)
    translations = _translations(rows, locale)
    _fetch_details([*rows, *translations.values()])
    states = {
        state.translation_key: state
        for state in TranslationState.objects.filter(
            locale=locale, translation_key__in=[row.translation_key for row in rows]
        )
    }
    versions = _VersionsByLocale(rows, translations, states)
    for source in rows:
        translation = translations.get((type(source), source.translation_key))
        if translation is not None and getattr(translation, "alias_of_id", None):
            continue
        shown = source if source.live else versions.latest(source)
        if translation is None:
            yield Extracted(source, None, strings(shown))
            continue
        version_id, date = _followed(states.get(source.translation_key), translation)
        followed = versions.version(source, version_id)
        is_outdated = moved_on(source, version_id, date) is not None
        found = strings(
            shown,
            versions.latest(translation),
            followed,
            has_changed=is_outdated and followed is None,
        )
        knows_changes = followed is not None or not is_outdated
        yield Extracted(source, translation, found, knows_changes)


def document(
    collected: Iterable[Extracted], locale: Locale, *, all_strings: bool
) -> BilingualDocument:
    """Return what a file says: all strings, or those that are to be translated."""
    items = []
    for found in collected:
        entries = [_entry(s) for s in found.strings if all_strings or s.is_to_translate]
        if entries:
            items.append(Item(reference(found.source), str(found.source), entries))
    return BilingualDocument(Locale.get_default().language_code, locale.language_code, items)


def _entry(string: String) -> TextUnit:
    return TextUnit(
        string.place,
        string.source,
        string.target,
        is_rich=string.is_rich,
        is_doubtful=string.is_doubtful,
        label=string.label,
        max_length=string.text.max_length,
    )


def _translations(rows: list[Any], locale: Locale) -> dict[tuple[Any, Any], Any]:
    keys: defaultdict[Any, list[Any]] = defaultdict(list)
    for row in rows:
        keys[type(row)].append(row.translation_key)
    return {
        (model, row.translation_key): row
        for model, wanted in keys.items()
        for row in model._default_manager.filter(locale=locale, translation_key__in=wanted)
    }


def _fetch_details(rows: list[Any]) -> None:
    models: set[Any] = {type(row) for row in rows}
    for model in models:
        mine = [row for row in rows if type(row) is model]
        prefetch_related_objects(mine, *translatable_fields(model).details)


def _followed(state: TranslationState | None, translation: Any) -> tuple[int | None, Any]:
    if state is None:
        return None, translation.last_published_at
    if state.draft_version_date is not None:
        return state.draft_version_id, state.draft_version_date
    return state.version_id, state.version_date


class _VersionsByLocale:
    """The versions that are read, got at once."""

    def __init__(
        self,
        sources: list[Any],
        translations: dict[tuple[Any, Any], Any],
        states: dict[Any, TranslationState],
    ) -> None:
        ids = {row.latest_revision_id for row in [*sources, *translations.values()]}
        ids |= {state.version_id for state in states.values()}
        ids |= {state.draft_version_id for state in states.values()}
        found = Revision.objects.filter(pk__in=ids - {None})
        self.contents = dict(found.values_list("pk", "content"))

    def latest(self, row: Any) -> Any:
        """Return a row as its last version says."""
        return self.version(row, row.latest_revision_id) or row

    def version(self, row: Any, pk: int | None) -> Any:
        """Return a row as a version says, None where that one is not kept."""
        content = self.contents.get(pk) if pk is not None else None
        if content is None:
            return None
        # What a text says depends on no other row.
        return type(row).from_serializable_data(content, check_fks=False)
