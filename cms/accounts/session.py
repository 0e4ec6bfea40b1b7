"""A session that ends while somebody writes: the text stays, and is saved after a new login.

In the browser, `cms/session.js` asks `session_state` before a form is sent, and offers to log in
beside the form. Without JavaScript the answer to the POST holds the fields, signed, and
`resume_form` shows them again after the login, with a token of the new session.
"""

from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from cms.accounts.before_views import before_views
from cms.accounts.held_forms import (
    COOKIE,
    MAX_AGE,
    SALT,
    described,
    hold,
    is_admin_form,
    render_held,
)
from cms.accounts.second_factor import owes_second_factor

OPEN_VIEWS = frozenset({"wagtailadmin_login", "wagtailadmin_logout", "wagtailadmin_password_reset"})


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


@require_GET
def session_opened(request: HttpRequest) -> HttpResponse:
    """Say after the login that the other window has the text."""
    if not request.user.is_authenticated:
        return redirect(f"{reverse('account_login')}?next={request.path}")
    return render(request, "cms/accounts/session_opened.html", {"name": _name(request.user)})


@csrf_exempt  # it changes nothing: it shows fields that this server has signed for this browser
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
    if not request.user.is_authenticated or owes_second_factor(request.user):
        return render_held(request, held, signed, is_second_try=True)
    context = {"name": _name(request.user), **held, **described(held)}
    return render(request, "cms/accounts/resume_form.html", context)


def _hold_form(request: HttpRequest) -> HttpResponse | None:
    """Answer a form of the admin that is sent after the session's end, so that nothing is lost."""
    match = request.resolver_match
    if (
        not is_admin_form(request)
        or (match is not None and match.view_name in OPEN_VIEWS)
        or request.user.is_authenticated
    ):
        return None
    return hold(request)


hold_forms = before_views(_hold_form)


def _name(user: Any) -> str:
    return str(user.get_full_name() or user.get_username())
