"""What people see when a form is refused for its CSRF token, and how they get their text back."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import REASON_NO_CSRF_COOKIE
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from cms.text.content_state import editor_text

# A text that is worth copying; shorter values are choices, numbers and keys.
SHORTEST = 20
SECRETS = ("csrf", "password", "code", "secret", "token")


def csrf_failure_view(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Return a page that says what to do, with the texts that were sent and the way back."""
    context = {
        "no_cookie": reason == REASON_NO_CSRF_COOKIE,
        "form_address": _address_of_form(request),
        "texts": list(_texts(request)),
    }
    return render(request, "403_csrf.html", context, status=403)


def _address_of_form(request: HttpRequest) -> str:
    """Return the page that the form is on, empty where the browser does not say it."""
    address = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(
        address, {request.get_host()}, require_https=request.is_secure()
    )
    return address if is_ours else ""


def _texts(request: HttpRequest) -> Iterator[str]:
    for name, values in request.POST.lists():
        if any(secret in name.lower() for secret in SECRETS):
            continue
        for value in values:
            text = editor_text(value).strip()
            if len(text) >= SHORTEST:
                yield text
