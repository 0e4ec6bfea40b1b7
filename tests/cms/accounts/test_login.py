"""Logging in: by one address alone, not by guessing, and to nowhere else."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import URLResolver, get_resolver, reverse

from cms.accounts import urls
from tests.browsing import Browser
from tests.cms.accounts.conftest import PASSWORD, code_of, logged_in


def test_whoever_has_the_password_enters_by_name_or_address(client, person, log_in):
    for login in ("camille", "CAMILLE", "camille@exemple.fr", "Camille@Exemple.fr"):
        answer = log_in(login)

        assert answer.url == reverse("wagtailadmin_home")
        assert logged_in(client)
        client.logout()


@pytest.mark.parametrize(
    ("login", "password"),
    [("camille", "autre phrase"), ("personne", PASSWORD), ("camille", ""), ("", PASSWORD)],
)
def test_whoever_has_not_is_told_nothing_more(client, person, log_in, login, password):
    answer = log_in(login, password)

    assert answer.status_code == 200
    assert not logged_in(client)


def test_a_wrong_name_and_a_wrong_password_are_answered_alike(person, log_in):
    wrong = [
        re.findall(r'class="error">(.*?)<', log_in(*given).content.decode())
        for given in (("camille", "autre phrase"), ("personne", "autre phrase"))
    ]

    assert wrong[0] == wrong[1] != []


def test_an_account_that_is_closed_does_not_enter(client, person, log_in):
    person.is_active = False
    person.save()

    log_in()

    assert not logged_in(client)


def test_five_wrong_passwords_close_an_account_for_five_minutes(client, person, log_in):
    for _ in range(5):
        log_in(password="autre phrase")

    log_in()

    assert not logged_in(client)


def test_ten_wrong_names_close_the_door_to_an_address(client, person, log_in):
    for number in range(10):
        log_in(f"personne-{number}", "autre phrase")

    log_in()

    assert not logged_in(client)


@pytest.mark.parametrize("proxies", [0, 1])
def test_a_client_does_not_hide_behind_a_header(client, person, settings, proxies):
    settings.CMS_TRUSTED_PROXIES = proxies
    for number in range(10):
        client.post(
            reverse("account_login"),
            {"login": f"personne-{number}", "password": "x"},
            headers={"x-forwarded-for": f"9.9.9.{number}, 7.7.7.7"},
        )

    client.post(
        reverse("account_login"),
        {"login": "camille", "password": PASSWORD},
        headers={"x-forwarded-for": "8.8.8.8, 7.7.7.7"},
    )

    assert not logged_in(client)


def test_clients_behind_a_proxy_are_counted_one_by_one(client, person, settings):
    settings.CMS_TRUSTED_PROXIES = 1
    for number in range(10):
        client.post(
            reverse("account_login"),
            {"login": f"personne-{number}", "password": "x"},
            headers={"x-forwarded-for": "7.7.7.7"},
        )

    client.post(
        reverse("account_login"),
        {"login": "camille", "password": PASSWORD},
        headers={"x-forwarded-for": "8.8.8.8"},
    )

    assert logged_in(client)


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://mechant.example/",
        "//mechant.example/",
        "https:mechant.example",
        "javascript:1",
        "\\\\mechant.example",
        "https://testserver@mechant.example/",
    ],
)
def test_nobody_is_led_to_another_site(client, person, log_in, elsewhere):
    shown = client.get("/admin/login/", {"next": elsewhere})
    by_address = client.post(shown.url, {"login": "camille", "password": PASSWORD})
    client.post(reverse("account_logout"))
    by_form = log_in(next=elsewhere)
    out = client.post(reverse("account_logout"), {"next": elsewhere})

    home, door = reverse("wagtailadmin_home"), reverse("account_login")
    assert (by_address.url, by_form.url, out.url) == (home, home, door)


def test_whoever_was_on_the_way_goes_on(client, person, log_in):
    asked = client.get("/admin/images/")
    answer = client.post(
        asked.url, {"login": "camille", "password": PASSWORD, "next": "/admin/images/"}
    )

    assert asked.url == "/compte/connexion/?next=/admin/images/"
    assert answer.url == "/admin/images/"


def test_an_account_without_a_role_is_told_so_and_may_leave(client, person, log_in):
    person.user_permissions.clear()
    sent = log_in(next="/admin/")

    answer = client.get(sent.url, follow=True)
    client.post(reverse("account_logout"))

    assert answer.status_code == 403
    assert "n’a accès à rien" in answer.content.decode()
    assert not logged_in(client)


# --- No other way in -----------------------------------------------------------------------------


def addresses(patterns=None, before="/"):
    """Yield the path of each address of the site that needs no value to be filled in."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, before + route)
        elif not re.search(r"[<(^*]", route):
            yield before + route.rstrip("$")


def test_only_one_address_of_the_site_logs_in(client, person):
    credentials = {
        "login": "camille", "username": "camille", "email": "camille@exemple.fr",
        "password": PASSWORD, "next": "/admin/",
    }  # fmt: skip
    paths = sorted(set(addresses()))
    way_in = []

    for path in paths:
        client.post(path, credentials)
        if logged_in(client):
            way_in.append(path)
            client.logout()
        client.get(path, credentials)
        assert not logged_in(client), path

    assert len(paths) > 100
    assert "/admin/login/" in paths
    assert way_in == ["/compte/connexion/"]


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    ("path", "way"),
    [
        ("/admin/login/", "/compte/connexion/"),
        ("/admin/login/?next=/admin/images/", "/compte/connexion/?next=/admin/images/"),
        ("/admin/password_reset/", "/compte/mot-de-passe/oublie/"),
        ("/admin/password_reset/done/", "/compte/mot-de-passe/oublie/"),
        ("/admin/password_reset/confirm/NA/set-password/", "/compte/mot-de-passe/oublie/"),
        ("/admin/password_reset/complete/", "/compte/mot-de-passe/oublie/"),
    ],
)
def test_wagtails_own_pages_lead_to_ours(client, person, method, path, way):
    answer = getattr(client, method)(path)

    assert (answer.status_code, answer["Location"]) == (302, way)


@pytest.mark.parametrize("path", ["/compte/signup/", "/compte/inscription/", "/accounts/signup/"])
def test_nobody_signs_up(client, site, path):
    assert client.get(path).status_code == 404


def test_every_page_of_accounts_is_french(client, person, secret, log_in):
    log_in()
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})

    for pattern in urls.urlpatterns:
        of_link = {name: "1" for name in ("uidb36", "key") if f"{name}>" in str(pattern.pattern)}
        answer = client.get(reverse(pattern.name, kwargs=of_link), follow=True)
        assert answer.status_code == 200, pattern.name
        if answer["Content-Type"].startswith("text/html"):
            assert '<html lang="fr"' in answer.content.decode(), pattern.name


def test_no_page_of_accounts_is_kept_by_a_cache(client, person, secret, log_in):
    log_in()
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    stored = Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES)
    code = stored.wrap().get_unused_codes()[0]
    client.post(reverse("mfa_reauthenticate"), {"code": code})
    shown = set()

    for pattern in urls.urlpatterns:
        of_link = {name: "1" for name in ("uidb36", "key") if f"{name}>" in str(pattern.pattern)}
        answer = client.get(reverse(pattern.name, kwargs=of_link))
        if answer.status_code == 200:
            shown.add(pattern.name)
            assert "no-store" in answer.get("Cache-Control", ""), pattern.name

    assert {"mfa_view_recovery_codes", "mfa_download_recovery_codes", "mfa_index"} < shown


def test_a_link_that_is_used_leads_to_the_next_one(client, person):
    link = reverse("account_reset_password_from_key", kwargs={"uidb36": "1", "key": "x"})

    text = client.get(link).content.decode()

    assert "Ce lien ne vaut plus" in text
    assert f'href="{reverse("account_reset_password")}"' in text


def test_whoever_asks_too_often_is_told_so_with_a_way_back(client, person):
    ask = {"email": "camille@exemple.fr"}
    answers = [client.post(reverse("account_reset_password"), ask) for _turn in range(6)]

    text = answers[-1].content.decode()

    assert [answer.status_code for answer in answers] == [302] * 5 + [429]
    assert '<html lang="fr"' in text
    assert "Trop d’essais" in text
    assert f'href="{reverse("account_login")}"' in text


def test_a_public_address_gets_no_cookie(client, site, settings):
    settings.CMS_MFA_REQUIRED_GROUPS = ["Un groupe"]
    client.cookies["sessionid"] = "x"
    for path in ("/graphql/", "/structures.csv", "/structures.geojson"):
        answer = client.get(path)
        assert answer.cookies == {}
        assert "Cookie" not in answer.get("Vary", "")


# --- Passwords -----------------------------------------------------------------------------------


def link_in(message):
    [path] = re.findall(r"http://testserver(/compte/mot-de-passe/lien/\S+)", message.body)
    return path


def test_whoever_has_forgotten_the_password_chooses_another_one(client, person, log_in):
    client.post(reverse("account_reset_password"), {"email": "Camille@exemple.fr"})
    [message] = mail.outbox
    form = client.get(link_in(message), follow=True)
    new = "une autre phrase de passe"
    client.post(form.redirect_chain[-1][0], {"password1": new, "password2": new})

    assert message.to == ["camille@exemple.fr"]
    assert message.subject == "Choisir un nouveau mot de passe"
    assert not logged_in(client)  # the second factor is not passed by
    assert log_in(password=new).status_code == 302
    assert Browser().get(link_in(message)).status_code == 200  # told that the link is used


def test_a_link_for_the_password_is_of_the_admins_own_address(client, person, settings):
    settings.WAGTAILADMIN_BASE_URL = "https://cms.exemple.fr"
    settings.ALLOWED_HOSTS = ["testserver", "autre.exemple.fr"]

    client.post(
        reverse("account_reset_password"),
        {"email": "camille@exemple.fr"},
        headers={"host": "autre.exemple.fr"},
    )

    assert "https://cms.exemple.fr/compte/mot-de-passe/lien/" in mail.outbox[0].body
    assert "autre.exemple.fr" not in mail.outbox[0].body


def test_an_address_without_an_account_is_answered_alike_and_gets_no_mail(client, person):
    known = client.post(reverse("account_reset_password"), {"email": "camille@exemple.fr"})
    unknown = client.post(reverse("account_reset_password"), {"email": "personne@exemple.fr"})

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert len(mail.outbox) == 1


def test_a_former_address_does_not_reset_the_password(client, person, log_in):
    log_in()
    EmailAddress.objects.get_or_create(user=person, email="camille@exemple.fr")
    client.logout()
    person.email = "Nouvelle@exemple.fr"
    person.save()

    for address in ("camille@exemple.fr", "nouvelle@exemple.fr"):
        client.post(reverse("account_reset_password"), {"email": address})

    assert [message.to for message in mail.outbox] == [["nouvelle@exemple.fr"]]


def test_the_password_is_changed_with_the_one_before(client, person, log_in):
    log_in()
    address = reverse("account_change_password")
    new = "une autre phrase de passe"

    wrong = client.post(address, {"oldpassword": "x", "password1": new, "password2": new})
    short = client.post(address, {"oldpassword": PASSWORD, "password1": "x", "password2": "x"})
    right = client.post(address, {"oldpassword": PASSWORD, "password1": new, "password2": new})

    person.refresh_from_db()
    assert (wrong.status_code, short.status_code, right.status_code) == (200, 200, 302)
    assert person.check_password(new)
    assert [message.to for message in mail.outbox] == [["camille@exemple.fr"]]


def test_wagtails_page_of_the_account_leads_to_the_password_and_does_not_change_it(
    client, person, log_in
):
    log_in()

    page = client.get(reverse("wagtailadmin_account")).content.decode()
    client.post(
        reverse("wagtailadmin_account"),
        {
            "password-new_password1": "une autre phrase",
            "password-new_password2": "une autre phrase",
            "password-old_password": PASSWORD,
        },
    )

    person.refresh_from_db()
    assert reverse("account_change_password") in page
    assert reverse("mfa_index") in page
    assert "old_password" not in page
    assert person.check_password(PASSWORD)


def test_the_way_out_is_by_post_alone(client, person, log_in):
    log_in()

    client.get(reverse("account_logout"))
    assert logged_in(client)
    answer = client.post(reverse("account_logout"))

    assert not logged_in(client)
    assert answer.url == reverse("account_login")


def test_a_second_factor_is_asked_after_the_password(client, person, secret, log_in):
    answer = log_in()
    assert answer.url == reverse("mfa_authenticate")
    assert not logged_in(client)
    assert client.get("/admin/").status_code == 302

    wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert wrong.status_code == 200
    assert not logged_in(client)
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert logged_in(client)


def test_a_name_longer_than_any_account_has_is_refused_before_it_is_looked_for(client, site):
    endless = {"login": "\ufdfa" * 300, "password": "une erreur"}

    with CaptureQueriesContext(connection) as queries:
        answer = client.post(reverse("account_login"), endless)

    assert answer.context["form"].has_error("login", "max_length")
    assert "254" in answer.content.decode()
    assert not [query for query in queries if "cms_user" in query["sql"]]
