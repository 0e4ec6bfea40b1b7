"""Wagtail's content checks, in the front end that the panel beside the form shows.

They are made by axe, in the admin and in the page that the panel frames, which talk by messages.
Each must allow the other's origin, and the front end must load Wagtail's user bar, in which axe is:
`userbar_view` gives it what Wagtail's own template tag would, to whoever asks, as nothing in it is
of anybody.
"""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import override
from wagtail.admin.userbar import ContentCheckerItem, Userbar

from cms.models.settings import SiteSettings


class FrontendCheckerItem(ContentCheckerItem):
    """The checks, across the origins of the admin and of the front ends."""

    def get_axe_spec(self, request: HttpRequest) -> dict[str, Any]:
        """Add the origins that may ask for checks, and answer."""
        return {**super().get_axe_spec(request), "allowedOrigins": allowed_origins()}


class FrontendUserbar(Userbar):
    """The user bar as the panel has it: hidden, with the checks alone, answering the admin."""

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Have it talk to the admin, whatever host asked for it."""
        context: dict[str, Any] = super().get_context_data(parent_context)
        context["origin"] = settings.WAGTAILADMIN_BASE_URL
        return context


def allowed_origins() -> list[str]:
    """Return the origins of the admin and of every front end, for axe."""
    own = ["<same_origin>", settings.WAGTAILADMIN_BASE_URL]
    urls = SiteSettings.objects.exclude(frontend_url="").values_list("frontend_url", flat=True)
    return own + sorted({url.rstrip("/") for url in urls})


def check_across_origins(request: HttpRequest, items: list[Any], page: Any) -> None:
    """Put our checks in the place of Wagtail's, in the user bar and in the panel."""
    items[:] = [
        FrontendCheckerItem(in_editor=item.in_editor)
        if isinstance(item, ContentCheckerItem)
        else item
        for item in items
    ]


def userbar_view(request: HttpRequest) -> HttpResponse:
    """Return the user bar as HTML, for a front end that is previewed."""
    if request.method not in {"GET", "HEAD"}:
        return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
    request.in_preview_panel = True  # type: ignore[attr-defined]  # Wagtail's own mark
    with override(settings.LANGUAGE_CODE):
        html = FrontendUserbar().render_html({"request": request})
    if settings.STATIC_URL.startswith("/"):
        # The admin's style sheets, which are asked for from another origin.
        own = f'href="{settings.STATIC_URL}'
        html = html.replace(own, own.replace("/", f"{settings.WAGTAILADMIN_BASE_URL}/", 1))
    response = HttpResponse(html)
    # It is the same for everyone and holds no secret.
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = "no-cache"
    return response
