"""Requests that no page of the admin makes: each address answers, and none with an error."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.admin_forms import form_fields
from tests.factories import StructurePageFactory, UserFactory
from tests.structures.admin.test_staff_limits import NUMBER, admin_addresses

pytestmark = [
    pytest.mark.any_database,
    # Wagtail leaves the closing of rendition files to the garbage collector.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

OTHERS = ("collection_id", "owner", "user", "object_id", "per_page", "locale", "tag")
QUERIES = {
    "words": "&".join(f"{name}=abc" for name in OTHERS),
    "NUL": "&".join(f"{name}=%00" for name in OTHERS),
    "negative": "&".join(f"{name}=-1" for name in OTHERS) + f"&id={NUMBER}&p=2",
}


@pytest.fixture
def browser(world):
    """Return the browser of an administrator; an error of a view is an answer."""
    browser = Client(raise_request_exception=False)
    browser.force_login(UserFactory(superuser=True))
    return browser


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_no_parameter_breaks_an_address(browser, query):
    statuses = {path: browser.get(f"/{path}?{query}").status_code for path in admin_addresses()}

    assert {path: status for path, status in statuses.items() if status >= 500} == {}


def test_a_parameter_that_is_no_number_is_a_bad_request(browser):
    """Of these Wagtail makes a number without a check, each in some view."""
    address = reverse("wagtailadmin_choose_page_external_link")
    asked = [
        f"{name}={value}"
        for name in ("id", "p", "parent_page_id", "other")
        for value in ("abc", "-1", "", "%00", "9" * 24, "12")
    ]

    statuses = {query: browser.get(f"{address}?{query}").status_code for query in asked}

    assert [query for query, status in statuses.items() if status == 200] == [
        "id=12", "p=", "p=%00", "p=12",
        "parent_page_id=", "parent_page_id=%00", "parent_page_id=12",
        "other=abc", "other=-1", "other=", "other=%00", "other=12",
    ]  # fmt: skip
    assert set(statuses.values()) == {200, 400}


# Wagtail's choosers and its import of redirects fail on what their scripts and steps always send.
BESIDE = ("admin/choose-", "admin/snippets/choose/", "admin/redirects/import/process/")


def test_no_missing_field_breaks_a_form(browser):
    statuses = {}
    for path in admin_addresses():
        if path.startswith(BESIDE):
            continue
        with transaction.atomic():
            statuses[path] = browser.post(f"/{path}").status_code
            transaction.set_rollback(True)

    assert sum(status == 400 for status in statuses.values()) >= 2
    assert {path: status for path, status in statuses.items() if status >= 500} == {}


@pytest.mark.parametrize("text", ["", "{", "[]", '"x"', '{"blocks": [1]}', "[" * 100_000])
def test_a_rich_text_that_no_editor_sends_is_a_bad_request(browser, text):
    data = {"name": "ACI", "explanation": text}
    address = reverse("wagtailsnippets_structures_structurekind:edit", args=[NUMBER])

    answer = browser.post(address, data)

    assert answer.status_code == 400
    assert "Cette demande est illisible" in answer.content.decode()


@pytest.mark.parametrize(
    "count", ["101", "2000000", "9" * 30, "9" * 5000, "0" * 9 + "9" * 5000, "-1", "abc"]
)
@pytest.mark.parametrize("prefix", ["items", "activities"])
def test_a_form_of_countless_rows_is_a_bad_request(browser, prefix, count):
    address = reverse("wagtailadmin_pages:edit", args=[NUMBER])
    fields = form_fields(browser.get(address).content.decode()) | {"body-count": "0"}

    statuses = [
        browser.post(address, fields | {f"{prefix}-TOTAL_FORMS": number}).status_code
        for number in ("0", count)
    ]

    assert statuses in ([200, 400], [302, 400])


@pytest.mark.parametrize("value", ["abc", "-1", "1e3", "²", "9" * 40])
@pytest.mark.parametrize("field", ["body-count", "body-0-order", "overwrite_revision_id"])
def test_a_number_that_no_form_sends_is_a_bad_request(browser, field, value):
    address = reverse("wagtailadmin_pages:edit", args=[NUMBER])
    fields = form_fields(browser.get(address).content.decode()) | {"body-count": "0"}
    if field == "body-0-order":
        fields |= {"body-count": "1", "body-0-deleted": "", "body-0-type": "quote"}

    answer = browser.post(address, fields | {field: value})

    assert answer.status_code == 400
    assert browser.post(address, fields | {"body-count": ""}).status_code == 400
    assert browser.post(address, fields | {"overwrite_revision_id": ""}).status_code < 500


@pytest.mark.parametrize(
    "spec",
    [
        "fill-0x0", "fill-1x0", "width-0", "height-0", "max-0x5", "fill--1x5", "fill-1_0x10",
        "max-\u0663x3", "width-100000", "fill-10x10-c", "fill-10x10-c1000", "original|original",
        "format-png", "blur-5", "abc",
    ],
)  # fmt: skip
def test_an_image_of_a_size_that_cannot_be_is_a_bad_request(browser, spec):
    assert browser.get(f"/admin/images/{NUMBER}/preview/{spec}/").status_code == 400


@pytest.mark.parametrize(
    "spec", ["original", "width-165", "height-1", "max-165x165", "min-99999x1", "fill-9x9-c100"]
)
def test_an_image_of_a_size_that_can_be_is_shown(browser, spec):
    assert browser.get(f"/admin/images/{NUMBER}/preview/{spec}/").status_code == 200


PING = "/admin/editing-sessions/ping/{}/{}/{}/1/"


@pytest.mark.parametrize("key", ["abc", "", "1e3", "_00"])
@pytest.mark.parametrize(
    "model", ["wagtailcore/page", "structures/structurekind", "networks/network"]
)
def test_a_ping_that_no_editor_sends_is_a_bad_request(browser, model, key):
    sent = PING.format(*model.split("/"), NUMBER)
    elsewhere = PING.format(*model.split("/"), key or "a")

    assert browser.post(sent, {"revision_id": key}).status_code == 400
    assert browser.post(elsewhere).status_code == 400
    assert browser.post(sent, {"revision_created_at": key, "is_editing": key}).status_code < 500


def test_a_ping_for_a_model_without_a_table_is_a_bad_request(browser):
    assert browser.post(PING.format("auth", "user", 1)).status_code == 400


# Forms by the views that take the key in each of their addresses.
FORMS = [
    "wagtailadmin_pages:edit",
    "wagtailadmin_pages:copy",
    "wagtailadmin_pages:move",
    "wagtailadmin_pages:delete",
    "wagtailadmin_pages:unpublish",
    "wagtailadmin_pages:set_privacy",
    "wagtailsnippets_networks_network:edit",
    "wagtailsnippets_structures_structurekind:edit",
    "wagtailsnippets_cms_menu:edit",
    "wagtailimages:edit",
    "wagtaildocs:edit",
    "wagtailredirects:edit",
    "wagtailsites:edit",
    "wagtailadmin_collections:edit",
    "wagtailusers_groups:edit",
    "wagtailadmin_workflows:add",
]
# Each word is the key of a row, a number, or the way back.
ODD = ["abc", "9" * 30]


def posted(browser, address, fields):
    """Return the status of a form's answer, and undo what it has changed."""
    with transaction.atomic():
        status = browser.post(address, fields).status_code
        transaction.set_rollback(True)
    return status


@pytest.mark.parametrize("name", FORMS)
def test_no_field_of_a_form_breaks_it(browser, name):
    """Each field of the form that is no text is sent with words and numbers that no page sends."""
    address = reverse(name, args=[] if name.endswith("add") else [NUMBER])
    answer = browser.get(address)
    content = answer.content.decode()
    if answer["Content-Type"] == "application/json":
        content = answer.json()["html"]
    fields = {"next": "/admin/", **_fields(content), "body-count": "0"}
    texts = {"title", "slug", "introduction", "name", "summary", "csrfmiddlewaretoken"}

    statuses = {
        (field, odd[:3]): posted(browser, address, fields | {field: odd})
        for field in fields.keys() - texts
        for odd in ODD
    }

    assert len(statuses) >= 2
    assert {sent: status for sent, status in statuses.items() if status >= 500} == {}


def _fields(content):
    """Return the fields of all forms of a page that post to it."""
    page = BeautifulSoup(content, "html.parser")
    found: dict[str, Any] = {}
    for form in page.select("form"):
        if str(form.get("method")).lower() == "post" and "logout" not in str(form.get("action")):
            form["data-posted"] = "1"
            form_page = str(form).replace("data-edit-form", "data-form")
            found |= form_fields(form_page, "form[data-posted]")
    return found


def test_a_sheet_whose_commune_is_no_key_is_a_bad_request(browser, directory):
    sheet = StructurePageFactory(parent=directory)
    address = reverse("wagtailadmin_pages:edit", args=[sheet.pk])
    fields = form_fields(browser.get(address).content.decode())

    for name in ("commune", "kind", "social_image"):
        answer = browser.post(address, fields | {name: "abc", "body-count": "0"})
        assert answer.status_code in (200, 400), name
    assert "Cette demande est illisible" in answer.content.decode()


def test_an_error_that_is_none_of_the_request_stays_an_error(browser, monkeypatch):
    def fail(*arguments):
        raise ValueError("Field 'id' expected a number but got 'ours'.")

    monkeypatch.setattr("wagtail.admin.views.home.HomeView.get_context_data", fail)

    assert browser.get("/admin/").status_code == 500


@pytest.mark.parametrize("parent", ["481516", "abc", "-1", "9" * 40])
@pytest.mark.parametrize("method", ["get", "post"])
def test_all_below_a_page_that_is_gone_is_a_bad_request(browser, method, parent):
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])

    answer = getattr(browser, method)(f"{address}?id=all&childOf={parent}&next=/admin/")

    assert answer.status_code == 400


@pytest.mark.parametrize(("rows", "status"), [(500, 302), (501, 400)])
def test_a_form_of_countless_comments_is_a_bad_request(browser, rows, status):
    address = reverse("wagtailadmin_pages:edit", args=[NUMBER])
    fields = form_fields(browser.get(address).content.decode()) | {"body-count": "0"}
    fields |= {"comments-TOTAL_FORMS": rows, "comments-INITIAL_FORMS": 0}
    fields |= {
        name: value
        for number in range(rows)
        for name, value in {
            f"comments-{number}-DELETE": "on", f"comments-{number}-id": "",
            f"comments-{number}-replies-TOTAL_FORMS": 0,
            f"comments-{number}-replies-INITIAL_FORMS": 0,
        }.items()
    }  # fmt: skip

    assert browser.post(address, fields).status_code == status


def test_a_form_of_countless_replies_is_a_bad_request(browser):
    address = reverse("wagtailadmin_pages:edit", args=[NUMBER])
    fields = form_fields(browser.get(address).content.decode()) | {"body-count": "0"}
    replies = {
        f"comments-{number}-replies-{count}": value
        for number in range(20)
        for count, value in {"TOTAL_FORMS": 50, "INITIAL_FORMS": 0}.items()
    }

    answer = browser.post(address, fields | {"comments-TOTAL_FORMS": 20} | replies)

    assert answer.status_code == 400
