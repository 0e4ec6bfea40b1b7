"""Confirming a sheet: a version dated today, published when that is the whole change."""

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry

from structures.admin.confirm import ACTION
from structures.models import StructurePage
from tests.factories import StructurePageFactory


def address(sheet):
    return reverse("structure_confirm", args=[sheet.pk])


def send(client, sheet):
    """Confirm what the page of the confirmation shows."""
    version = client.get(address(sheet)).context["version"]
    return client.post(address(sheet), {"version": version}, follow=True)


def reload(sheet):
    return StructurePage.objects.get(pk=sheet.pk)


@pytest.fixture
def sheet(directory):
    """Return a published sheet, with its first version."""
    page = StructurePageFactory(name="Jardins", with_contact=True)
    page.save_revision().publish()
    return reload(page)


def test_a_publisher_confirms_and_the_confirmation_is_published(as_publisher, publisher, sheet):
    response = send(as_publisher, sheet)

    after = reload(sheet)
    assert after.confirmed_on == timezone.localdate()
    assert (after.live, after.has_unpublished_changes) == (True, False)
    assert after.latest_revision.user == publisher
    assert PageLogEntry.objects.filter(page=sheet, action=ACTION, user=publisher).count() == 1
    assert "confirmée aujourd’hui et publiée" in response.content.decode()


def test_an_editor_confirms_in_the_draft(as_editor, sheet):
    response = send(as_editor, sheet)

    after = reload(sheet)
    assert after.confirmed_on is None
    assert after.has_unpublished_changes
    assert after.get_latest_revision_as_object().confirmed_on == timezone.localdate()
    assert "dans le brouillon" in response.content.decode()


def test_a_pending_change_is_confirmed_with_its_draft_and_not_published(as_publisher, sheet):
    draft = reload(sheet)
    draft.phone = "+33466999999"
    draft.save_revision()

    send(as_publisher, sheet)

    after = reload(sheet)
    assert (after.phone, after.confirmed_on) == ("+33466000000", None)
    pending = after.get_latest_revision_as_object()
    assert (pending.phone, pending.confirmed_on) == ("+33466999999", timezone.localdate())


def test_a_draft_is_confirmed_and_stays_one(as_publisher, directory):
    draft = StructurePageFactory(name="Jardins", draft=True)

    send(as_publisher, draft)

    after = reload(draft)
    assert (after.live, after.confirmed_on) == (False, timezone.localdate())


def test_staff_confirm_their_own_sheet_in_the_draft(as_staff, own_sheet):
    send(as_staff, own_sheet)

    after = reload(own_sheet)
    assert after.confirmed_on is None
    assert after.get_latest_revision_as_object().confirmed_on == timezone.localdate()


def test_looking_confirms_nothing(as_publisher, sheet):
    response = as_publisher.get(address(sheet))

    assert "04 66 00 00 00" in response.content.decode()
    assert reload(sheet).latest_revision_id == sheet.latest_revision_id


def test_another_version_than_the_one_shown_is_not_confirmed(as_publisher, sheet):
    version = as_publisher.get(address(sheet)).context["version"]
    reload(sheet).save_revision()

    response = as_publisher.post(address(sheet), {"version": version}, follow=True)

    assert "a changé entre-temps" in response.content.decode()
    assert reload(sheet).get_latest_revision_as_object().confirmed_on is None


def test_a_sheet_with_an_error_is_sent_back_to_its_form(as_publisher, sheet):
    StructurePage.objects.filter(pk=sheet.pk).update(siret="123")
    revision = sheet.latest_revision
    revision.content["siret"] = "123"
    revision.save()

    response = send(as_publisher, sheet)

    assert "contient une erreur" in response.content.decode()
    assert reload(sheet).latest_revision_id == sheet.latest_revision_id


def test_a_locked_sheet_is_not_confirmed(as_editor, publisher, sheet):
    sheet.locked, sheet.locked_by = True, publisher
    sheet.save()

    response = as_editor.post(address(sheet), {"version": sheet.latest_revision_id})

    assert response.status_code == 302
    assert reload(sheet).latest_revision_id == sheet.latest_revision_id


def test_the_form_and_the_history_speak_of_the_confirmation(as_publisher, sheet):
    send(as_publisher, sheet)

    form = as_publisher.get(reverse("wagtailadmin_pages:edit", args=[sheet.pk])).content.decode()
    history = as_publisher.get(reverse("wagtailadmin_pages:history", args=[sheet.pk]))
    assert address(sheet) in form
    assert "Fiche confirmée" in history.content.decode()


def test_staff_confirm_no_other_sheet(as_staff, sheet):
    for response in (
        as_staff.get(address(sheet)),
        as_staff.post(address(sheet), {"version": sheet.latest_revision_id}),
    ):
        assert (response.status_code, response.url) == (302, reverse("wagtailadmin_home"))

    assert reload(sheet).latest_revision_id == sheet.latest_revision_id
