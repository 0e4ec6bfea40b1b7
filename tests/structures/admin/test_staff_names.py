"""What staff may not read has no name in the form, the list and the drafts of their sheet."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from structures.models import StructurePage
from tests.factories import NetworkFactory, StructurePageFactory
from tests.structures.admin.conftest import logged_in
from tests.structures.admin.test_staff_limits import draft_of, edit

pytestmark = pytest.mark.any_database
WORD = "Confidentielle"
HIDDEN = "Contenu auquel vous n’avez pas accès"
SIRET = "73282932000074"


@pytest.fixture
def network(own_sheet):
    """Return a network that everyone reads."""
    return NetworkFactory(name="Réseau public")


@pytest.fixture
def draft(own_sheet):
    """Return a network that is not published yet."""
    return NetworkFactory(name=f"{WORD} fédération", draft=True)


def form(client, sheet):
    return client.get(reverse("wagtailadmin_pages:edit", args=[sheet.pk])).content.decode()


def networks_of(sheet):
    return {network.pk for network in draft_of(sheet).networks.all()}


def test_staff_are_offered_the_networks_that_everyone_reads(
    as_staff, as_editor, own_sheet, network, draft
):
    assert network.name in form(as_staff, own_sheet)
    assert WORD not in form(as_staff, own_sheet)
    assert WORD in form(as_editor, own_sheet)


def test_a_network_that_they_may_not_read_is_refused_like_a_missing_one(
    as_staff, own_sheet, network, draft
):
    answers = [edit(as_staff, own_sheet, networks=[network.pk, key]) for key in (draft.pk, 999_999)]

    errors = [answer.context["form"].errors.as_data()["networks"][0].code for answer in answers]
    assert errors == ["invalid_choice", "invalid_choice"]
    assert WORD not in answers[0].content.decode()


def test_a_network_that_others_chose_stays_without_a_name(as_staff, own_sheet, network, draft):
    own_sheet.networks.set([draft])
    own_sheet.save()

    text = form(as_staff, own_sheet)
    edit(as_staff, own_sheet, description="Du neuf.", networks=[draft.pk, network.pk])

    assert HIDDEN in text
    assert WORD not in text
    assert networks_of(own_sheet) == {draft.pk, network.pk}
    assert draft_of(own_sheet).description == "Du neuf."


def test_the_list_and_the_drafts_name_no_such_network(as_staff, as_editor, own_sheet, draft):
    own_sheet.save_revision()
    own_sheet.networks.set([draft])
    own_sheet.save()
    own_sheet.save_revision()
    compared = reverse(
        "wagtailadmin_pages:revisions_compare", args=[own_sheet.pk, "earliest", "latest"]
    )
    addresses = [
        compared,
        reverse("structure_sheets:index"),
        reverse("wagtailadmin_pages:view_draft", args=[own_sheet.pk]),
    ]

    def named(client):
        answers = [client.get(address) for address in addresses]
        assert {answer.status_code for answer in answers} == {200}
        return [WORD in answer.content.decode() for answer in answers]

    assert named(as_staff) == [False, False, False]
    assert named(as_editor) == [True, True, True]
    assert HIDDEN in as_staff.get(compared).content.decode()


def test_a_siret_that_a_draft_has_is_refused_without_its_name(as_staff, own_sheet):
    StructurePageFactory(name=f"{WORD} Rebond", siret=SIRET, kind=own_sheet.kind, draft=True)

    answer = edit(as_staff, own_sheet, siret=SIRET, **{"action-submit": "1"})

    (message,) = answer.context["form"].errors["siret"]
    assert "porte déjà ce SIRET" in message
    assert WORD not in message


@pytest.mark.parametrize("state", ["draft", "live"])
def test_staff_are_told_neither_title_nor_date_of_what_is_scheduled(
    as_staff, publisher, own_sheet, state
):
    other = StructurePageFactory(name="Autre", draft=state == "draft")
    due_at = timezone.localtime() + timedelta(days=1)
    other.title, other.slug = f"{WORD} bientôt", "a-prendre"
    other.go_live_at = due_at
    version = other.save_revision(clean=False)
    type(version).objects.filter(pk=version.pk).update(approved_go_live_at=due_at)
    later = f"{due_at + timedelta(hours=1):%Y-%m-%d %H:%M}"
    values = {"slug": "a-prendre", "go_live_at": later}

    refused = {
        name: edit(client, own_sheet, **values, **{f"action-{action}": "1"})
        for name, client, action in (
            ("staff", as_staff, "submit"),
            ("publisher", logged_in(publisher), "publish"),
        )
    }

    of_staff, of_publisher = (
        refused[name].context["form"].errors["slug"][0] for name in ("staff", "publisher")
    )
    assert of_staff == (
        "Un contenu auquel vous n’avez pas accès prendra cette valeur : choisissez-en une autre."
    )
    assert WORD not in refused["staff"].content.decode()
    assert of_publisher.startswith(f"« {WORD} bientôt » prendra cette valeur le {due_at:%d/%m/%Y}")
    assert StructurePage.objects.get(pk=own_sheet.pk).slug != "a-prendre"
