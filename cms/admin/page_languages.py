"""Moves and copies in the admin to another language: refused before they begin.

Wagtail itself refuses to move several pages at once to another language.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin import messages
from wagtail.admin.forms.pages import CopyForm
from wagtail.models import Page

from cms.models.page_language import check_parent_language


class LanguageCopyForm(CopyForm):
    """Wagtail's form of a copy, which also refuses a parent in another language."""

    def clean(self) -> dict[str, Any]:
        """Check the language of the chosen parent."""
        cleaned: dict[str, Any] = super().clean()
        parent = cleaned.get("new_parent_page")
        if parent is not None:
            try:
                check_parent_language(self.page, parent)
            except ValidationError as error:
                self.add_error("new_parent_page", error.messages)
        return cleaned


def refuse_move(request: HttpRequest, page: Page, destination: Page) -> HttpResponse | None:
    """Return the way back to the choice of a parent where that one is in another language."""
    try:
        check_parent_language(page, destination)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("wagtailadmin_pages:move", page.pk)
    return None
