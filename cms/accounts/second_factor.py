"""Who must have a second factor, and has none, does nothing before setting it up."""

from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cms.accounts.before_views import before_views
from cms.accounts.rights import manages_site

# What it takes to set a second factor up, or to leave; files and public answers need no account.
OPEN_VIEWS = frozenset(
    {
        "account_login",
        "account_logout",
        "account_reauthenticate",
        "account_change_password",
        "account_set_password",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
        "health",
        "worker_health",
        "mfa_activate_totp",
        "wagtailadmin_javascript_catalog",
        "wagtailadmin_logout",
        "wagtailadmin_sprite",
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


def _lead_to_setting_up(request: HttpRequest) -> HttpResponseBase | None:
    """Lead people who owe a second factor to setting it up."""
    match = request.resolver_match
    if request.path in settings.CMS_PUBLIC_ADDRESSES or (
        match is not None and match.view_name in OPEN_VIEWS
    ):
        return None
    if not owes_second_factor(request.user):
        return None
    messages.warning(
        request,
        _(
            "Votre rôle demande un deuxième facteur : ajoutez une application "
            "d’authentification pour continuer."
        ),
    )
    return redirect("mfa_activate_totp")


second_factor_first = before_views(_lead_to_setting_up)
