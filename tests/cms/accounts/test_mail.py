"""No answer of the account's pages depends on mail, or says whether an account exists."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cms.mail.models import QueuedEmail
from tests.cms.accounts.conftest import PASSWORD, code_of, logged_in
from tests.cms.queue import use_queue, work
from tests.factories import UserFactory

RESET = "/compte/mot-de-passe/oublie/"


@pytest.fixture
def broken_mail(settings):
    """Have every attempt to reach a mail server fail."""
    use_queue(settings)
    settings.CMS_EMAIL_TRANSPORT = "tests.cms.mail.test_delivery.BrokenBackend"


def statements(request):
    """Return the SQL that a request runs, without its values."""
    with CaptureQueriesContext(connection) as captured:
        request()
    return [re.sub(r"'[^']*'|\d+", "?", query["sql"]) for query in captured]


def test_a_reset_does_the_same_work_for_every_address(client, person, settings):
    use_queue(settings)
    client.post(RESET, {"email": "echauffement@exemple.fr"})

    known = statements(lambda: client.post(RESET, {"email": "camille@exemple.fr"}))
    unknown = statements(lambda: client.post(RESET, {"email": "personne@exemple.fr"}))

    assert known == unknown
    assert not any("cms_user" in statement for statement in known)


def test_a_reset_is_answered_alike_without_a_mail_server(person, broken_mail):
    answers = [
        Client().post(RESET, {"email": address})
        for address in ("camille@exemple.fr", "personne@exemple.fr")
    ]
    work()

    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert [row.error for row in QueuedEmail.objects.all()] == ["ConnectionResetError"]


@pytest.mark.parametrize(
    "address", ["camille@exemple.fr", "Camille@Exemple.FR", " camille@exemple.fr "]
)
def test_a_reset_finds_the_account_by_any_spelling(client, person, address):
    client.post(RESET, {"email": address})

    assert [message.to for message in mail.outbox] == [["camille@exemple.fr"]]


def test_an_account_that_is_deactivated_gets_no_link(client, person):
    person.is_active = False
    person.save()

    client.post(RESET, {"email": "camille@exemple.fr"})

    assert mail.outbox == []


def test_a_login_hashes_one_password_for_every_name(client, person, monkeypatch):
    UserFactory(username="equipe@exemple.fr", email="equipe@exemple.fr", password=PASSWORD)
    hashed = []
    from django.contrib.auth.hashers import MD5PasswordHasher

    encode = MD5PasswordHasher.encode

    def count(self, password, salt):
        hashed.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", count)
    counts = {}
    for login in ("camille", "camille@exemple.fr", "equipe@exemple.fr", "personne", "p@exemple.fr"):
        hashed.clear()
        client.post(reverse("account_login"), {"login": login, "password": "une erreur"})
        counts[login] = len(hashed)

    assert set(counts.values()) == {1}


def test_recovery_codes_are_shown_without_a_mail_server(
    client, person, log_in, broken_mail, monkeypatch
):
    # allauth mails after the commit, which a test's transaction does not have.
    monkeypatch.setattr(
        "allauth.mfa.totp.internal.flows.transaction.on_commit", lambda function: function()
    )
    log_in()
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret

    answer = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)}, follow=True)

    codes = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    assert answer.status_code == 200
    assert all(code in answer.content.decode() for code in codes)
    assert QueuedEmail.objects.count() > 0


# --- Attempts ------------------------------------------------------------------------------------


SPELLINGS = [
    "elodie", "ELODIE", " elodie ", "elodie@exemple.fr", "Elodie@Exemple.FR", "\uff45lodie",
    "elodie\u200b", "elo\u00addie", "\ufeffelodie", "elodie\ufe0f", "elodie@exemple.fr\u2060",
]  # fmt: skip


def test_attempts_are_counted_by_account_whatever_it_is_called(client, site, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "100/m/ip", "login_failed": "100/m/ip,5/5m/key"}
    UserFactory(username="elodie", email="elodie@exemple.fr", password=PASSWORD)
    for login in SPELLINGS[-5:]:
        client.post(reverse("account_login"), {"login": login, "password": "une erreur"})

    for login in SPELLINGS:
        client.post(reverse("account_login"), {"login": login, "password": PASSWORD})

    assert not logged_in(client)


def test_attempts_under_an_unknown_name_are_counted_whatever_its_spelling(client, site, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "100/m/ip", "login_failed": "100/m/ip,5/5m/key"}
    for login in SPELLINGS[5:10]:
        client.post(reverse("account_login"), {"login": login, "password": "une erreur"})

    answer = client.post(reverse("account_login"), {"login": "elodie", "password": "une erreur"})

    assert answer.context["form"].has_error("__all__", "too_many_login_attempts")


def test_attempts_do_not_tell_whether_a_name_and_an_address_are_of_an_account(
    client, site, settings, monkeypatch
):
    """Neither by a text nor by the work that an attempt takes."""
    settings.ACCOUNT_RATE_LIMITS = {"login": "100/m/ip", "login_failed": "100/m/ip,5/5m/key"}
    UserFactory(username="elodie", email="elodie@exemple.fr", password=PASSWORD)
    hashed = []
    encode = MD5PasswordHasher.encode

    def count_and_encode(*args):
        hashed.append(args)
        return encode(*args)

    monkeypatch.setattr(MD5PasswordHasher, "encode", count_and_encode)
    answers = {}
    for name in ("elodie", "personne"):
        for login in [*[name] * 5, f"{name}@exemple.fr"]:
            hashed.clear()
            data = {"login": login, "password": "une erreur"}
            answer = client.post(reverse("account_login"), data)
        answers[name] = (answer.status_code, str(answer.context["form"].errors), len(hashed))

    assert answers["elodie"] == answers["personne"]


@pytest.mark.parametrize("login", SPELLINGS)
def test_an_account_is_found_by_each_of_its_names(client, site, login):
    UserFactory(username="elodie", email="elodie@exemple.fr", password=PASSWORD)

    client.post(reverse("account_login"), {"login": login, "password": PASSWORD})

    assert logged_in(client)


def test_giving_the_password_again_counts_with_the_attempts_to_log_in(client, person, log_in):
    log_in()
    for _ in range(5):
        client.post(reverse("account_reauthenticate"), {"password": "une erreur"})
    client.post(reverse("account_logout"))
    log_in("camille@exemple.fr")

    assert not logged_in(client)


def test_the_name_of_one_account_that_is_the_address_of_another_means_the_latter(client, site):
    UserFactory(username="b@exemple.fr", email="a@exemple.fr", password="une première phrase")
    owner = UserFactory(username="b", email="b@exemple.fr", password=PASSWORD)

    client.post(reverse("account_login"), {"login": "b@exemple.fr", "password": PASSWORD})

    assert client.session["_auth_user_id"] == str(owner.pk)


# --- One's own address ----------------------------------------------------------------------------


def test_wagtails_page_of_the_account_does_not_change_the_address(client, person, log_in):
    log_in()
    address = reverse("wagtailadmin_account")

    page = client.get(address).content.decode()
    client.post(
        address,
        {
            "name_email-first_name": "Camille", "name_email-last_name": "Roux",
            "name_email-email": "prise@exemple.fr", "theme-theme": "system",
            "theme-contrast": "system", "theme-density": "default",
            "theme-keyboard_shortcuts": "on",
        },
    )  # fmt: skip

    person.refresh_from_db()
    assert "name_email-email" not in page
    assert reverse("account_change_email") in page
    assert person.email == "camille@exemple.fr"


def test_an_administrator_changes_their_own_address_and_password_there_alone(client, site):
    person = UserFactory(superuser=True, password=PASSWORD)
    client.force_login(person)
    address = reverse("wagtailusers_users:edit", args=[person.pk])
    values = {
        "username": person.username, "first_name": "Autre", "last_name": "Nom",
        "email": "prise@exemple.fr", "password1": "tout autre chose",
        "password2": "tout autre chose",
    }  # fmt: skip

    page = client.get(address).content.decode()
    client.post(address, values)

    before, person = person.email, type(person).objects.get(pk=person.pk)
    assert 'name="email"' not in page
    assert 'name="password1"' not in page
    assert "Votre adresse électronique et votre mot de passe se changent dans" in page
    assert (person.first_name, person.email) == ("Autre", before)
    assert person.check_password(PASSWORD)
