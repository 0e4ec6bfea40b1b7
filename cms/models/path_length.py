"""The longest address that a page can have: one from which a redirect can lead later."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.db.models.functions import Length
from django.db.models.signals import pre_save
from django.utils.translation import gettext as _
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page
from wagtail.signals import pre_page_move

from cms.addresses import frontend_path

LIMIT: int = Redirect._meta.get_field("old_path").max_length or 255


def check_path_length(
    page: Page, parent: Page | None, slug: str = "", *, with_descendants: bool = True
) -> None:
    """Refuse a place in the tree where the page, or one below it, has too long an address.

    A page that stays where it is may stay. The error is on the slug.
    """
    if parent is None or parent.depth <= 1:  # the slug of a home page is in no address
        return
    url_path = f"{parent.url_path}{slug or page.slug}/"
    stored = Page.objects.filter(pk=page.pk).first() if page.pk else None
    if stored is not None and stored.url_path == url_path:
        return
    longest = 0
    if stored is not None and with_descendants:
        lengths = stored.get_descendants().aggregate(longest=Max(Length("url_path")))
        longest = max(0, (lengths["longest"] or 0) - len(stored.url_path))
    _refuse_longer(url_path, longest)


def connect() -> None:
    """Check every move, and every page that a copy, an alias or a translation creates."""
    pre_page_move.connect(_before_move, dispatch_uid="cms.path_length.move")
    pre_save.connect(_before_creation, dispatch_uid="cms.path_length.creation")


def _before_move(instance: Page, parent_page_after: Page, **kwargs: Any) -> None:
    check_path_length(instance, parent_page_after)


def _before_creation(instance: Any, raw: bool = False, **kwargs: Any) -> None:
    if isinstance(instance, Page) and instance._state.adding and instance.depth > 2 and not raw:
        _refuse_longer(instance.url_path, 0)


def _refuse_longer(url_path: str, below: int) -> None:
    path = (frontend_path(url_path) or url_path).rstrip("/")
    length = len(path) + below
    if length > LIMIT:
        message = _(
            "L’adresse de cette page, ou d’une page placée dessous, compterait %(length)d "
            "caractères : elle ne peut en avoir plus de %(limit)d. Choisissez un slug plus court "
            "ou une autre page parente."
        )
        raise ValidationError({"slug": message % {"length": length, "limit": LIMIT}})
