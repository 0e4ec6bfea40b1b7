"""Forms that are sent at the same moment: one is saved, the other is shown with the reason."""

import threading
from contextlib import nullcontext

import pytest
from django.db import IntegrityError, connection, connections
from django.forms import BaseForm
from django.urls import reverse
from wagtail.models import Page, WorkflowState

from cms.admin import tree_posts
from home.models import ContentPage
from iae48.roles import EDITORS
from networks.models import Network
from tests.admin_forms import form_fields
from tests.browsing import Browser
from tests.factories import ContentPageFactory, NetworkFactory, UserFactory
from tests.members import browser_of, member_of

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def editor(site, english, roles):
    """Return an editor's browser."""
    return browser_of(member_of(EDITORS))


@pytest.fixture
def meanwhile(monkeypatch):
    """Return a function: another request does something after a form was checked.

    Forms of pages do not take turns here: what comes between them shares their transaction.
    """
    monkeypatch.setattr(tree_posts, "tree_locked", lambda patience: nullcontext())

    def prepare(act):
        check = BaseForm.is_valid
        done: list[bool] = []

        def check_and_act(form):
            is_valid = check(form)
            if not done and {"slug", "new_slug"} & form.fields.keys():
                done.append(is_valid)
                act()
            return is_valid

        monkeypatch.setattr(BaseForm, "is_valid", check_and_act)
        return done

    return prepare


def page_form(client, home, **fields):
    address = reverse("wagtailadmin_pages:add", args=["home", "contentpage", home.pk])
    form = form_fields(client.get(address).content.decode())
    return address, form | {"title": "Le même", "slug": "le-meme", "body-count": "0"} | fields


@pytest.mark.parametrize("action", ["", "action-publish", "action-submit"])
def test_the_second_of_two_pages_with_one_slug_is_shown_with_the_reason(
    admin_client, home, site, meanwhile, action
):
    address, fields = page_form(admin_client, home, introduction="Mon texte.")
    done = meanwhile(lambda: ContentPageFactory(parent=home, slug="le-meme"))

    answer = admin_client.post(address, fields | {action: "1"})

    assert done == [True]
    assert answer.status_code == 200
    assert "déjà utilisé" in str(answer.context["form"].errors["slug"])
    assert "Mon texte." in answer.content.decode()
    assert Page.objects.filter(slug="le-meme").count() == 1
    assert Page.find_problems() == ([], [], [], [], [])


@pytest.mark.parametrize("alias", ["", "on"])
def test_the_second_of_two_copies_is_shown_with_the_reason(
    admin_client, home, site, meanwhile, alias
):
    page = ContentPageFactory(parent=home)
    address = reverse("wagtailadmin_pages:copy", args=[page.pk])
    fields = {"new_title": "Le même", "new_slug": "le-meme", "new_parent_page": str(home.pk)}
    done = meanwhile(lambda: ContentPageFactory(parent=home, slug="le-meme"))

    answer = admin_client.post(address, fields | ({"alias": "on"} if alias else {}))

    assert done == [True]
    assert answer.status_code == 200
    assert "new_slug" in answer.context["form"].errors
    assert Page.objects.filter(slug="le-meme").count() == 1
    assert Page.find_problems() == ([], [], [], [], [])


def test_the_second_of_two_snippets_is_shown_with_the_reason(admin_client, site, meanwhile):
    address = reverse("wagtailsnippets_networks_network:add")
    fields = form_fields(admin_client.get(address).content.decode())
    fields |= {"name": "Le même", "slug": "le-meme", "summary": "Mon texte."}
    done = meanwhile(lambda: NetworkFactory(slug="le-meme"))

    answer = admin_client.post(address, fields)

    assert done == [True]
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert "Mon texte." in answer.content.decode()
    assert Network.objects.filter(slug="le-meme").count() == 1


def row_form(client, row):
    name = (
        "wagtailadmin_pages:edit"
        if isinstance(row, Page)
        else "wagtailsnippets_networks_network:edit"
    )
    address = reverse(name, args=[row.pk])
    field = "introduction" if isinstance(row, Page) else "summary"
    fields = form_fields(client.get(address).content.decode()) | {"body-count": "0"}
    return address, fields, field


@pytest.mark.parametrize("factory", [ContentPageFactory, NetworkFactory])
def test_what_is_submitted_twice_at_once_is_in_review_once(editor, meanwhile, factory):
    row = factory()
    row.save_revision()
    address, fields, field = row_form(editor, row)
    done = meanwhile(lambda: row.get_workflow().start(row, UserFactory()))

    answer = editor.post(address, fields | {field: "Du neuf.", "action-submit": "1"})

    assert done == [True]
    assert answer.status_code in (200, 302)
    assert WorkflowState.objects.count() == 1
    assert (
        getattr(type(row).objects.get(pk=row.pk).get_latest_revision_as_object(), field)
        == "Du neuf."
    )


@pytest.mark.parametrize("factory", [ContentPageFactory, NetworkFactory])
def test_what_is_in_review_already_is_saved_as_a_draft(admin_client, site, english, factory, roles):
    row = factory()
    row.save_revision()
    address, fields, field = row_form(admin_client, row)

    answers = [
        admin_client.post(address, fields | {field: text, "action-submit": "1"}).status_code
        for text in ("Du neuf.", "Du plus neuf.")
    ]

    assert all(status in (200, 302) for status in answers)
    assert WorkflowState.objects.count() == 1
    latest = type(row).objects.get(pk=row.pk).get_latest_revision_as_object()
    assert getattr(latest, field) == "Du plus neuf."


def refuse(*arguments, **options):
    raise IntegrityError("always")


def test_what_fails_twice_is_told_in_french(admin_client, home, site, monkeypatch, caplog):
    address, fields = page_form(admin_client, home)
    monkeypatch.setattr(ContentPage, "save_base", refuse)

    answer = admin_client.post(address, fields)
    of_script = admin_client.post(address, fields, headers={"accept": "application/json"})

    assert answer.status_code == of_script.status_code == 409
    assert "Rien n’a été enregistré" in answer.content.decode()
    assert "réessayez" in of_script.json()["error_message"]
    assert "always" in caplog.text


def test_an_error_of_a_page_that_saves_nothing_stays_an_error(admin_client, site, monkeypatch):
    monkeypatch.setattr("wagtail.admin.views.home.HomeView.get_context_data", refuse)

    with pytest.raises(IntegrityError):
        admin_client.get(reverse("wagtailadmin_home"))


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_two_threads_that_add_one_page_get_one_page_and_one_reason(home, site):
    answers = []
    browsers = []
    for _ in range(2):
        browser = Browser()
        browser.force_login(UserFactory(superuser=True))
        browsers.append((browser, *page_form(browser, home)))

    def send(browser, address, fields):
        try:
            answers.append(browser.post(address, fields).status_code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send, args=each) for each in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == [200, 302]
    assert Page.objects.filter(slug="le-meme").count() == 1
