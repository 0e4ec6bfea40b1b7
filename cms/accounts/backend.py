"""Finds the account that somebody logs into, and checks its password."""

import re
from collections.abc import Callable
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import Q

from cms.models import User
from cms.text.unicode_forms import normalize

# Controls, and what Unicode calls Default_Ignorable_Code_Point: no name or address needs them.
UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)


def normalize_login(text: str) -> str:
    """Return a name or an address in one Unicode form, without blanks around it.

    Invisible characters are removed: a text that looks like an account's name means that account.
    """
    return UNSEEN.sub("", normalize("NFKC", text)).strip()


def find_account(login: str) -> User | None:
    """Return the account that a name or an e-mail address means, in one query.

    An e-mail address wins over a name, and a name as it is written over one in another case.
    """
    text = normalize_login(login)
    found = User.objects.filter(Q(email=text.lower()) | Q(username__iexact=text)).order_by("pk")
    accounts = list(found[:10])
    comparisons: tuple[Callable[[User], bool], ...] = (
        lambda user: user.email == text.lower(),
        lambda user: user.username == text,
        lambda user: user.username.casefold() == text.casefold(),
    )
    for fits in comparisons:
        fitting = [user for user in accounts if fits(user)]
        if len(fitting) == 1:
            return fitting[0]
    return None


class AccountBackend(AuthenticationBackend):
    """allauth's backend, with one lookup and one password hash for every login, known or not."""

    def _authenticate(self, request: Any, **credentials: Any) -> Any:
        login = credentials.get("username") or credentials.get("email") or ""
        return self._check_password(find_account(login), credentials["password"])
