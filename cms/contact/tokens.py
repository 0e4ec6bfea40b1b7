"""Signed tokens of the form: each was shown at a known time, and serves once."""

from hashlib import sha256
from secrets import token_urlsafe

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner

from cms.contact.models import UsedToken

_signer = TimestampSigner(salt="cms.contact")


class TokenError(Exception):
    """The token is missing, forged, of another page, too old, or used."""


def new_token(page_id: int) -> str:
    """Return a token for a page's form that is shown now; no two are the same."""
    return _signer.sign(f"{page_id}.{token_urlsafe(12)}")


def is_hasty(token: str, page_id: int) -> bool:
    """Return whether the form was shown less than CMS_CONTACT_MIN_SECONDS ago.

    Raises TokenError for a token that is not this page's, or older than CMS_CONTACT_MAX_SECONDS.
    """
    try:
        signed = _signer.unsign(token, max_age=settings.CMS_CONTACT_MAX_SECONDS)
    except BadSignature as error:
        raise TokenError from error
    if signed.partition(".")[0] != str(page_id):
        raise TokenError
    try:
        _signer.unsign(token, max_age=settings.CMS_CONTACT_MIN_SECONDS)
    except BadSignature:
        return False
    return True


def use_token(token: str) -> None:
    """Note in the transaction in force that a token has served; raise TokenError if it had before.

    The database decides, so that of two requests at the same time one alone succeeds.
    """
    digest = sha256(token.encode()).hexdigest()
    _used, is_new = UsedToken.objects.get_or_create(digest=digest)
    if not is_new:
        raise TokenError
