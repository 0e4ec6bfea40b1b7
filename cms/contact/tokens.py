"""Signed tokens that tell when a form was shown: robots fill one at once, or an old one."""

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner

_signer = TimestampSigner(salt="cms.contact")


class TokenError(Exception):
    """The token is missing, forged, of another page, or too old."""


def new_token(page_id: int) -> str:
    """Return a token for a page's form that is shown now."""
    return _signer.sign(str(page_id))


def is_hasty(token: str, page_id: int) -> bool:
    """Return whether the form was shown less than CMS_CONTACT_MIN_SECONDS ago.

    Raises TokenError for a token that is not this page's, or older than CMS_CONTACT_MAX_SECONDS.
    """
    try:
        signed = _signer.unsign(token, max_age=settings.CMS_CONTACT_MAX_SECONDS)
    except BadSignature as error:
        raise TokenError from error
    if signed != str(page_id):
        raise TokenError
    try:
        _signer.unsign(token, max_age=settings.CMS_CONTACT_MIN_SECONDS)
    except BadSignature:
        return False
    return True
