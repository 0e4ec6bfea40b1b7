"""Each page and each snippet with drafts, language by language, and how far its translation is.

The number of queries follows the number of models, never that of rows.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.models import DraftStateMixin, Locale, Page, TranslatableMixin, WorkflowState
from wagtail.permissions import page_permission_policy
from wagtail.snippets.models import get_snippet_models

from cms.models import TranslationState
from cms.translation.permissions import SourceAccess
from cms.translation.source_tracking import moved_on

PAGE_COLUMNS = (
    "path", "depth", "draft_title", "translation_key", "locale", "content_type", "alias_of", "live",
    "live_revision", "last_published_at", "owner", "title", "go_live_at", "expire_at",
)  # fmt: skip


class Progress(models.TextChoices):
    """How far a translation is."""

    MISSING = "missing", _("À traduire")
    UNTRANSLATED = "untranslated", _("À traduire : texte de la source")
    PARTIAL = "partial", _("Traduite en partie")
    OUTDATED = "outdated", _("À mettre à jour")
    DRAFT = "draft", _("Brouillon")
    MODERATION = "moderation", _("En relecture")
    ALIAS = "alias", _("Copie de la source")
    CURRENT = "current", _("À jour")


@dataclass(frozen=True)
class ProgressEntry:
    """A page or a snippet in a language; `outdated_since` is when its source moved on.

    Of its `texts`, so many are still `to_translate`. The source is a row of the content type
    `source_type`; `is_readable` is false where the user may not read it, and the title is that of
    the translation then.
    """

    title: str
    kind: str
    locale: Locale
    progress: Progress
    outdated_since: datetime | None
    url: str
    source_type: int
    source_id: int
    texts: int = 0
    to_translate: int = 0
    is_readable: bool = True

    @property
    def export_url(self) -> str:
        """Return where the source becomes a file for an agency, empty where it may not."""
        if not self.is_readable:
            return ""
        kind = ContentType.objects.get_for_id(self.source_type)
        address = reverse("translation_export", args=[kind.app_label, kind.model, self.source_id])
        return f"{address}?locale={self.locale.language_code}"


def list_progress(language_ids: Iterable[int], user: Any = None) -> list[ProgressEntry]:
    """Return the entries of some languages, the first one left out, in the tree's order.

    A source that the user may not read has no entry unless it is translated already.
    """
    first = Locale.get_default()
    languages = [
        locale for locale in Locale.objects.filter(pk__in=language_ids) if locale.pk != first.pk
    ]
    if not languages:
        return []
    known = _Known(SourceAccess(user), user)
    rows = Page.objects.filter(depth__gt=1).only(*PAGE_COLUMNS).order_by("path")
    entries = list(known.entries(list(rows), first, languages))
    for model in get_snippet_models():
        if issubclass(model, TranslatableMixin) and issubclass(model, DraftStateMixin):
            snippets = list(model.objects.order_by("pk"))
            entries += known.entries(snippets, first, languages)
    return entries


class _Known:
    """What is known of all translations at once."""

    def __init__(self, access: SourceAccess, user: Any) -> None:
        self.access = access
        self._user = user

    @cached_property
    def changeable_pages(self) -> set[int]:
        """Return the keys of the pages that the user may change, in one query for all."""
        pages = page_permission_policy.instances_user_has_permission_for(self._user, "change")
        return set(pages.values_list("pk", flat=True))

    def may_change(self, row: Any) -> bool:
        """Return whether the user may change a row."""
        if self._user is not None and isinstance(row, Page):
            return row.pk in self.changeable_pages
        return self.access.may_change(row)

    def may_read(self, row: Any) -> bool:
        """Return whether the user may read a row: a visible one, or one that they may change."""
        return self.access.is_visible(row) or self.may_change(row)

    @cached_property
    def states(self) -> dict[tuple[Any, int], TranslationState]:
        states = TranslationState.objects.all()
        return {(state.translation_key, state.locale_id): state for state in states}

    @cached_property
    def moderated(self) -> set[tuple[int, str]]:
        active = WorkflowState.objects.active()
        return set(active.values_list("base_content_type", "object_id"))

    def entries(
        self, rows: list[Any], first: Locale, languages: list[Locale]
    ) -> Iterator[ProgressEntry]:
        by_language = {(row.translation_key, row.locale_id): row for row in rows}
        by_path = {row.path: row for row in rows if isinstance(row, Page)}
        for source in rows:
            if source.locale_id != first.pk or getattr(source, "alias_of_id", None):
                continue
            for locale in languages:
                row = by_language.get((source.translation_key, locale.pk))
                if row is not None:
                    yield self._entry(source, row, locale)
                    continue
                if not self.may_read(source):
                    continue
                above = by_path.get(source.path[: -Page.steplen]) if by_path else None
                parent = above is not None and (above.translation_key, locale.pk) in by_language
                url = translate_url(source) if parent or not by_path else ""
                title = self._title(source)
                yield _entry_of(source, title, locale, Progress.MISSING, None, url)

    def _entry(self, source: Any, row: Any, locale: Locale) -> ProgressEntry:
        state = self.states.get((row.translation_key, row.locale_id))
        followed: tuple[int | None, datetime | None]
        if state is None:
            followed = (None, row.last_published_at)
        elif state.draft_version_date is not None:
            followed = (state.draft_version_id, state.draft_version_date)
        else:
            followed = (state.version_id, state.version_date)
        since = moved_on(source, *followed)
        if getattr(row, "alias_of_id", None):
            progress, since = Progress.ALIAS, None
        elif (_base_type(row), str(row.pk)) in self.moderated:
            progress = Progress.MODERATION
        elif since is not None:
            progress = Progress.OUTDATED
        else:
            progress = _progress(row, state)
        is_readable = self.may_read(source)
        title = self._title(source if is_readable else row)
        entry = _entry_of(source, title, locale, progress, since, edit_url(row))
        entry = replace(entry, is_readable=is_readable)
        if state is None or progress == Progress.ALIAS:
            return entry
        return replace(entry, texts=state.texts or 0, to_translate=state.to_translate)

    def _title(self, row: Any) -> str:
        """Return a row's title; that of a page's draft only to those who may change the page."""
        if not isinstance(row, Page):
            return str(row)
        return str(row.draft_title if self.may_change(row) else row.title)


def _progress(row: Any, state: TranslationState | None) -> Progress:
    """Return how far a translation is that nothing but its own text holds up."""
    if state is not None and state.to_translate:
        all_of_it = state.to_translate == state.texts
        return Progress.UNTRANSLATED if all_of_it else Progress.PARTIAL
    return Progress.CURRENT if row.live else Progress.DRAFT


def _entry_of(
    source: Any,
    title: str,
    locale: Locale,
    progress: Progress,
    since: datetime | None,
    url: str,
) -> ProgressEntry:
    type_id = source.content_type_id if isinstance(source, Page) else _base_type(source)
    return ProgressEntry(title, _kind(source), locale, progress, since, url, type_id, source.pk)


def edit_url(row: Any) -> str:
    """Return where a page or a snippet is edited."""
    if isinstance(row, Page):
        return reverse("wagtailadmin_pages:edit", args=[row.pk])
    return reverse(row.snippet_viewset.get_url_name("edit"), args=[row.pk])


def translate_url(source: Any) -> str:
    """Return where the drafts of a page or a snippet are made."""
    if isinstance(source, Page):
        return reverse("simple_translation:submit_page_translation", args=[source.pk])
    opts = source._meta
    return reverse(
        "simple_translation:submit_snippet_translation",
        args=[opts.app_label, opts.model_name, source.pk],
    )


def _base_type(row: Any) -> int:
    model = Page if isinstance(row, Page) else type(row)
    return ContentType.objects.get_for_model(model).pk


def _kind(row: Any) -> str:
    if isinstance(row, Page):
        model = ContentType.objects.get_for_id(row.content_type_id).model_class()
        return str((model or Page)._meta.verbose_name)
    return str(row._meta.verbose_name)
