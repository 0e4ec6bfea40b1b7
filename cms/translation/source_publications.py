"""Publications of a source with nothing new to translate: who was up to date stays so.

This alone decides whether a publication outdates translations: all else compares the version that
each of them follows with the live one (`cms.translation.source_tracking`).
"""

from collections.abc import Iterable, Iterator
from typing import Any

from wagtail.models import Page, Revision

from cms.models import TranslationState
from cms.translation.source_tracking import Publication, publication_of
from cms.translation.translatable_fields import have_changed

# What a state says of the translation that readers see, and of its draft.
PREFIXES = ("", "draft_")
COLUMNS = tuple(f"{prefix}{name}" for prefix in PREFIXES for name in ("version", "version_date"))


def follow_publications(published: Iterable[tuple[Any, Publication]]) -> None:
    """Have translations follow sources that were just published, with nothing new to translate.

    The sources are of one model, each with its publication before: a translation that did not
    follow that one is outdated, and stays so. The queries are as many as for one source.
    """
    sources = {
        source.translation_key: (source, before)
        for source, before in published
        if source.live and source.live_revision_id and source.last_published_at != before.date
    }
    followed = list(_followed(sources))
    if not followed:
        return
    ids = {version_id for _state, _prefix, version_id in followed}
    ids |= {source.live_revision_id for source, _before in sources.values()}
    contents = dict(Revision.objects.filter(pk__in=ids).values_list("pk", "content"))
    moved: dict[tuple[Any, int], TranslationState] = {}
    for state, prefix, version_id in followed:
        source, _before = sources[state.translation_key]
        old, new = contents.get(version_id), contents.get(source.live_revision_id)
        if old is not None and new is not None and not have_changed(type(source), old, new):
            setattr(state, f"{prefix}version_id", source.live_revision_id)
            setattr(state, f"{prefix}version_date", source.last_published_at)
            moved[state.translation_key, state.locale_id] = state
    TranslationState.objects.bulk_update([s for s in moved.values() if s.pk], COLUMNS)
    # Unless somebody has noted another one meanwhile.
    new_ones = [state for state in moved.values() if not state.pk]
    TranslationState.objects.bulk_create(new_ones, ignore_conflicts=True)


def _followed(
    sources: dict[Any, tuple[Any, Publication]],
) -> Iterator[tuple[TranslationState, str, int]]:
    """Yield what follows the publications before, with the versions whose text it has.

    A state of which nothing was noted is not saved yet.
    """
    for state in _states(sources):
        _source, before = sources[state.translation_key]
        for prefix in PREFIXES:
            version_id = getattr(state, f"{prefix}version_id")
            date = getattr(state, f"{prefix}version_date")
            is_there = prefix == "" or date is not None
            base = version_id or before.version_id
            if is_there and base is not None and before.is_followed(version_id, date):
                yield state, prefix, base


def _states(sources: dict[Any, tuple[Any, Publication]]) -> Iterator[TranslationState]:
    if not sources:
        return
    first, _before = next(iter(sources.values()))
    rows = type(first)._base_manager.filter(translation_key__in=sources)
    if isinstance(first, Page):
        rows = rows.filter(alias_of=None)
    rows = rows.exclude(locale=first.locale_id)
    found = list(rows.values_list("translation_key", "locale_id", "last_published_at"))
    if not found:
        return
    noted = {
        (state.translation_key, state.locale_id): state
        for state in TranslationState.objects.filter(translation_key__in={row[0] for row in found})
    }
    for key, locale_id, date in found:
        yield noted.get((key, locale_id)) or TranslationState(
            translation_key=key, locale_id=locale_id, version_date=date
        )


def publication_before(source: Any) -> Publication | None:
    """Return how a row about to be saved was published until now, None where it is new."""
    stored = type(source)._base_manager.filter(pk=source.pk)
    found = stored.only("live_revision", "last_published_at").first()
    return publication_of(found) if found is not None else None
