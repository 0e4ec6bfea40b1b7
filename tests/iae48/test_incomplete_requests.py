"""Requests that Wagtail's views read without a check: none is answered with an error."""

import json

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupApprovalTask, Page, Workflow, WorkflowTask
from wagtail.users.models import UserProfile

from structures.models import StructureActivity
from tests.admin_forms import form_fields
from tests.factories import (
    ContentPageFactory,
    SectorFactory,
    StructurePageFactory,
    UserFactory,
)

pytestmark = pytest.mark.any_database

DISMISSIBLES = "/admin/dismissibles/"


@pytest.fixture
def browser(site):
    """Return the browser of an administrator; an error of a view is an answer."""
    browser = Client(raise_request_exception=False)
    browser.force_login(UserFactory(superuser=True))
    return browser


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_root_has_no_position(browser, method):
    assert getattr(browser, method)("/admin/pages/1/set_position/").status_code == 404


@pytest.mark.parametrize("model", ["networks/network", "cms/customimage", "cms/user", "no/such"])
def test_only_a_page_is_previewed_below_another(browser, home, model):
    for address in (
        f"/admin/pages/add/{model}/{home.pk}/",
        f"/admin/pages/add/{model}/{home.pk}/preview/",
    ):
        assert browser.get(address).status_code == 404
        assert browser.post(address).status_code == 404


def test_a_page_has_a_position(browser, home):
    first, second = ContentPageFactory(parent=home), ContentPageFactory(parent=home)

    answer = browser.post(f"/admin/pages/{second.pk}/set_position/?position=0")

    assert answer.status_code == 200
    assert list(home.get_children()) == [second.page_ptr, first.page_ptr]


@pytest.mark.parametrize(
    "sent",
    [
        "null", '"x"', "1", "[]", "{", '{"x": 1e999}', '{"x": NaN}', '{"x": 1}', '{"x": "\\ud800"}',
        '{"\\ud800": true}', '{"a\\u0000": true}', '{"a": "\\u0000"}', '{"x": {}}', '{"x": null}',
        "[" * 5000, "[" * 100_000, b"\xff", '{"x": "%s"}' % ("x" * 101),
        json.dumps({f"x{number}": True for number in range(51)}),
    ],
)  # fmt: skip
def test_what_is_no_closed_notice_is_a_bad_request(browser, sent):
    answer = browser.patch(DISMISSIBLES, sent, content_type="application/json")

    assert answer.status_code == 400
    assert browser.get(DISMISSIBLES).json() == {}


def test_closed_notices_are_few(browser):
    sent = [{f"{part}{number}": True for number in range(26)} for part in "ab"]

    statuses = [browser.patch(DISMISSIBLES, each, "application/json").status_code for each in sent]

    assert statuses == [200, 400]
    assert len(UserProfile.objects.get().dismissibles) == 26
    known = {"last_upgrade_check": "7.4.1", "editor-guide": False}
    assert browser.patch(DISMISSIBLES, known, "application/json").status_code == 200


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("?locale=%00", 404), ("?slug=%00", 200), ("?first_published_at=abc", 400),
        ("?title=%00", 200), ("find/?html_path=%00", 302), ("?search=%00", 200),
    ],
)  # fmt: skip
def test_the_api_reads_odd_values(browser, query, status):
    assert browser.get(f"/admin/api/main/pages/{query}").status_code == status


@pytest.mark.parametrize(
    "fields", [{}, {"input_format": "0", "import_file_name": "x:y"}, {"input_format": "0"}]
)
def test_an_import_without_its_first_step_is_a_bad_request(browser, fields):
    assert browser.post("/admin/redirects/import/process/", fields).status_code == 400


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("model", ["networks/network", "structures/commune", "structures/sector"])
def test_a_chooser_that_makes_no_rows_has_no_form_for_it(browser, model, method):
    answer = getattr(browser, method)(f"/admin/snippets/choose/{model}/create/")

    assert answer.status_code == 404


@pytest.mark.parametrize("kind", ["external", "email", "anchor", "phone"])
def test_a_link_without_address_is_asked_for_it(browser, kind):
    answer = browser.post(f"/admin/choose-{kind}-link/", {"x": "1"})

    assert answer.status_code == 200
    assert answer.context["form"].errors


@pytest.mark.parametrize("place", ["", "481516", None])
def test_a_copy_without_place_keeps_what_was_typed(browser, home, place):
    page = ContentPageFactory(parent=home)
    fields = {"new_title": "Mon titre", "new_slug": "mon-adresse"}
    fields |= {} if place is None else {"new_parent_page": place}

    answer = browser.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), fields)

    assert answer.status_code == 200
    assert answer.context["form"].errors.keys() == {"new_parent_page"}
    assert "Mon titre" in answer.content.decode()
    assert "mon-adresse" in answer.content.decode()
    assert not Page.objects.filter(slug="mon-adresse").exists()


@pytest.mark.parametrize("value", ["", "481516"])
@pytest.mark.parametrize("field", ["social_image", "commune", "kind", "logo"])
def test_an_emptied_or_deleted_choice_loses_nothing(browser, directory, field, value):
    sheet = StructurePageFactory(parent=directory)
    address = reverse("wagtailadmin_pages:edit", args=[sheet.pk])
    fields = form_fields(browser.get(address).content.decode()) | {"body-count": "0"}

    answer = browser.post(address, fields | {field: value, "name": "Mon nom"})

    if answer.status_code == 302:
        assert sheet.revisions.latest("pk").content["name"] == "Mon nom"
    else:
        assert answer.status_code == 200
        assert "Mon nom" in answer.content.decode()
        assert field in answer.context["form"].errors


@pytest.mark.parametrize("key", ["abc", "9" * 30, "-1", "foreign"])
def test_a_row_key_that_no_form_sends_is_no_conflict(browser, directory, key):
    sheets = [StructurePageFactory(parent=directory) for _ in range(2)]
    sector = SectorFactory()
    rows = [StructureActivity.objects.create(structure=sheet, sector=sector) for sheet in sheets]
    address = reverse("wagtailadmin_pages:edit", args=[sheets[0].pk])
    fields = form_fields(browser.get(address).content.decode()) | {"body-count": "0"}
    key = str(rows[1].pk) if key == "foreign" else key

    answer = browser.post(address, fields | {"activities-0-id": key})

    assert answer.status_code in (200, 302, 400)
    rows[1].refresh_from_db()
    assert rows[1].structure_id == sheets[1].pk


@pytest.mark.parametrize(
    ("field", "value"),
    [("workflow_tasks-0-id", "abc"), ("workflow_tasks-INITIAL_FORMS", "0")],
)
def test_a_workflow_with_foreign_rows_is_no_conflict(browser, field, value):
    workflow = Workflow.objects.create(name="Un circuit")
    task = GroupApprovalTask.objects.create(name="T")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    address = reverse("wagtailadmin_workflows:edit", args=[workflow.pk])
    page = browser.get(address).content.decode()
    fields = form_fields(page, f'form[action="{address}"]')

    answer = browser.post(address, fields | {field: value})

    assert answer.status_code in (200, 302, 400)
