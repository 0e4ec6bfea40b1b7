"""What django-allauth asks of a project."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from cms.accounts.backend import find_account
from cms.accounts.known_devices import known_device, remember_device
from cms.clients import client_network
from cms.encryption import cipher
from cms.text.logins import normalize_login

PURPOSE = "cms.accounts"
# One text for both: the attempts of an account are counted under its name and its address together,
# so a text of its own for too many would tell that both are of one account.
WRONG_OR_TOO_MANY = _(
    "Identifiant ou mot de passe incorrects, ou trop d’essais. Vérifiez-les ; après cinq essais, "
    "attendez cinq minutes avant de recommencer."
)


class AccountAdapter(DefaultAccountAdapter):
    """Accounts that administrators make; nobody signs up."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": WRONG_OR_TOO_MANY,
        "username_password_mismatch": WRONG_OR_TOO_MANY,
        "too_many_login_attempts": WRONG_OR_TOO_MANY,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return that nobody signs up."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return what stands for one client, in limits and in notices of changes."""
        return client_network(request)

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """Return where the login leads to, and make the device known to the account."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        remember_device(request, response, user)
        return response

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Return how people confirm who they are: by a code where the account has a factor."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        codes = [method for method in methods if method["id"] == "mfa_reauthenticate"]
        return codes or methods

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the attempt; one too many takes as long as any other that is refused."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            make_password(credentials.get("password"))
            raise

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Return the key of failed attempts: the account, by whatever name, and a known device."""
        login = credentials.get("username") or credentials.get("email") or ""
        account = find_account(login)
        if account is not None:
            return f"account:{account.pk}:{known_device(request, account)}"
        return f"unknown:{' '.join(normalize_login(login).casefold().split())}"


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors whose secrets are encrypted in the database."""

    def encrypt(self, text: str) -> str:
        """Return the text encrypted with SECRET_KEY."""
        return cipher(PURPOSE).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return the text; one that a key of SECRET_KEY_FALLBACKS has encrypted is read, too."""
        return cipher(PURPOSE).decrypt(encrypted_text.encode()).decode()
