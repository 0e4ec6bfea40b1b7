"""Dates that people type: each of an impossible year is refused on its field."""

import pytest
from django.urls import reverse

from tests.cms.scheduling.conftest import browser, editor  # noqa: F401  fixtures
from tests.cms.scheduling.test_forms import edit_url, send
from tests.cms.scheduling.test_publish_scheduled import live
from tests.factories import ContentPageFactory, NetworkFactory

MESSAGE = "Donnez une date dont l’année est entre 1900 et 2199."
IMPOSSIBLE = ["0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31"]


@pytest.mark.parametrize(
    ("factory", "name"),
    [
        (ContentPageFactory, "go_live_at"),
        (ContentPageFactory, "expire_at"),
        (ContentPageFactory, "review_on"),
        (NetworkFactory, "go_live_at"),
        (NetworkFactory, "expire_at"),
    ],
)
@pytest.mark.parametrize("action", [{}, {"action-publish": "action-publish"}])
def test_a_year_that_no_plan_has_is_refused(factory, name, action, browser):  # noqa: F811
    row = live(factory)

    for day in IMPOSSIBLE:
        time = "" if name == "review_on" else " 23:59" if day.startswith("9") else " 00:00"
        answer = send(browser, row, **{name: day + time}, **action)
        assert (answer.status_code, MESSAGE in answer.content.decode()) == (200, True)
    assert row.latest_revision == type(row).objects.get(pk=row.pk).latest_revision
    assert send(browser, row, **{name: "2199-12-30" + time}, **action).status_code == 302


FILTERS = {
    "contact_messages:index_results": "sent_at",
    "wagtailadmin_reports:site_history_results": "timestamp",
    "wagtailadmin_reports:workflow_results": "created_at",
    "wagtailadmin_reports:locked_pages_results": "locked_at",
    "wagtailadmin_explore_results": "latest_revision_created_at",
    "wagtailusers_users:index_results": "last_login",
}


@pytest.mark.parametrize("name", FILTERS)
def test_no_year_breaks_the_filter_of_a_list(name, admin_client, home):
    address = reverse(name, args=[home.pk] if "explore" in name else [])
    for end in ("from", "to"):
        for day in IMPOSSIBLE:
            asked = {f"{FILTERS[name]}_{end}": day}
            assert admin_client.get(address, asked).status_code == 200


def test_the_message_stands_on_the_field(browser):  # noqa: F811
    row = live(ContentPageFactory)

    answer = send(browser, row, go_live_at="0001-01-01 00:00")

    assert answer.context["form"].errors == {"go_live_at": [MESSAGE]}
    assert edit_url(row) == answer.request["PATH_INFO"]
