"""Whoever moderates compares what was submitted with what readers see, whatever autosave kept."""

import re

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from cms.translation.inventory import edit_url
from iae48.roles import EDITORS, PUBLISHERS, set_up_roles
from tests.browsing import Browser
from tests.factories import ContentPageFactory, NetworkFactory, UserFactory


@pytest.fixture
def moderator(site, english):
    """Return the browser of somebody who publishes."""
    set_up_roles()
    user = UserFactory(username="publication", email="publication@exemple.fr")
    user.groups.add(Group.objects.get(name=PUBLISHERS))
    client = Browser()
    client.force_login(user)
    return client


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
    editor = UserFactory()
    editor.groups.add(Group.objects.get(name=EDITORS))
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
