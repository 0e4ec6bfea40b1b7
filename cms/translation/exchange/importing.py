"""Taking a file into drafts: each text that can be taken is, of the others it is told why not."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page

from cms.translation.exchange.bilingual_document import (
    BilingualDocument,
    Item,
    TextUnit,
    UnreadableFileError,
)
from cms.translation.exchange.draft import Draft, DraftResult
from cms.translation.exchange.extraction import find_source
from cms.translation.exchange.language_codes import find_locale
from cms.translation.exchange.permissions import RefusedError, check_draft, check_target_language
from cms.tree_lock import tree_locked

IMPORTED = "cms.import_translation"


def import_document(document: BilingualDocument, user: Any) -> list[DraftResult]:
    """Write what a file says into drafts; raises UnreadableFileError where it says nothing to us.

    `user` is who sends it, None for a command, which may do all. Nothing is ever published.
    """
    first = Locale.get_default()
    # A PO file may have lost the name of its source's language; its texts are compared anyway.
    is_from_first = find_locale(document.source_language) == first
    if not is_from_first and (document.source_language or not document.target_language):
        raise UnreadableFileError(
            _("La langue source du fichier n’est pas celle du site : %s.") % first
        )
    locale = find_locale(document.target_language)
    if locale is None:
        raise UnreadableFileError(
            _("Le site n’a pas la langue du fichier : « %(code)s ». Ses langues sont : %(codes)s.")
            % {
                "code": document.target_language[:40],
                "codes": ", ".join(Locale.objects.values_list("language_code", flat=True)),
            }
        )
    try:
        check_target_language(user, locale)
    except RefusedError as refused:
        raise UnreadableFileError(str(refused)) from refused
    found = _by_source(document.items)
    return [_take(item, source, locale, user) for item, source in _parents_first(found)]


def import_entries(
    source: Any, locale: Locale, user: Any, entries: Iterable[TextUnit], action: str
) -> DraftResult:
    """Write texts of one page or snippet into its draft, under an action of the history.

    Raises RefusedError where the draft may not be written.
    """
    with tree_locked():
        translation = (
            type(source)
            ._default_manager.select_for_update(of=("self",))
            .filter(translation_key=source.translation_key, locale=locale)
            .first()
        )
        check_draft(user, source, translation, locale)
        draft = Draft(source, translation)
        for entry in entries:
            draft.take(entry)
        draft.save(locale, user, action)
        if draft.outcome.row is None:
            # A draft made for texts that proved wrong together is of no use.
            transaction.set_rollback(True)
    return draft.outcome


def _take(item: Item, source: Any, locale: Locale, user: Any) -> DraftResult:
    if source is None:
        outcome = DraftResult(item.reference[:200])
        outcome.refuse_all(item.entries, _("cette page ou ce contenu n’existe pas, ou plus"))
        return outcome
    try:
        return import_entries(source, locale, user, item.entries, IMPORTED)
    except RefusedError as refused:
        outcome = DraftResult(str(source))
        outcome.refuse_all(item.entries, str(refused))
        return outcome


def _by_source(items: list[Item]) -> list[tuple[Item, Any]]:
    """Return what a file has with its sources, each of them once.

    A file may name a page several times, and its key in several ways; a draft has one version of
    all of it.
    """
    found: dict[Any, tuple[Item, Any]] = {}
    for item in items:
        source = find_source(item.reference)
        key = item.reference if source is None else (type(source), source.pk)
        first, _source = found.get(key, (replace(item, entries=[]), None))
        first.entries.extend(item.entries)
        found[key] = (first, source)
    return list(found.values())


def _parents_first(found: list[tuple[Item, Any]]) -> list[tuple[Item, Any]]:
    """Return what a file has for a page before what it has for those below it, the unknown last."""
    return sorted(
        found,
        key=lambda pair: (pair[1] is None, pair[1].path if isinstance(pair[1], Page) else ""),
    )
