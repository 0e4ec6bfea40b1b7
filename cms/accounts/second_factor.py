"""Who must have a second factor, and has none, does nothing before setting it up.

The session of an account that has one lasts only where its code was given.
"""

from typing import Any

from allauth.account.internal.flows.login import (
    get_authentication_records,
    record_authentication,
)
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from cms.accounts.before_views import before_views
from cms.accounts.held_forms import hold, is_admin_form
from cms.accounts.rights import manages_site

# What asks for no account, and logging out.
PUBLIC_VIEWS = frozenset(
    {
        "account_logout",
        "account_resume_form",
        "health",
        "wagtailadmin_javascript_catalog",
        "wagtailadmin_logout",
        "wagtailadmin_sprite",
        "worker_health",
    }
)
# What it takes to set a second factor up.
OPEN_VIEWS = frozenset(
    {
        "account_login",
        "account_reauthenticate",
        "account_change_password",
        "account_set_password",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
        "mfa_activate_totp",
        "welcome",
    }
)


def owes_second_factor(user: Any) -> bool:
    """Return whether somebody must have a second factor and has none.

    CMS_MFA_REQUIRED_GROUPS names groups whose members must have one. Where it names any, so must
    all who may change accounts, groups or settings, by whatever group or permission.
    """
    groups = settings.CMS_MFA_REQUIRED_GROUPS
    if not groups or not user.is_authenticated or is_mfa_enabled(user):
        return False
    return manages_site(user) or bool(user.groups.filter(name__in=groups).exists())


def record_code(request: HttpRequest) -> None:
    """Note in the session of somebody who has just set a factor up that its code was given."""
    if is_mfa_enabled(request.user) and _lacks_code(request):
        record_authentication(request, request.user, "mfa")


def _lacks_code(request: HttpRequest) -> bool:
    """Return whether a session was opened by the password alone of an account with a factor."""
    records = get_authentication_records(request, request.user)
    return all(record.get("method") != "mfa" for record in records) and is_mfa_enabled(request.user)


def _lead_to_second_factor(request: HttpRequest) -> HttpResponseBase | None:
    """Lead people who owe a second factor to setting it up.

    A session that was opened before its account had a factor ends. A form of the admin that is
    sent meanwhile is kept.
    """
    match = request.resolver_match
    if request.path in settings.CMS_PUBLIC_ADDRESSES or (
        match is not None and match.view_name in PUBLIC_VIEWS
    ):
        return None
    if request.user.is_authenticated and _lacks_code(request):
        logout(request)
        messages.warning(
            request, _("Votre compte a maintenant un deuxième facteur : connectez-vous de nouveau.")
        )
        if is_admin_form(request):
            return hold(request)
        return redirect(f"{reverse('account_login')}?{urlencode({'next': request.path})}")
    if match is not None and match.view_name in OPEN_VIEWS:
        return None
    if not owes_second_factor(request.user):
        return None
    if is_admin_form(request):
        return hold(request)
    messages.warning(
        request,
        _(
            "Votre rôle demande un deuxième facteur : ajoutez une application "
            "d’authentification pour continuer."
        ),
    )
    return redirect("mfa_activate_totp")


second_factor_first = before_views(_lead_to_second_factor)
