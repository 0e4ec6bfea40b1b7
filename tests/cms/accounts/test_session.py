"""What is sent after the end of a session is shown again after the login, without JavaScript."""

import time

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from bs4 import BeautifulSoup
from django.contrib.sessions.models import Session
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.admin_forms import form_fields
from tests.cms.accounts.conftest import PASSWORD, code_of
from tests.factories import ContentPageFactory, UserFactory


@pytest.fixture
def writer(site):
    return UserFactory(
        username="camille",
        first_name="Camille",
        last_name="Roux",
        password=PASSWORD,
        superuser=True,
    )


@pytest.fixture
def browser(writer):
    """Return her browser, in which the login's end is near; forms need their token."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(writer)
    return client


@pytest.fixture
def written(browser):
    """Return a page, what she has written for it, and the answer after her session has ended."""
    page = ContentPageFactory(introduction="Avant.")
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    fields = form_fields(browser.get(address).content.decode())
    fields |= {"introduction": "Deux lignes,\nsans rien <perdre>.", "action-publish": "1"}
    fields |= {"body-count": "0"}  # a script writes the fields of a stream
    Session.objects.all().delete()
    return page, browser.post(address, fields)


def held(answer):
    [field] = BeautifulSoup(answer.content, "html.parser").select("[name=held]")
    return field["value"]


def test_what_was_written_is_saved_after_the_login(written, browser, writer):
    page, ended = written
    signed = held(ended)
    too_soon = browser.post(reverse("account_resume_form"), {"held": signed})
    browser.force_login(writer)

    resumed = browser.post(reverse("account_resume_form"), {"held": signed})
    [form] = BeautifulSoup(resumed.content, "html.parser").select("main form")
    fields = form_fields(resumed.content.decode(), "main form")
    saved = browser.post(form["action"], fields)

    assert (ended.status_code, too_soon.status_code) == (403, 403)
    assert "Votre session est terminée" in ended.content.decode()
    assert "pas encore connecté" in too_soon.content.decode()
    assert "Camille Roux" in resumed.content.decode()
    assert saved.status_code == 302
    page.refresh_from_db()
    assert page.introduction.replace("\r\n", "\n") == "Deux lignes,\nsans rien <perdre>."


@pytest.fixture
def set_up(browser, writer):
    """Return a function that gives her account its second factor, in the browser."""

    def give():
        address = reverse("account_reauthenticate")
        fields = form_fields(browser.get(address).content.decode(), "main form")
        browser.post(address, fields | {"password": PASSWORD})
        address = reverse("mfa_activate_totp")
        asked = browser.get(address)
        fields = form_fields(asked.content.decode(), "main form")
        browser.post(address, fields | {"code": code_of(asked.context["form"].secret)})

    return give


@pytest.fixture
def due(browser, settings):
    """Return a page, its form with what she has written, and where it goes.

    A second factor has become due since she has opened it.
    """
    page = ContentPageFactory(introduction="Avant.")
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    fields = form_fields(browser.get(address).content.decode())
    fields |= {"introduction": "Deux lignes,\nsans rien <perdre>.", "action-publish": "1"}
    settings.CMS_MFA_REQUIRED_GROUPS = ["Publication"]
    return page, fields | {"body-count": "0"}, address


def test_what_was_written_is_saved_after_the_second_factor_was_set_up(browser, due, set_up):
    page, fields, address = due
    stopped = browser.post(address, fields)
    signed = held(stopped)
    too_soon = browser.post(reverse("account_resume_form"), {"held": signed})
    set_up()

    resumed = browser.post(reverse("account_resume_form"), {"held": signed})
    [form] = BeautifulSoup(resumed.content, "html.parser").select("main form")
    saved = browser.post(form["action"], form_fields(resumed.content.decode(), "main form"))

    assert (stopped.status_code, too_soon.status_code) == (403, 403)
    for answer in (stopped, too_soon):
        assert "Votre rôle demande un deuxième facteur" in answer.content.decode()
        assert f'href="{reverse("mfa_activate_totp")}"' in answer.content.decode()
    assert "pas encore de deuxième facteur" in too_soon.content.decode()
    assert saved.status_code == 302
    page.refresh_from_db()
    assert page.introduction.replace("\r\n", "\n") == "Deux lignes,\nsans rien <perdre>."


def test_what_is_written_in_a_session_older_than_the_factor_is_saved_after_the_login(
    browser, due, writer
):
    page, fields, address = due
    TOTP.activate(writer, generate_totp_secret())

    ended = browser.post(address, fields)
    still_ended = browser.get(reverse("wagtailadmin_home"))

    assert ended.status_code == 403
    assert "Votre session est terminée" in ended.content.decode()
    assert ["introduction", fields["introduction"]] in signing.loads(
        held(ended), salt="cms.accounts.session"
    )["fields"]
    assert still_ended.url.startswith(reverse("account_login"))
    page.refresh_from_db()
    assert page.introduction == "Avant."


def test_a_script_is_told_that_a_second_factor_is_due(browser, due):
    _page, fields, address = due
    [token] = fields["csrfmiddlewaretoken"]

    answer = browser.post(address, headers={"accept": "application/json", "x-csrftoken": token})

    assert answer.status_code == 403
    assert "deuxième facteur" in answer.json()["error_message"]


def test_nothing_is_shown_to_another_browser(written, writer):
    other = Client(enforce_csrf_checks=True)
    other.force_login(writer)

    answer = other.post(reverse("account_resume_form"), {"held": held(written[1])})

    assert answer.status_code == 400
    assert "perdre" not in answer.content.decode()


def test_what_was_written_is_kept_for_a_day(written, browser, writer, monkeypatch):
    browser.force_login(writer)
    signed, now = held(written[1]), time.time()

    answers = []
    for hours in (23, 25):
        monkeypatch.setattr("time.time", lambda later=now + hours * 3600: later)
        answers.append(browser.post(reverse("account_resume_form"), {"held": signed}).status_code)

    assert answers == [200, 400]


@pytest.mark.parametrize("value", ["", "rien", "a:b:c"])
def test_what_this_server_has_not_signed_is_refused(browser, value):
    assert browser.post(reverse("account_resume_form"), {"held": value}).status_code == 400


def test_a_post_of_another_site_is_not_held(site):
    client = Client(enforce_csrf_checks=True)

    answer = client.post(reverse("wagtailusers_users:add"), {"username": "attaque"})

    assert answer.status_code == 403
    assert "held" not in answer.content.decode()
    assert "held_form" not in answer.cookies


def test_no_password_is_repeated(browser):
    address = reverse("wagtailusers_users:add")
    fields = form_fields(browser.get(address).content.decode(), "main form")
    Session.objects.all().delete()

    answer = browser.post(address, fields | {"username": "a", "password1": "très secret"})

    assert "Les mots de passe sont à saisir de nouveau" in answer.content.decode()
    assert "très secret" not in str(signing.loads(held(answer), salt="cms.accounts.session"))


def test_what_was_chosen_several_times_and_a_file_are_not_forgotten(browser):
    address = reverse("wagtailimages:add")
    fields = form_fields(browser.get(address).content.decode(), "main form")
    Session.objects.all().delete()
    file = SimpleUploadedFile("photo.png", b"x")

    answer = browser.post(address, fields | {"choice": ["1", "2"], "file": file})

    fields = signing.loads(held(answer), salt="cms.accounts.session")["fields"]
    assert [value for name, value in fields if name == "choice"] == ["1", "2"]
    assert "fichier" in answer.content.decode()
    assert answer["X-Session-Ended"] == "1"


def test_the_cookie_of_what_was_written_goes_to_the_page_that_shows_it(written):
    cookie = written[1].cookies["held_form"]

    assert (cookie["samesite"], cookie["path"]) == ("Strict", reverse("account_resume_form"))
    assert cookie["httponly"]
    assert cookie["max-age"] == 24 * 3600


def test_a_login_and_a_logout_are_no_forms_that_are_held(browser):
    fields = form_fields(browser.get(reverse("wagtailadmin_account")).content.decode())
    token = {"csrfmiddlewaretoken": fields["csrfmiddlewaretoken"]}
    Session.objects.all().delete()

    for name in ("wagtailadmin_login", "wagtailadmin_logout", "wagtailadmin_password_reset"):
        answer = browser.post(reverse(name), token)
        assert answer.status_code == 302, name


@pytest.mark.parametrize(
    ("name", "method"),
    [
        ("account_session_state", "post"),
        ("account_session_opened", "post"),
        ("account_resume_form", "put"),
    ],
)
def test_another_method_is_refused(browser, name, method):
    fields = form_fields(browser.get(reverse("wagtailadmin_account")).content.decode())
    headers = {"x-csrftoken": fields["csrfmiddlewaretoken"][0]}

    assert getattr(browser, method)(reverse(name), headers=headers).status_code == 405


@pytest.mark.parametrize(
    "headers", [{"accept": "application/json"}, {"x-requested-with": "XMLHttpRequest"}]
)
def test_a_request_of_a_script_is_answered_for_a_script(browser, headers):
    page = ContentPageFactory()
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    [token] = form_fields(browser.get(address).content.decode())["csrfmiddlewaretoken"]
    Session.objects.all().delete()

    answer = browser.post(address, headers={**headers, "x-csrftoken": token})

    assert answer.status_code == 403
    assert answer["X-Session-Ended"] == "1"
    assert answer.json()["error_code"] == "session_ended"


def test_the_state_says_who_is_logged_in_and_gives_a_token(browser, writer):
    logged_in = browser.get(reverse("account_session_state"))
    Session.objects.all().delete()
    ended = browser.get(reverse("account_session_state"))

    assert logged_in.json()["user"] == str(writer.pk)
    assert logged_in.json()["name"] == "Camille Roux"
    assert ended.json()["user"] == ended.json()["name"] == ""
    assert "no-store" in logged_in["Cache-Control"]


def test_each_page_of_the_admin_with_a_form_offers_to_log_in_beside_it(browser):
    addresses = [
        reverse("wagtailadmin_pages:edit", args=[ContentPageFactory().pk]),
        reverse("wagtailusers_users:add"),
        reverse("wagtailadmin_account"),
        reverse("wagtailimages:add_multiple"),
        reverse("structure_imports:upload"),
        reverse("wagtailredirects:add"),
    ]

    for address in addresses:
        text = browser.get(address, follow=True).content.decode()
        assert 'id="session-dialog"' in text, address
        assert "cms/session" in text


def test_the_login_beside_the_form_ends_at_a_page_that_says_so(browser, client):
    opened = reverse("account_session_opened")

    assert "Connexion réussie" in browser.get(opened).content.decode()
    assert client.get(opened).url == f"{reverse('account_login')}?next={opened}"


def test_a_login_with_a_second_factor_ends_there_too(client, log_in, secret):
    opened = reverse("account_session_opened")

    log_in(next=opened)
    answer = client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})

    assert answer.url == opened
