"""Whoever moderates compares what was submitted with what readers see, whatever autosave kept."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cms.translation.progress import edit_url
from iae48.roles import EDITORS, PUBLISHERS
from tests.cms.translation.test_limits import form_data
from tests.factories import ContentPageFactory, NetworkFactory, UserFactory
from tests.members import browser_of, member_of


@pytest.fixture
def moderator(site, english, roles):
    """Return the browser of somebody who publishes."""
    return browser_of(member_of(PUBLISHERS, username="publication", email="publication@exemple.fr"))


def compare_url(row, before, after):
    if hasattr(row, "snippet_viewset"):
        name = row.snippet_viewset.get_url_name("revisions_compare")
    else:
        name = "wagtailadmin_pages:revisions_compare"
    return reverse(name, args=[row.pk, before, after])


@pytest.fixture(params=[ContentPageFactory, NetworkFactory], ids=["page", "snippet"])
def submitted(request, moderator):
    """Return a live row of which somebody submitted what autosave had kept once before."""
    row = request.param()
    row.save_revision().publish()
    row.refresh_from_db()
    editor = member_of(EDITORS)
    field = "summary" if hasattr(row, "summary") else "introduction"
    setattr(row, field, "Du neuf.")
    row.save_revision(user=editor)  # autosave's
    row.save_revision(user=editor)
    row.get_workflow().start(row, editor)
    return type(row).objects.get(pk=row.pk)


def test_the_message_to_moderators_leads_to_what_changes_for_readers(
    submitted, moderator, mailoutbox
):
    [address] = {
        found
        for message in mailoutbox
        if message.to == ["publication@exemple.fr"]
        for found in re.findall(r"http://testserver(\S*compare\S*)", message.body)
    }

    assert address == compare_url(submitted, "live", submitted.latest_revision_id)
    text = moderator.get(address).content.decode()
    assert "Du neuf." in text


def test_the_form_and_the_home_page_lead_there_too(submitted, moderator):
    address = compare_url(submitted, "live", submitted.latest_revision_id)

    for shown in (edit_url(submitted), reverse("wagtailadmin_home")):
        assert f'href="{address}"' in moderator.get(shown).content.decode()


def test_the_message_about_what_is_not_published_yet_has_nothing_to_compare(moderator, mailoutbox):
    page = ContentPageFactory(draft=True)
    page.save_revision()
    page.get_workflow().start(page, UserFactory())

    assert mailoutbox
    assert all("compare" not in message.body for message in mailoutbox)


def publish(row, revision, moderator):
    revision.publish(user=moderator)


def schedule(row, revision, moderator):
    tomorrow = timezone.now() + timedelta(days=1)
    revision.approved_go_live_at = tomorrow
    revision.save()


def reject(row, revision, moderator):
    state = row.get_workflow().start(row, revision.user)
    state.current_task_state.reject(user=moderator)


@pytest.mark.parametrize("settle", [publish, schedule, reject])
@pytest.mark.parametrize("factory", [ContentPageFactory, NetworkFactory])
def test_a_version_that_others_acted_on_is_not_overwritten(moderator, factory, settle):
    row, editor = factory(), UserFactory(superuser=True)
    field = "summary" if hasattr(row, "summary") else "introduction"
    setattr(row, field, "Relu.")
    first = row.save_revision(user=editor)
    autosaved = row.save_revision(user=editor, overwrite_revision=first)
    settle(row, autosaved, editor)

    row = type(row).objects.get(pk=row.pk).get_latest_revision_as_object()
    setattr(row, field, "Pas relu.")
    later = row.save_revision(user=editor, overwrite_revision=autosaved)

    autosaved.refresh_from_db()
    assert first == autosaved != later
    assert (autosaved.content[field], later.content[field]) == ("Relu.", "Pas relu.")


@pytest.mark.parametrize("action", ["approve", "reject"])
def test_the_second_of_two_moderators_keeps_what_she_wrote(moderator, action):
    page = ContentPageFactory(introduction="Ancien.")
    page.save_revision()
    page.get_workflow().start(page, UserFactory())
    data = form_data(moderator, edit_url(page))
    page.current_workflow_state.current_task_state.approve(user=UserFactory(superuser=True))

    answer = moderator.post(
        edit_url(page),
        data
        | {
            "introduction": "De la seconde.",
            "action-workflow-action": "1",
            "workflow-action-name": action,
        },
        follow=True,
    )

    page.refresh_from_db()
    assert "La relecture est déjà terminée" in answer.content.decode()
    assert page.introduction == "Ancien."
    assert page.get_latest_revision_as_object().introduction == "De la seconde."
