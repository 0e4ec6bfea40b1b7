"""Holds the fields of a form that cannot be saved now, so that nothing that was written is lost."""

import re
from secrets import token_urlsafe
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from cms.text.content_state import editor_text

SALT = "cms.accounts.session"
# Binds the fields to the browser that sent them; other sites cannot send it with a POST.
COOKIE = "held_form"
MAX_AGE = 24 * 3600
SESSION_ENDED_HEADER = "X-Session-Ended"
# Fields that no answer repeats.
SECRETS = ("csrfmiddlewaretoken", "password")
# Fields in which nobody types: what a form is made of, and what its buttons say.
MACHINERY = re.compile(
    r"(csrfmiddlewaretoken|password|next$|action-|comments-|\w*(revision|overwrite)_)"
    r"|.*-((TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS|count|id|ORDER|DELETE|order|deleted|type)$"
)
# What a browser sends of a checked box.
CHECKED = "on"


def is_admin_form(request: HttpRequest) -> bool:
    """Return whether a form of the admin is sent."""
    return request.method == "POST" and request.path.startswith(reverse("wagtailadmin_home"))


def is_from_page(request: HttpRequest) -> bool:
    """Return whether a page sends the form, and not a script, which keeps the text in its page."""
    is_from_script = request.headers.get("x-requested-with") == "XMLHttpRequest"
    return not is_from_script and request.accepts("text/html")


def hold(request: HttpRequest) -> HttpResponse:
    """Return a page that has the fields of a form, signed, and says what to do first.

    That is to log in, or to set up a second factor where somebody is logged in.
    """
    answer: HttpResponse
    if not is_from_page(request):
        text = _("Votre session est terminée : connectez-vous, puis recommencez.")
        if request.user.is_authenticated:
            text = _("Ajoutez d’abord un deuxième facteur à votre compte, puis recommencez.")
        answer = JsonResponse(
            {"success": False, "error_code": "session_ended", "error_message": text}, status=403
        )
        answer[SESSION_ENDED_HEADER] = "1"
        return answer
    held = _held(request)
    answer = render_held(request, held, _signed(held))
    answer[SESSION_ENDED_HEADER] = "1"
    return _bound(answer, held)


def hold_refused(request: HttpRequest, status: int) -> HttpResponse:
    """Return a page that shows what was typed, and keeps it, where it cannot be saved."""
    return _shown(request, "cms/accounts/form_refused.html", status)


def hold_waiting(request: HttpRequest) -> HttpResponse:
    """Return a page (409) that keeps a form which waited in vain for another change to end."""
    return _shown(request, "cms/accounts/form_waiting.html", 409)


def _shown(request: HttpRequest, template: str, status: int) -> HttpResponse:
    held = _held(request)
    context = {"held": _signed(held), "texts": typed_texts(request.POST), **described(held)}
    return _bound(render(request, template, context, status=status), held)


def typed_texts(fields: QueryDict) -> list[tuple[str, str]]:
    """Return the names and texts of the fields in which somebody has typed."""
    texts = [
        (name, editor_text(value))
        for name, values in fields.lists()
        for value in values
        if value not in ("", CHECKED) and not MACHINERY.match(name)
    ]
    # Numbers alone are rows that were chosen.
    return texts if any(not text.isdecimal() for _name, text in texts) else []


def _held(request: HttpRequest) -> dict[str, Any]:
    return {
        "path": request.get_full_path(),
        "fields": [
            [name, value]
            for name, values in request.POST.lists()
            if not name.startswith(SECRETS)
            for value in values
        ],
        "has_files": bool(request.FILES),
        "has_secrets": any(name.startswith("password") for name in request.POST),
        "nonce": token_urlsafe(),
    }


def _signed(held: dict[str, Any]) -> str:
    return signing.dumps(held, salt=SALT, compress=True)


def _bound(answer: HttpResponse, held: dict[str, Any]) -> HttpResponse:
    answer.set_cookie(
        COOKIE,
        held["nonce"],
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
