"""Redirects: one form of each path, when it is stored and when it is looked up."""

from typing import Any

from django.db import transaction
from django.db.models.signals import pre_save
from wagtail.actions.move_page import MovePageAction
from wagtail.contrib.redirects.models import Redirect

from cms.text.unicode_forms import normalize

_wagtail_normalise_path = Redirect.normalise_path


def normalise_path(url: str, decode_unicode: bool = True) -> str:
    """Return the path in Wagtail's form, then in NFC with plain blanks.

    A path means the same in any Unicode normal form, with `%20` or with a blank. With
    `decode_unicode=False` percent-encoded characters stay encoded, as Wagtail's lookup expects.
    """
    path = _wagtail_normalise_path(url.replace("%20", " "), decode_unicode)
    path = normalize("NFC", path).strip()
    # A blank at the end hides the slash, which Wagtail would have taken off.
    return path.rstrip("/ ") or "/" if "?" not in path else path


def connect() -> None:
    """Have Wagtail's forms, imports and lookups use this form, and pages move with their redirects.

    Wagtail creates the redirects of a moved page after its own transaction has ended.
    """
    Redirect.normalise_path = staticmethod(normalise_path)
    MovePageAction.execute = transaction.atomic(MovePageAction.execute)
    pre_save.connect(_normalise, sender=Redirect, dispatch_uid="cms.redirects.normalise")


def _normalise(instance: Redirect, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        instance.old_path = normalise_path(instance.old_path)
