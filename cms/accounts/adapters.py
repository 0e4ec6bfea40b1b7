"""What django-allauth asks of a project."""

from base64 import urlsafe_b64encode
from hashlib import sha256

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from cms.clients import client_network


class AccountAdapter(DefaultAccountAdapter):
    """Accounts that administrators make; nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return that nobody signs up."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return what stands for one client, in limits and in notices of changes."""
        return client_network(request)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Return the link of a mail: under the admin's own address, whatever host was asked."""
        uid, _, token = key.partition("-")
        name = "account_reset_password_from_key"
        path = reverse(name, kwargs={"uidb36": uid, "key": token})
        return f"{settings.WAGTAILADMIN_BASE_URL}{path}"


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors whose secrets are encrypted in the database."""

    def encrypt(self, text: str) -> str:
        """Return the text encrypted with SECRET_KEY."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return the text; one that a key of SECRET_KEY_FALLBACKS has encrypted is read, too."""
        return _cipher().decrypt(encrypted_text.encode()).decode()


def _cipher() -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [sha256(b"cms.accounts:" + str(secret).encode()).digest() for secret in secrets]
    return MultiFernet([Fernet(urlsafe_b64encode(digest)) for digest in digests])
