"""Requests that no page of the admin makes: each address answers, and none with an error."""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.admin_forms import form_fields
from tests.factories import UserFactory
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
    statuses = {
        path: browser.get(f"/{path}?{query}").status_code
        for path in admin_addresses()
        if path != "admin/failwhale/"  # it fails on purpose
    }

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
        if path.startswith(BESIDE) or path == "admin/failwhale/":
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


@pytest.mark.parametrize("count", ["101", "2000000", "9" * 30, "-1", "abc"])
@pytest.mark.parametrize("prefix", ["items", "activities"])
def test_a_form_of_countless_rows_is_a_bad_request(browser, prefix, count):
    address = reverse("wagtailadmin_pages:edit", args=[NUMBER])

    assert browser.post(address, {f"{prefix}-TOTAL_FORMS": count}).status_code == 400


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
