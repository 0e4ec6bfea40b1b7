"""Leads the admin's previews to the front end of the site.

The answer to the admin's preview is a page that leaves at once for
`<front end>/preview#token=…&path=…`. What stands after `#` is sent to no server, so the token is in
no log. Where the site names no front end, the built-in page stands in.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, PreviewableMixin, Site

from cms.addresses import frontend_location
from cms.models.settings import SiteSettings
from cms.preview.draft_graph import can_be_read
from cms.preview.grants import content_of, issue

BUILTIN = "builtin"
MODES = [("", _("Site public")), (BUILTIN, _("Page simple"))]


@dataclass(frozen=True)
class PreviewAddress:
    """Where a page or a snippet is previewed: the site, its front end, and a path in it.

    The path is empty for a snippet, which has no page of its own.
    """

    site: Site
    origin: str
    path: str


class FrontendPreview(PreviewableMixin):
    """What is previewed in the front end, and in a built-in page where there is none."""

    @cached_property
    def preview_place(self) -> PreviewAddress | None:
        """Return where the front end shows the object, None where there is no front end."""
        return place_of(self)

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        """Return the ways to preview; the built-in page is there should the front end be away."""
        return MODES if self.preview_place else PreviewableMixin.DEFAULT_PREVIEW_MODES

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponseBase:
        """Return the way to the front end, else the built-in page."""
        response = None if mode_name == BUILTIN else leave_for_frontend(self, request)
        return response or super().serve_preview(request, mode_name)


def place_of(shown: Any) -> PreviewAddress | None:
    """Return where the front end shows what is previewed.

    None for what has no row yet, for a page of no site, and where the site names no front end.
    """
    if shown.pk is None:
        return None
    if isinstance(shown, Page):
        stored = Page.objects.filter(pk=shown.pk).first()
        site = stored.get_site() if stored is not None else None
        path = _path(stored, shown) if stored is not None else ""
    else:
        site, path = Site.objects.filter(is_default_site=True).first(), ""
    if site is None:
        return None
    settings = SiteSettings.of_site(site)
    return PreviewAddress(site, settings.frontend_origin, path) if settings.frontend_url else None


def leave_for_frontend(shown: Any, request: HttpRequest) -> TemplateResponse | None:
    """Return a page that leaves for the front end with a new token, None where it can't."""
    place = shown.preview_place
    editor = getattr(request, "user", None)
    if place is None or editor is None or not can_be_read(shown, content_of(shown), editor):
        return None
    in_panel = bool(getattr(request, "in_preview_panel", False))
    token = issue(editor, shown, place.site, in_panel=in_panel)
    if token is None:
        return None
    content_type = ContentType.objects.get_for_model(shown).model_class()
    fragment = {
        "token": token,
        "path": place.path,
        "type": content_type._meta.label if content_type else "",
        "id": shown.pk,
    }
    response = TemplateResponse(
        request,
        "cms/preview_leave.html",
        {"address": f"{place.origin}/preview#{urlencode(fragment)}"},
    )
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _path(stored: Page, shown: Page) -> str:
    """Return the path of a page with the slug that its draft has; a home page's has none."""
    path = frontend_location(stored, None)[2]
    above, _slash, slug = path.rstrip("/").rpartition("/")
    return f"{above}/{shown.slug}/" if above and slug else path
