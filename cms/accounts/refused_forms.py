"""Text for a page that is gone, or that the person may no longer change: it is shown again.

Wagtail answers such a form with 404, or leads to another page with a message. What was typed stays
on a page that is the same in all cases, and names nothing that the person has not sent.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from wagtail.admin import auth

from cms.accounts.before_views import GetResponse
from cms.accounts.held_forms import (
    SESSION_ENDED_HEADER,
    hold_refused,
    is_admin_form,
    is_from_page,
    typed_texts,
)

MARK = "is_refused"
GONE, REFUSED = 404, 403


def mark_refusals() -> None:
    """Note in a request that Wagtail leads away from its view for want of a right."""
    auth.permission_denied = _marking(auth.permission_denied)
    auth.reject_request = _marking(auth.reject_request)


def show_refused_forms(get_response: GetResponse) -> GetResponse:
    """Return the middleware that shows what was typed, in the place of a refusal."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        answer = get_response(request)
        status = REFUSED if getattr(request, MARK, False) else answer.status_code
        if (
            status not in (GONE, REFUSED)
            or SESSION_ENDED_HEADER in answer.headers
            or not getattr(request, "is_checked", False)
            or not request.user.is_authenticated
            or not typed_texts(request.POST)
        ):
            return answer
        return hold_refused(request, status)

    def process_view(request: HttpRequest, *_view: object) -> None:
        """Note that the form is one of this site, which Django has checked before this."""
        request.is_checked = is_admin_form(request) and is_from_page(request)  # type: ignore[attr-defined]

    middleware.process_view = process_view  # type: ignore[attr-defined]  # Django looks for it here
    return middleware


def _marking(refuse: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    def marking(request: HttpRequest) -> HttpResponseBase:
        setattr(request, MARK, True)
        return refuse(request)

    return marking
