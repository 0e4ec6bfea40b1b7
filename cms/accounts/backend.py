"""Finds the account that somebody logs into, and checks its password."""

from collections.abc import Callable
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import Q

from cms.models import User
from cms.text.logins import normalize_login


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
