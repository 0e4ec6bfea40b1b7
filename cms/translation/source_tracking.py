"""What a translation follows, and whether its source has moved on since.

The source is the version in the site's first language. An alias mirrors its source by itself: it
is no translation.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from wagtail.models import DraftStateMixin, Revision

from cms.models import TranslationState
from cms.translation import shared_fields


@dataclass(frozen=True)
class Publication:
    """As which version, and when, a source was published last; None where that is not known."""

    version_id: int | None
    date: datetime | None

    def is_followed(self, version_id: int | None, version_date: datetime | None) -> bool:
        """Return whether who follows this version, or the source as of this date, follows it."""
        if self.date is None or (version_id is not None and version_id == self.version_id):
            return True
        return version_date is not None and self.date <= version_date


@dataclass(frozen=True)
class SourceTracking:
    """What a translation, or its draft, follows of its source.

    `version` is None where it is not kept or was never known; `version_date` is None where the
    source had not been published. Of its `texts`, so many are still `to_translate`.
    """

    source: Any
    version: Revision | None
    version_date: datetime | None
    texts: int = 0
    to_translate: int = 0

    @property
    def outdated_since(self) -> datetime | None:
        """Return when the source was published last, if that is not what is followed."""
        version_id = self.version.pk if self.version is not None else None
        return moved_on(self.source, version_id, self.version_date)


def moved_on(source: Any, version_id: int | None, version_date: datetime | None) -> datetime | None:
    """Return when a source was published last, if that is not the version named."""
    published = publication_of(source)
    if not source.live or published.is_followed(version_id, version_date):
        return None
    return published.date


def publication_of(source: Any) -> Publication:
    """Return the last publication of a row."""
    return Publication(source.live_revision_id, source.last_published_at)


def tracked_source_of(translation: Any) -> Any:
    """Return the row in the first language that a row translates, None where it is no translation.

    A model without drafts has no versions to follow.
    """
    return (
        shared_fields.shared_source_of(translation)
        if isinstance(translation, DraftStateMixin)
        else None
    )


def source_tracking_of(translation: Any) -> SourceTracking | None:
    """Return what the latest version of a translation follows, None where it is no translation.

    Where nothing was noted, its source is taken to be followed up to its own publication.
    """
    source = tracked_source_of(translation)
    if source is None:
        return None
    state = _states(translation).select_related("version", "draft_version").first()
    if state is None:
        return SourceTracking(source, None, translation.last_published_at)
    counts = (state.texts or 0, state.to_translate)
    if state.draft_version_date is not None:
        return SourceTracking(source, state.draft_version, state.draft_version_date, *counts)
    return SourceTracking(source, state.version, state.version_date, *counts)


def note_copy(source: Any, translation: Any) -> None:
    """Note that a translation was just made of the source: of its live version for a live page."""
    version = source.latest_revision_id
    if source.live and not _copies_draft(source):
        version = source.live_revision_id
    TranslationState.objects.update_or_create(
        translation_key=translation.translation_key,
        locale_id=translation.locale_id,
        defaults={
            "version_id": version,
            "version_date": source.last_published_at if source.live else None,
            "draft_version": None,
            "draft_version_date": None,
            "same_is_meant": False,
        },
    )


def note_up_to_date(translation: Any) -> None:
    """Note that the latest version of a translation follows the source's live version.

    Where that version is not published yet, so is what it says. What it has in common with the
    source is meant so.
    """
    source = tracked_source_of(translation)
    kept = ("version_id", "version_date")
    if translation.has_unpublished_changes or not translation.live:
        kept = ("draft_version_id", "draft_version_date")
    defaults: dict[str, Any] = dict(
        zip(kept, (source.live_revision_id, source.last_published_at), strict=True)
    )
    defaults["same_is_meant"] = True
    before = {"version_date": translation.last_published_at}
    if kept[0] == "version_id":
        before = {}
        defaults |= {"draft_version_id": None, "draft_version_date": None}
    TranslationState.objects.update_or_create(
        translation_key=translation.translation_key,
        locale_id=translation.locale_id,
        defaults=defaults,
        create_defaults={**before, **defaults},
    )


def note_publication(translation: Any) -> None:
    """Note that what a translation's draft follows is published.

    What a translated page has in common with its source is then meant so; a page of which nothing
    is translated is a copy that somebody has published.
    """
    _states(translation).filter(untranslated__lt=models.F("texts")).update(same_is_meant=True)
    _states(translation).filter(draft_version_date__isnull=False).update(
        version=models.F("draft_version"),
        version_date=models.F("draft_version_date"),
        draft_version=None,
        draft_version_date=None,
    )


def _states(translation: Any) -> "models.QuerySet[TranslationState]":
    return TranslationState.objects.filter(
        translation_key=translation.translation_key, locale=translation.locale_id
    )


def _copies_draft(source: Any) -> bool:
    """Return whether Wagtail translates the draft of something live: it does but for pages."""
    return not hasattr(source, "alias_of_id")
