"""A page has the language of the page above it: the tree of each language is its own."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Length, Substr
from django.utils.translation import gettext as _
from wagtail.models import Page


def check_parent_language(page: Any, parent: Any) -> None:
    """Refuse a place below a page in another language; below the root all languages meet."""
    if parent is None or parent.is_root() or parent.locale_id == page.locale_id:
        return
    message = _(
        "Cette page est en %(language)s, et « %(parent)s » est en %(other)s : choisissez une page "
        "de la même langue. Pour une version dans l’autre langue, utilisez « Traduire »."
    )
    raise ValidationError(
        message,
        code="other_language",
        params={
            "language": str(page.locale).lower(),
            # The person may not be allowed to read the draft, which can have another title.
            "parent": parent.title,
            "other": str(parent.locale).lower(),
        },
    )


def refuse_move_to_other_language(instance: Page, parent_page_after: Page, **kwargs: Any) -> None:
    """Refuse a move by a person or by code, before anything has moved."""
    check_parent_language(instance, parent_page_after)


def misplaced_pages() -> "QuerySet[Page]":
    """Return the pages in another language than the page above them, in the tree's order."""
    length = Length("path") - Page.steplen
    parents = Page.objects.filter(path=OuterRef("parent_path"), depth__gt=1).values("locale")
    return (
        Page.objects.filter(depth__gt=2)
        .annotate(parent_path=Substr("path", 1, length))
        .annotate(parent_locale=Subquery(parents[:1]))
        .exclude(locale=F("parent_locale"))
        .select_related("locale")
        .order_by("path")
    )
