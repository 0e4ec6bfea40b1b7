"""Encryption of what the database stores and only this application may read."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.encoding import force_bytes

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet


def cipher(purpose: str) -> MultiFernet:
    """Return the cipher of a purpose: it encrypts with SECRET_KEY, and reads its fallbacks too."""
    # A process that only serves readers does without it: it takes 8 MB.
    from cryptography.fernet import Fernet, MultiFernet

    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [sha256(f"{purpose}:".encode() + force_bytes(secret)).digest() for secret in secrets]
    return MultiFernet([Fernet(urlsafe_b64encode(digest)) for digest in digests])
