"""Known devices: a browser on which an account has logged in has its own password attempts.

All other devices share the attempts of the account. So the number of guesses is limited wherever
they come from, and wrong passwords from another device do not lock the owner out. A signed cookie
identifies the device for each account (OWASP's "device cookies").
"""

from pathlib import PurePosixPath
from secrets import token_urlsafe
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

COOKIE = "known_device"
SALT = "cms.accounts.known_devices"
MAX_AGE = 365 * 24 * 3600
# Of a shared computer: so many people, the last ones to log in.
MOST_ACCOUNTS = 5


def known_device(request: HttpRequest, account: Any) -> str:
    """Return the name of the device on which the account has logged in; else an empty text."""
    return _read(request).get(str(account.pk), "")


def remember_device(request: HttpRequest, response: HttpResponse, account: Any) -> None:
    """Set the cookie that makes the device known to the account, for a year."""
    names = _read(request)
    names[str(account.pk)] = names.pop(str(account.pk), "") or token_urlsafe(12)
    response.set_cookie(
        COOKIE,
        signing.dumps(dict(list(names.items())[-MOST_ACCOUNTS:]), salt=SALT),
        max_age=MAX_AGE,
        path=str(PurePosixPath(reverse("account_login")).parent),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def _read(request: HttpRequest) -> dict[str, str]:
    try:
        names: dict[str, str] = signing.loads(
            request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=MAX_AGE
        )
    except signing.BadSignature:
        return {}
    return names
