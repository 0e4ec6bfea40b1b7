"""Whether somebody may write a translation's draft now; without somebody, a command does."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page

from cms.translation.permissions import SourceAccess, languages_of, may_change
from cms.translation.source_tracking import note_up_to_date
from cms.translation.submit_views import page_languages

TRANSLATE = "simple_translation.submit_translation"


class RefusedError(Exception):
    """Why no draft may be written, told to people."""


def check_target_language(user: Any, locale: Locale) -> None:
    """Refuse a language that is none of somebody's, or the one that is translated from."""
    if locale.pk == Locale.get_default().pk:
        raise RefusedError(_("Le fichier doit être dans une autre langue que la source."))
    if user is not None and locale.pk not in languages_of(user):
        raise RefusedError(_("Vous ne traduisez pas dans cette langue : %s.") % locale)


def check_draft(user: Any, source: Any, translation: Any, locale: Locale) -> None:
    """Refuse to write the draft of a translation, or to make one where `translation` is None.

    A source that the user may not read is refused as if it were missing.
    """
    if not SourceAccess(user).allows(source):
        raise RefusedError(_("Cette page ou ce contenu n’existe pas, ou plus."))
    if translation is None:
        _check_creation(user, source, locale)
        return
    if getattr(translation, "alias_of_id", None):
        raise RefusedError(
            _("Cette page est une copie de la source : faites-en d’abord une page à part.")
        )
    if user is None:
        return
    if not may_change(user, translation):
        raise RefusedError(_("Vous n’avez pas le droit de modifier cette traduction."))
    lock = translation.get_lock()
    if lock is not None and lock.for_user(user):
        raise RefusedError(str(lock.get_message(user)))


def make_draft(source: Any, locale: Locale) -> Any:
    """Return a new draft of a translation, with the text of the source's live version."""
    with transaction.atomic():
        made = source.copy_for_translation(locale)
        if not isinstance(made, Page):
            made.save()
            if source.live and source.latest_revision_id != source.live_revision_id:
                # Wagtail copies the draft of a snippet; what is translated is what is live.
                note_up_to_date(made)
    return made


def _check_creation(user: Any, source: Any, locale: Locale) -> None:
    if isinstance(source, Page):
        parent = source.get_parent()
        if not parent.is_root() and not parent.has_translation(locale):
            raise RefusedError(_("La page au-dessus n’a pas de traduction : commencez par elle."))
    if user is None:
        return
    if not user.has_perm(TRANSLATE):
        raise RefusedError(_("Vous n’avez pas le droit de créer une traduction."))
    if isinstance(source, Page):
        allowed = page_languages(user, source).filter(pk=locale.pk).exists()
    else:
        allowed = locale.pk in languages_of(user)
    if not allowed:
        raise RefusedError(_("Vous n’avez pas le droit de créer cette traduction."))
