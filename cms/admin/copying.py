"""What the admin says after a copy: which fields only the source keeps."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.models import Page

from cms.models.copies import clear_uncopied_fields, uncopied_fields


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
