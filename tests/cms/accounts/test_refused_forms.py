"""What was typed for a page that is gone, or that one may no longer change, is shown again."""

import json

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from iae48.roles import EDITORS
from tests.admin_forms import form_fields
from tests.browsing import Browser
from tests.factories import ContentPageFactory, NetworkFactory
from tests.members import member_of

TEXT = "Deux lignes,\nsans rien <perdre>."
SECRET = "CANARI, que personne ne doit lire"


@pytest.fixture
def writer(site, english, roles):
    return member_of(EDITORS)


@pytest.fixture
def browser(writer):
    browser = Browser()
    browser.force_login(writer)
    return browser


@pytest.fixture(params=["page", "snippet", "new page"])
def written(request, browser, home):
    """Return a row, the address of its form, and the form with what she has typed."""
    if request.param == "snippet":
        row, field = NetworkFactory(), "summary"
        address = reverse("wagtailsnippets_networks_network:edit", args=[row.pk])
    else:
        row, field = ContentPageFactory(parent=home), "introduction"
        address = reverse("wagtailadmin_pages:edit", args=[row.pk])
    if request.param == "new page":
        address = reverse("wagtailadmin_pages:add", args=["home", "contentpage", row.pk])
    fields = form_fields(browser.get(address).content.decode()) | {"body-count": "0"}
    return row, address, fields | {field: TEXT, "title": "Le titre"}


def delete(row, user):
    row.delete()


def take_group(row, user):
    row.title = row.name = SECRET
    row.save()
    user.groups.clear()
    other = Group.objects.create(name="Sans rien")
    other.permissions.set(
        Group.objects.get(name=EDITORS).permissions.filter(codename="access_admin")
    )
    user.groups.add(other)


def take_admin(row, user):
    row.title = row.name = SECRET
    row.save()
    user.groups.clear()


CHANGES = pytest.mark.parametrize(
    ("change", "status"), [(delete, 404), (take_group, 403), (take_admin, 403)]
)


def shown(answer):
    page = BeautifulSoup(answer.content, "html.parser")
    return {field.text.removeprefix("\n") for field in page.select("textarea[readonly]")}


@CHANGES
def test_what_was_typed_is_shown(written, browser, writer, change, status):
    row, address, fields = written
    change(row, writer)

    answer = browser.post(address, fields)

    assert answer.status_code == status
    assert "Votre texte n’a pas pu être enregistré" in answer.content.decode()
    assert {TEXT, "Le titre"} <= shown(answer)
    assert SECRET not in answer.content.decode()
    assert fields["csrfmiddlewaretoken"][0] not in shown(answer)


def test_it_is_saved_once_the_right_is_back(browser, writer, home):
    page = ContentPageFactory(parent=home)
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    fields = form_fields(browser.get(address).content.decode()) | {"body-count": "0"}
    writer.groups.clear()
    refused = browser.post(address, fields | {"introduction": TEXT})
    [held] = BeautifulSoup(refused.content, "html.parser").select("[name=held]")
    writer.groups.add(Group.objects.get(name=EDITORS))

    resumed = browser.post(reverse("account_resume_form"), {"held": held["value"]})
    [form] = BeautifulSoup(resumed.content, "html.parser").select("main form")
    browser.post(form["action"], form_fields(resumed.content.decode(), "main form"))

    page.refresh_from_db()
    latest = page.get_latest_revision_as_object()
    assert latest.introduction.replace("\r\n", "\n") == TEXT


def test_of_rich_text_the_words_are_shown(browser):
    rich = {"blocks": [{"text": "Un."}, {"text": "Deux."}], "entityMap": {}}
    half = {"blocks": [{"text": "Moitié \ud83d d’un signe"}], "entityMap": {}}
    odd = "[" * 100_000
    fields = {"body": json.dumps(rich), "half": json.dumps(half), "odd": odd}

    answer = browser.post("/admin/pages/481516/edit/", fields)

    assert shown(answer) == {"Un.\nDeux.", "Moitié \ufffd d’un signe", odd}


@pytest.mark.parametrize(
    "headers", [{"accept": "application/json"}, {"x-requested-with": "XMLHttpRequest"}]
)
def test_a_script_gets_what_it_got(browser, headers):
    answer = browser.post("/admin/pages/481516/edit/", {"title": TEXT}, headers=headers)

    assert answer.status_code == 404
    assert "perdre" not in answer.content.decode()


def test_nothing_typed_is_answered_as_before(browser):
    fields = {"next": "/admin/", "action-publish": "1", "body-count": "0", "items-0-id": "4"}
    fields |= {"message": "12", "is_handled": "on"}

    assert "Page introuvable" in browser.post("/admin/pages/481516/edit/", fields).content.decode()


def test_no_password_is_shown(browser):
    fields = {"title": TEXT, "password1": "très secret"}

    answer = browser.post(reverse("wagtailusers_users:add"), fields)

    assert answer.status_code == 403
    assert shown(answer) == {TEXT}
    assert "très secret" not in answer.content.decode()


def test_a_post_of_another_site_is_not_shown(writer):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(writer)

    answer = browser.post("/admin/pages/481516/edit/", {"title": TEXT})

    assert answer.status_code == 403
    assert 'name="held"' not in answer.content.decode()
    assert "Votre texte n’a pas pu être enregistré" not in answer.content.decode()
