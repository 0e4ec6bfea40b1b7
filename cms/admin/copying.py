"""Copies in the admin: a form without a place, and which fields only the source keeps."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.models import Page

from cms.admin.page_places import NO_PLACE
from cms.admin.unreadable_requests import MOST_DIGITS
from cms.models.copies import clear_uncopied_fields, uncopied_fields


def keep_form_without_parent(request: HttpRequest, page: Page) -> None:
    """Have the form of a copy say that its place is missing or gone, and keep what was typed.

    Wagtail looks for the place before it reads the form, which is bound to the fields as sent.
    """
    sent = request.POST.get("new_parent_page", "")
    is_key = not sent or (sent.isascii() and sent.isdecimal() and len(sent) <= MOST_DIGITS)
    if request.method != "POST" or not is_key:
        return
    if not sent or not Page.objects.filter(pk=sent).exists():
        fields = request.POST.copy()
        fields["new_parent_page"] = str(page.get_parent().pk)
        fields[NO_PLACE] = "1"  # Wagtail 8 makes the form of these fields
        request.POST = fields  # type: ignore[assignment]  # replaceable


def report_uncopied_fields(request: HttpRequest, page: Page, new_page: Page) -> None:
    """Name the fields that a copy, or those below it, did not get; an alias has them all."""
    if new_page.alias_of_id is not None:
        return
    copied = [page.specific]
    if new_page.numchild:
        copied += page.get_descendants().specific()
    losses = [fields for each in copied if (fields := uncopied_fields(each))]
    if losses:
        _warn(request, {field for fields in losses for field in fields}, len(losses))


def clear_copied_identity(request: HttpRequest, page: Page) -> None:
    """Empty, in an alias that becomes a page of its own, what only its source keeps."""
    fields = clear_uncopied_fields(page)
    if fields:
        _warn(request, fields, 1)


def _warn(request: HttpRequest, fields: Iterable[Any], pages: int) -> None:
    names = ", ".join(sorted(str(field.verbose_name) for field in fields))
    message = ngettext(
        "La copie n’a pas repris ce qui n’appartient qu’à l’original : %(names)s.",
        "%(count)s copies n’ont pas repris ce qui n’appartient qu’à l’original : %(names)s.",
        pages,
    )
    messages.warning(
        request,
        message % {"names": names, "count": pages}
        + " "
        + _("Complétez ces champs dans la copie s’il le faut."),
    )
