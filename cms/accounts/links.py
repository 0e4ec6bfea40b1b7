"""Links that are sent to people."""

from typing import Any

from allauth.account import app_settings
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.core import signing
from django.urls import reverse

CONFIRMATION_SALT = "cms.accounts.email_change"
CONFIRMATION_HOURS = 24


def password_path(user: Any) -> str:
    """Return the path at which somebody chooses a password, for PASSWORD_RESET_TIMEOUT seconds."""
    token = app_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)
    return reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(user), "key": token},
    )


def confirmation_path(pending: EmailAddress) -> str:
    """Return the path at which the person confirms an address, for 24 hours."""
    return reverse(
        "account_confirm_email", args=[signing.dumps(pending.pk, salt=CONFIRMATION_SALT)]
    )
