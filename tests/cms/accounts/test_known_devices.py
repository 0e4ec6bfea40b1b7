"""Wrong passwords from unknown devices are limited, and a known device keeps its own attempts."""

import time

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse

from cms.accounts.known_devices import COOKIE, MOST_ACCOUNTS, SALT
from tests.cms.accounts.conftest import PASSWORD, code_of, logged_in
from tests.factories import UserFactory


@pytest.fixture(autouse=True)
def _limits(settings):
    """Leave the limit of each network out."""
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "100/m/ip,5/5m/key"}


def attempt(client, password, login="camille"):
    return client.post(reverse("account_login"), {"login": login, "password": password})


def guess(client, times=5, login="camille"):
    for _ in range(times):
        attempt(client, "une erreur", login)


@pytest.fixture
def device(client, person):
    """Return the browser in which the person has logged in before."""
    attempt(client, PASSWORD)
    client.post(reverse("account_logout"))
    return client


def test_wrong_passwords_from_elsewhere_do_not_lock_the_owner_out(device):
    guess(Client(), times=8)

    attempt(device, PASSWORD)

    assert logged_in(device)


def test_all_unknown_devices_share_the_attempts_of_an_account(person):
    for _ in range(5):
        guess(Client(), times=1)
    other = Client()

    attempt(other, PASSWORD)

    assert not logged_in(other)


def test_a_known_device_has_no_more_attempts_than_others(device):
    guess(device)

    attempt(device, PASSWORD)

    assert not logged_in(device)


def test_wrong_passwords_on_a_device_lock_nobody_out_elsewhere(device):
    guess(device)
    other = Client()

    attempt(other, PASSWORD)

    assert logged_in(other)


def test_a_device_of_one_account_is_unknown_to_another(device):
    UserFactory(username="autre", password=PASSWORD)
    guess(Client(), login="autre")

    attempt(device, PASSWORD, login="autre")

    assert not logged_in(device)


def test_a_shared_device_is_known_to_each_who_logs_in(device):
    UserFactory(username="autre", password=PASSWORD)
    attempt(device, PASSWORD, login="autre")
    device.post(reverse("account_logout"))
    guess(Client())

    attempt(device, PASSWORD)

    assert logged_in(device)
    names = signing.loads(device.cookies[COOKIE].value, salt=SALT)
    assert 2 == len(names) <= MOST_ACCOUNTS


@pytest.mark.parametrize("salt", [None, "autre"])
def test_a_cookie_that_this_server_has_not_signed_is_no_device(client, person, salt):
    names = {str(person.pk): "x"}
    client.cookies[COOKIE] = signing.dumps(names, salt=salt) if salt else '{"1": "x"}'
    guess(Client())

    attempt(client, PASSWORD)

    assert not logged_in(client)


def test_a_device_is_known_after_the_second_factor_alone(client, person, secret):
    attempt(client, PASSWORD)
    before = COOKIE in client.cookies
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})

    cookie = client.cookies[COOKIE]

    assert not before
    assert cookie["httponly"]
    assert (cookie["samesite"], cookie["path"]) == ("Strict", "/compte")


def test_the_last_five_accounts_are_known_to_a_device(client, person):
    accounts = [person, *(UserFactory(username=f"a{n}", password=PASSWORD) for n in range(5))]
    for account in (*accounts, accounts[2]):
        attempt(client, PASSWORD, login=account.username)
        client.post(reverse("account_logout"))

    names = signing.loads(client.cookies[COOKIE].value, salt=SALT)

    assert list(names) == [str(accounts[n].pk) for n in (1, 3, 4, 5, 2)]


def test_a_device_is_known_for_a_year(device, monkeypatch):
    year, now = 365 * 24 * 3600, time.time()
    kept = device.cookies[COOKIE]["max-age"]

    monkeypatch.setattr("time.time", lambda: now + year + 60)
    guess(Client())
    attempt(device, PASSWORD)

    assert kept == year
    assert not logged_in(device)


@pytest.mark.parametrize("is_secure", [True, False])
def test_the_cookie_of_a_device_is_as_secure_as_that_of_the_session(
    client, person, settings, is_secure
):
    settings.SESSION_COOKIE_SECURE = is_secure
    attempt(client, PASSWORD)

    assert bool(client.cookies[COOKIE]["secure"]) == is_secure
