"""A new e-mail address takes effect when its owner follows the link that is mailed to it."""

import re
import time

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse

from cms.accounts.email_change import confirm_change
from structures.admin.access import give_access
from tests.cms.accounts.conftest import PASSWORD
from tests.cms.accounts.test_mail import statements
from tests.cms.queue import use_queue
from tests.factories import StructurePageFactory, UserFactory

NEW = "nouvelle@exemple.fr"
PAGE = "/compte/adresse/"


@pytest.fixture
def confirmed(client, person, log_in):
    """Return a browser in which the person has just given their password."""
    log_in()
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def change(client, address=NEW):
    return client.post(PAGE, {"email": address})


def link():
    """Return the path of the link of the last message."""
    [path] = re.findall(r"http://testserver(/compte/adresse/lien/\S+)", str(mail.outbox[-1].body))
    return path


def address_of(person):
    person.refresh_from_db()
    return person.email


def test_changing_ones_address_asks_for_the_password(client, person, log_in):
    log_in()

    asked = change(client)

    assert asked.url.startswith(reverse("account_reauthenticate"))
    assert not EmailAddress.objects.exists()
    assert mail.outbox == []


def test_a_new_address_takes_effect_by_the_link_that_is_mailed_to_it(confirmed, person):
    change(confirmed, "Nouvelle@Exemple.fr")
    before, page = address_of(person), confirmed.get(PAGE).content.decode()
    path = link()
    asked = confirmed.get(path).content.decode()
    after_get = address_of(person)
    confirmed.post(path)

    assert before == after_get == "camille@exemple.fr"
    assert "Changement en attente" in page
    assert NEW in page
    assert NEW in asked
    assert address_of(person) == NEW
    assert "Changement en attente" not in confirmed.get(PAGE).content.decode()
    assert [message.to for message in mail.outbox] == [[NEW], ["camille@exemple.fr"]]
    assert NEW in mail.outbox[1].body


def test_a_link_is_of_the_admins_own_address(confirmed, settings):
    settings.WAGTAILADMIN_BASE_URL = "https://cms.exemple.fr"

    change(confirmed)

    assert "https://cms.exemple.fr/compte/adresse/lien/" in mail.outbox[0].body


def test_access_that_is_given_to_an_address_goes_to_no_one_who_only_typed_it(
    confirmed, person, site
):
    change(confirmed, "direction@exemple.fr")

    access = give_access(StructurePageFactory(), "direction@exemple.fr")

    assert access.is_new
    assert access.user != person
    assert not person.groups.exists()


def void(client, path):
    answer = client.post(path)
    return "Ce lien ne vaut plus" in answer.content.decode()


def test_a_link_serves_once(confirmed, person):
    change(confirmed)
    path = link()
    confirmed.post(path)
    person.email = "camille@exemple.fr"
    person.save()

    assert void(confirmed, path)
    assert address_of(person) == "camille@exemple.fr"


def test_a_link_is_valid_for_a_day(confirmed, person, monkeypatch):
    change(confirmed)
    path, now = link(), time.time()

    monkeypatch.setattr("time.time", lambda: now + 23 * 3600)
    shown = confirmed.get(path).content.decode()
    monkeypatch.setattr("time.time", lambda: now + 25 * 3600)

    assert "Confirmer" in shown
    assert void(confirmed, path)
    assert address_of(person) == "camille@exemple.fr"


def test_a_change_is_cancelled(confirmed, person):
    change(confirmed)
    path = link()

    confirmed.post(PAGE, {"action": "cancel"})

    assert "Changement en attente" not in confirmed.get(PAGE).content.decode()
    assert void(confirmed, path)
    assert address_of(person) == "camille@exemple.fr"


def test_a_link_is_sent_again(confirmed, person):
    change(confirmed)

    confirmed.post(PAGE, {"action": "resend"})
    confirmed.post(link())

    assert [message.to for message in mail.outbox[:2]] == [[NEW]] * 2
    assert address_of(person) == NEW


@pytest.mark.parametrize("action", ["resend", "cancel"])
def test_where_nothing_waits_it_is_said(confirmed, action):
    answer = confirmed.post(PAGE, {"action": action}, follow=True)

    assert "Aucun changement d’adresse n’est en attente" in answer.content.decode()
    assert mail.outbox == []


def test_one_address_waits_at_a_time(confirmed, person):
    change(confirmed, "premiere@exemple.fr")
    first = link()
    change(confirmed)

    assert void(confirmed, first)
    assert EmailAddress.objects.get().email == NEW


def test_a_link_is_good_for_the_account_that_asked_alone(confirmed, person):
    change(confirmed)
    path = link()
    other = UserFactory(email="autre@exemple.fr")
    browser = Client()
    anonymous = browser.post(path)
    browser.force_login(other)

    assert anonymous["Location"].startswith(reverse("account_login"))
    assert void(browser, path)
    assert (address_of(person), address_of(other)) == ("camille@exemple.fr", "autre@exemple.fr")


def test_an_administrator_who_sets_another_address_ends_the_change(confirmed, person):
    change(confirmed)
    path = link()
    person.email = "fixee@exemple.fr"
    person.save()

    assert void(confirmed, path)
    assert not EmailAddress.objects.exists()
    assert address_of(person) == "fixee@exemple.fr"


def test_a_change_waits_while_the_account_changes_otherwise(confirmed, person):
    change(confirmed)

    person.first_name = "Camille"
    person.save()
    confirmed.post(link())

    assert address_of(person) == NEW


TOO_LONG = f"{'a' * 60}@{('b' * 60 + '.') * 4}fr"


@pytest.mark.parametrize("address", ["", "pas une adresse", "Camille@exemple.fr", TOO_LONG])
def test_an_address_that_is_wrong_or_their_own_is_refused_at_its_field(confirmed, person, address):
    answer = change(confirmed, address)

    assert answer.status_code == 200
    assert answer.context["form"].errors["email"]
    assert mail.outbox == []


# --- Addresses of others --------------------------------------------------------------------------


def test_an_address_of_another_account_is_answered_alike(confirmed, person):
    UserFactory(email="prise@exemple.fr")

    free, taken = change(confirmed), change(confirmed, "Prise@exemple.fr")
    page = confirmed.get(PAGE).content.decode()

    assert (free.status_code, free.url) == (taken.status_code, taken.url) == (302, PAGE)
    assert "prise@exemple.fr" in page
    assert "Changement en attente" in page
    assert mail.outbox[1].to == ["prise@exemple.fr"]
    assert mail.outbox[1].subject == "Votre adresse a été saisie pour un autre compte"
    assert "/compte/" not in mail.outbox[1].body
    assert "camille" not in mail.outbox[1].body


def test_the_request_does_the_same_work_for_every_address(confirmed, settings):
    use_queue(settings)
    UserFactory(email="prise@exemple.fr")
    change(confirmed, "echauffement@exemple.fr")

    free = statements(lambda: change(confirmed))
    taken = statements(lambda: change(confirmed, "prise@exemple.fr"))

    assert free == taken


def test_an_address_that_another_account_got_meanwhile_is_not_given(confirmed, person):
    change(confirmed)
    path = link()
    UserFactory(email=NEW)

    assert "Ce lien ne vaut plus" in confirmed.get(path).content.decode()
    assert void(confirmed, path)
    assert address_of(person) == "camille@exemple.fr"


def test_of_two_accounts_that_take_an_address_at_once_one_gets_it(confirmed, person, monkeypatch):
    change(confirmed)
    pending = EmailAddress.objects.get()
    UserFactory(email=NEW)
    # It was free when this request looked.
    monkeypatch.setattr("cms.accounts.email_change.find_change", lambda user, key: pending)

    assert confirm_change(person, "lien") is None
    assert address_of(person) == "camille@exemple.fr"


def test_messages_to_an_address_are_limited_in_number(confirmed):
    change(confirmed)

    answers = [confirmed.post(PAGE, {"action": "resend"}) for _ in range(12)]

    assert answers[-1].status_code == 429
    assert len(mail.outbox) <= 10
