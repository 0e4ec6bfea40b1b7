"""People with passwords, and their second factors."""

from time import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
)
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from iae48.roles import ADMINISTRATORS
from tests.factories import UserFactory

PASSWORD = "une phrase de passe"


@pytest.fixture
def person(site):
    """Return somebody who may enter the admin, with a password."""
    user = UserFactory(username="camille", email="camille@exemple.fr", password=PASSWORD)
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    return user


@pytest.fixture
def log_in(client):
    """Return a function that sends the form of the login page."""

    def send(login="camille", password=PASSWORD, **more):
        return client.post(reverse("account_login"), {"login": login, "password": password, **more})

    return send


def logged_in(client):
    """Return whether the browser has a session of somebody."""
    return "_auth_user_id" in client.session


def code_of(secret):
    """Return the code that an application shows for a secret."""
    return format_hotp_value(hotp_value(secret, int(time()) // 30))


@pytest.fixture
def secret(person):
    """Give the person a second factor, and return its secret."""
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    RecoveryCodes.activate(person)
    assert Authenticator.objects.count() == 2
    return secret


@pytest.fixture
def roles(roles):
    """Return the groups by their names."""
    return {group.name: group for group in Group.objects.all()}


@pytest.fixture
def superuser(roles):
    return UserFactory(username="racine", email="racine@exemple.fr", superuser=True)


@pytest.fixture
def administrator(roles):
    """Return a member of the Administration, which may do all but what superusers may."""
    user = UserFactory()
    user.groups.add(roles[ADMINISTRATORS])
    return user
