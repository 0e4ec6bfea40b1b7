"""A session that ends while somebody writes: the text stays, and is saved after a new login.

In the browser, `cms/session.js` asks `session_state` before a form is sent, and offers to log in
beside the form. Without JavaScript the answer to the POST holds the fields, signed, and
`resume_form` shows them again after the login, with a token of the new session.
"""

from secrets import token_urlsafe
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from cms.accounts.before_views import before_views

SALT = "cms.accounts.session"
# Binds the fields to the browser that sent them; other sites cannot send it with a POST.
COOKIE = "held_form"
MAX_AGE = 24 * 3600
HEADER = "X-Session-Ended"
# Fields that no answer repeats.
SECRETS = ("csrfmiddlewaretoken", "password")
OPEN_VIEWS = frozenset({"wagtailadmin_login", "wagtailadmin_logout", "wagtailadmin_password_reset"})


@never_cache
@require_GET
def session_state(request: HttpRequest) -> JsonResponse:
    """Return who is logged in, and a token for the forms of this session."""
    user = request.user
    return JsonResponse(
        {
            "user": str(user.pk) if user.is_authenticated else "",
            "name": _name(user) if user.is_authenticated else "",
            "csrfToken": get_token(request),
        }
    )


@never_cache
@require_GET
def session_opened(request: HttpRequest) -> HttpResponse:
    """Say after the login that the other window has the text."""
    if not request.user.is_authenticated:
        return redirect(f"{reverse('account_login')}?next={request.path}")
    return render(request, "cms/accounts/session_opened.html", {"name": _name(request.user)})


@csrf_exempt  # it changes nothing: it shows fields that this server has signed for this browser
@never_cache
@require_http_methods(["GET", "POST"])
def resume_form(request: HttpRequest) -> HttpResponse:
    """Show the fields of a form again, to be sent under the name of who is logged in now."""
    if request.method == "GET":  # the address typed again, or a bookmark: there is no form
        return redirect("wagtailadmin_home")
    signed = request.POST.get("held", "")
    try:
        held = signing.loads(signed, salt=SALT, max_age=MAX_AGE)
    except signing.BadSignature:
        held = {}
    if not held or held["nonce"] != request.COOKIES.get(COOKIE):
        return render(request, "cms/accounts/session_lost.html", status=400)
    if not request.user.is_authenticated:
        context = {"held": signed, "is_second_try": True, **_described(held)}
        return render(request, "cms/accounts/session_ended.html", context, status=403)
    context = {"name": _name(request.user), **held, **_described(held)}
    return render(request, "cms/accounts/resume_form.html", context)


def _hold_form(request: HttpRequest) -> HttpResponse | None:
    """Answer a form of the admin that is sent after the session's end, so that nothing is lost."""
    match = request.resolver_match
    if (
        request.method != "POST"
        or not request.path.startswith(reverse("wagtailadmin_home"))
        or (match is not None and match.view_name in OPEN_VIEWS)
        or request.user.is_authenticated
    ):
        return None
    return _held(request)


hold_forms = before_views(_hold_form)


def _held(request: HttpRequest) -> HttpResponse:
    answer: HttpResponse
    is_from_script = request.headers.get("x-requested-with") == "XMLHttpRequest"
    if is_from_script or not request.accepts("text/html"):
        text = _("Votre session est terminée : connectez-vous, puis recommencez.")
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
    signed = signing.dumps(held, salt=SALT, compress=True)
    context = {"held": signed, "is_second_try": False, **_described(held)}
    answer = render(request, "cms/accounts/session_ended.html", context, status=403)
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


def _described(held: dict[str, Any]) -> dict[str, Any]:
    """Return a message for each field: how long it is, and what must be done again."""
    return {
        "has_files": held["has_files"],
        "has_secrets": held["has_secrets"],
        "number": len(held["fields"]),
    }


def _name(user: Any) -> str:
    return str(user.get_full_name() or user.get_username())
