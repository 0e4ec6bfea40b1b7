"""Every address by which people log in or out, or change how they do."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import path, re_path
from django.views.decorators.cache import never_cache
from wagtail.utils.urlpatterns import decorate_urlpatterns

from cms.accounts.second_factor import record_code
from cms.accounts.session import resume_form, session_opened, session_state


class _Views:
    """The views of a module, which is imported when the first of them is called.

    allauth's views take 11 MB of a process that serves readers and may never show them.
    """

    def __init__(self, module: str) -> None:
        self._module = module

    def __getattr__(self, name: str) -> Callable[..., HttpResponse]:
        def view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            run = getattr(import_module(self._module), name)
            response: HttpResponse = run(request, *args, **kwargs)
            return response

        return view


def login(request: HttpRequest) -> HttpResponseBase:
    """Log in, or show a page without redirect to an account that may not enter the admin."""
    user = request.user
    if user.is_authenticated and not user.has_perm("wagtailadmin.access_admin"):
        return render(request, "account/no_access.html", status=403)
    return account.login(request)


def activate_totp(request: HttpRequest) -> HttpResponseBase:
    """Set a second factor up; this session has then given its code."""
    answer = totp.activate_totp(request)
    record_code(request)
    return answer


account = _Views("allauth.account.views")
mfa = _Views("allauth.mfa.base.views")
codes = _Views("allauth.mfa.recovery_codes.views")
totp = _Views("allauth.mfa.totp.views")
own = _Views("cms.accounts.views")  # which import allauth's

_patterns = [
    path("connexion/", login, name="account_login"),
    path("connexion/code/", mfa.authenticate, name="mfa_authenticate"),
    path("deconnexion/", account.logout, name="account_logout"),
    path("session/", session_state, name="account_session_state"),
    path("session/ouverte/", session_opened, name="account_session_opened"),
    path("session/reprise/", resume_form, name="account_resume_form"),
    path("inactif/", account.account_inactive, name="account_inactive"),
    path("confirmer/", account.reauthenticate, name="account_reauthenticate"),
    path("confirmer/code/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("adresse/", own.change_email, name="account_change_email"),
    path("adresse/lien/<str:key>/", own.confirm_email, name="account_confirm_email"),
    path("mot-de-passe/", account.password_change, name="account_change_password"),
    path("mot-de-passe/choisir/", account.password_set, name="account_set_password"),
    path("mot-de-passe/oublie/", account.password_reset, name="account_reset_password"),
    path(
        "mot-de-passe/oublie/envoye/",
        account.password_reset_done,
        name="account_reset_password_done",
    ),
    re_path(
        r"^mot-de-passe/lien/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "mot-de-passe/change/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("securite/", mfa.index, name="mfa_index"),
    path("securite/application/", activate_totp, name="mfa_activate_totp"),
    path("securite/application/retirer/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("securite/secours/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "securite/secours/nouveaux/",
        codes.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "securite/secours/telecharger/",
        codes.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
]
# Some pages show secrets, all of them depend on who is logged in.
urlpatterns = decorate_urlpatterns(_patterns, never_cache)
