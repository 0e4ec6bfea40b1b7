"""Users cannot publish, unpublish or approve what another user has locked."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from home.models import ContentPage
from iae48.roles import EDITORS, PUBLISHERS
from networks.models import Network
from tests.factories import ContentPageFactory, NetworkFactory
from tests.members import browser_of, member_of

pytestmark = pytest.mark.any_database
NAME_OF = {ContentPage: "title", Network: "name"}
AJAX = {"X-Requested-With": "XMLHttpRequest"}


@pytest.fixture
def publisher(site, roles):
    return browser_of(member_of(PUBLISHERS))


@pytest.fixture(params=[ContentPageFactory, NetworkFactory], ids=["page", "snippet"])
def row(request, publisher):
    """Return a live row that has a draft."""
    row = request.param()
    row.save_revision().publish()
    row = type(row).objects.get(pk=row.pk)
    row.save_revision()
    return row


def address_of(row, view, *args):
    if isinstance(row, Page):
        return reverse(f"wagtailadmin_pages:{view}", args=[row.pk, *args])
    return reverse(row.snippet_viewset.get_url_name(view), args=[row.pk, *args])


def lock(row, user):
    type(row).objects.filter(pk=row.pk).update(
        locked=True, locked_by=user, locked_at=timezone.now()
    )


def submit(row):
    """Start a review, and return the key of its task."""
    row = type(row).objects.get(pk=row.pk)
    row.get_workflow().start(row, member_of(EDITORS))
    return type(row).objects.get(pk=row.pk).current_workflow_task_state.pk


@pytest.mark.parametrize("headers", [{}, AJAX], ids=["form", "dialog"])
@pytest.mark.parametrize("by_self", [True, False])
def test_nobody_approves_what_somebody_else_has_locked(publisher, row, by_self, headers):
    task = submit(row)
    lock(row, publisher.user if by_self else member_of(PUBLISHERS))

    answer = publisher.post(address_of(row, "workflow_action", "approve", task), headers=headers)

    changed = type(row).objects.get(pk=row.pk)
    assert answer.status_code == (200 if headers else 302)
    assert (changed.current_workflow_task_state is None) == by_self
    assert changed.has_unpublished_changes != by_self
    if headers:
        assert answer.json()["step"] == "success"
    if not by_self:
        shown = publisher.get(address_of(row, "edit")).content.decode()
        assert "rien n’a changé" in shown


@pytest.mark.parametrize("by_self", [True, False])
def test_nobody_withdraws_what_somebody_else_has_locked(publisher, row, by_self):
    lock(row, publisher.user if by_self else member_of(PUBLISHERS))

    publisher.post(address_of(row, "unpublish"), follow=True)

    assert type(row).objects.get(pk=row.pk).live != by_self


@pytest.mark.parametrize("by_self", [True, False])
def test_nobody_cancels_the_schedule_of_what_somebody_else_has_locked(publisher, row, by_self):
    row = type(row).objects.get(pk=row.pk)
    row.go_live_at = timezone.now() + timedelta(days=1)
    revision = row.save_revision()
    revision.publish()
    lock(row, publisher.user if by_self else member_of(PUBLISHERS))

    publisher.post(address_of(row, "revisions_unschedule", revision.pk), follow=True)

    revision.refresh_from_db()
    assert (revision.approved_go_live_at is None) == by_self


@pytest.mark.parametrize("by_self", [True, False])
def test_nobody_publishes_with_others_what_somebody_else_has_locked(publisher, home, by_self):
    pages = [ContentPageFactory(parent=home, draft=True) for _each in range(2)]
    for page in pages:
        page.save_revision()
    lock(pages[0], publisher.user if by_self else member_of(PUBLISHERS))
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    query = "&".join(f"id={page.pk}" for page in pages)

    shown = publisher.post(f"{address}?{query}&next=/admin/", follow=True).content.decode()

    assert [Page.objects.get(pk=page.pk).live for page in pages] == [by_self, True]
    assert ("est verrouillé ou en relecture : rien n’a changé" in shown) != by_self


@pytest.mark.parametrize("view", ["unpublish", "revisions_unschedule"])
@pytest.mark.parametrize("is_locked", [True, False])
def test_a_lock_tells_nothing_to_people_without_a_right_to_the_row(row, view, is_locked):
    type(row).objects.filter(pk=row.pk).update(**{NAME_OF[type(row)]: "CANARI"})
    if is_locked:
        lock(row, member_of(PUBLISHERS))
    group = Group.objects.create(name="Sans droit")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    stranger = browser_of(member_of("Sans droit"))
    arguments = [row.latest_revision_id] if view == "revisions_unschedule" else []

    answer = stranger.post(address_of(row, view, *arguments), follow=True)

    assert "CANARI" not in answer.content.decode()
    assert "verrouillé" not in answer.content.decode()
