"""Holds the fields of a form that cannot be saved now, so that nothing that was written is lost."""

from secrets import token_urlsafe
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

SALT = "cms.accounts.session"
# Binds the fields to the browser that sent them; other sites cannot send it with a POST.
COOKIE = "held_form"
MAX_AGE = 24 * 3600
HEADER = "X-Session-Ended"
# Fields that no answer repeats.
SECRETS = ("csrfmiddlewaretoken", "password")


def is_admin_form(request: HttpRequest) -> bool:
    """Return whether a form of the admin is sent."""
    return request.method == "POST" and request.path.startswith(reverse("wagtailadmin_home"))


def hold(request: HttpRequest) -> HttpResponse:
    """Return a page that has the fields of a form, signed, and says what to do first.

    That is to log in, or to set up a second factor where somebody is logged in.
    """
    answer: HttpResponse
    is_from_script = request.headers.get("x-requested-with") == "XMLHttpRequest"
    if is_from_script or not request.accepts("text/html"):
        text = _("Votre session est terminée : connectez-vous, puis recommencez.")
        if request.user.is_authenticated:
            text = _("Ajoutez d’abord un deuxième facteur à votre compte, puis recommencez.")
        answer = JsonResponse(
            {"success": False, "error_code": "session_ended", "error_message": text}, status=403
        )
        answer[HEADER] = "1"
        return answer
    nonce = token_urlsafe()
    held = {
        "path": request.get_full_path(),
        "fields": [
            [name, value]
            for name, values in request.POST.lists()
            if not name.startswith(SECRETS)
            for value in values
        ],
        "has_files": bool(request.FILES),
        "has_secrets": any(name.startswith("password") for name in request.POST),
        "nonce": nonce,
    }
    answer = render_held(request, held, signing.dumps(held, salt=SALT, compress=True))
    answer[HEADER] = "1"
    answer.set_cookie(
        COOKIE,
        nonce,
        max_age=MAX_AGE,
        path=reverse("account_resume_form"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )
    return answer


def render_held(
    request: HttpRequest, held: dict[str, Any], signed: str, *, is_second_try: bool = False
) -> HttpResponse:
    """Return the page that keeps fields until whoever sent them may save."""
    template = "second_factor_due" if request.user.is_authenticated else "session_ended"
    context = {"held": signed, "is_second_try": is_second_try, **described(held)}
    return render(request, f"cms/accounts/{template}.html", context, status=403)


def described(held: dict[str, Any]) -> dict[str, Any]:
    """Return a message for each field: how long it is, and what must be done again."""
    return {
        "has_files": held["has_files"],
        "has_secrets": held["has_secrets"],
        "number": len(held["fields"]),
    }
