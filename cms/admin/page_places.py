"""Moves and copies in the admin that would make an address too long: refused before they begin."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin import messages
from wagtail.models import Page

from cms.admin.page_languages import LanguageCopyForm
from cms.admin.readable_rows import readable_pages
from cms.models.path_length import check_path_length
from cms.text.slugs import AsciiSlugInput

# What the form of a copy gets instead of a place that is missing or gone.
NO_PLACE = "has_no_place"


class PlacedCopyForm(LanguageCopyForm):
    """The form of a copy, which also refuses too long an address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_slug"].widget = AsciiSlugInput(locale=self.page.locale)
        self.fields["new_parent_page"].queryset = readable_pages(self.user)

    def clean(self) -> dict[str, Any]:
        """Check the place of the copy and, where they are copied too, of the pages below."""
        cleaned: dict[str, Any] = super().clean()
        if NO_PLACE in self.data:
            field = self.fields["new_parent_page"]
            self.add_error("new_parent_page", field.error_messages["required"])
        parent = cleaned.get("new_parent_page") or self.page.get_parent()
        if slug := cleaned.get("new_slug"):
            below = bool(cleaned.get("copy_subpages"))
            try:
                check_path_length(self.page, parent, slug, with_descendants=below)
            except ValidationError as error:
                self.add_error("new_slug", error.messages)
        return cleaned


def refuse_long_move(request: HttpRequest, page: Page, destination: Page) -> HttpResponse | None:
    """Return the way back to the choice of a parent where the move would be too long."""
    try:
        check_path_length(page, destination)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("wagtailadmin_pages:move", page.pk)
    return None


def refuse_long_moves(
    request: HttpRequest, action_type: str, pages: list[Any], action: Any
) -> HttpResponse | None:
    """Return the way back where one of several pages would move too far; then none moves."""
    if action_type != "move" or getattr(action, "cleaned_form", None) is None:
        return None
    destination = action.cleaned_form.cleaned_data["chooser"]
    for page in pages:
        try:
            check_path_length(page, destination)
        except ValidationError as error:
            messages.error(request, f"{page.get_admin_display_title()} : {error.messages[0]}")
            return redirect("wagtailadmin_explore", page.get_parent().pk)
    return None
