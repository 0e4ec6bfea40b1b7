"""The form of a translation shows its facts, and nothing that is sent changes them."""

import pytest
from django.urls import reverse
from wagtail.admin.panels import get_edit_handler

from cms.translation.forms import SharedFieldsFormMixin
from networks.models import Network
from structures.enums import LegalForm
from structures.models import StructurePage
from tests.cms.translation.shared_fields import MODELS, latest, make, republish, said, translate
from tests.cms.translation.test_limits import form_data, page_edit, snippet_view
from tests.factories import SectorFactory, StructureKindFactory

pytestmark = pytest.mark.any_database


@pytest.fixture
def sheet(directory, site, english):
    """Return a French sheet, published as a version, with an activity."""
    return republish(make(StructurePage), phone="+33466000000", legal_form=LegalForm.values[0])


@pytest.fixture
def translated_sheet(sheet, english):
    """Return the sheet's English version, published."""
    return republish(translate(sheet, english))


def rows_of(row, **changes):
    """Return what the form of a sheet sends back of its only activity."""
    (own,) = row.activities.all()
    sent = {"id": own.pk, "note": own.note, "ORDER": 1, "DELETE": "", **changes}
    return {
        "activities-TOTAL_FORMS": 1,
        "activities-INITIAL_FORMS": 1,
        **{f"activities-0-{name}": value for name, value in sent.items()},
    }


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_form_shows_facts_and_keeps_them(model):
    assert issubclass(get_edit_handler(model).get_form_class(), SharedFieldsFormMixin)


def test_the_form_shows_facts_as_text_and_where_they_come_from(
    as_editor, as_translator, sheet, translated_sheet
):
    by_editor = as_editor.get(page_edit(translated_sheet)).content.decode()
    by_translator = as_translator.get(page_edit(translated_sheet)).content.decode()

    for text in (by_editor, by_translator):
        assert "+33466000000" in text
        assert 'name="phone"' not in text
        assert 'name="activities-0-offers_services"' not in text
        assert 'name="activities-0-note"' in text
        assert 'name="description"' in text
        assert "Repris de la version en français" in text
        assert "structures/map/map.js" not in text or "position-map" not in text
        assert reverse("structure_confirm", args=[translated_sheet.pk]) not in text
    link = f'<a href="{page_edit(sheet)}">Repris de la version en français</a>'
    assert link in by_editor
    assert link not in by_translator


def test_facts_read_as_people_read_them(as_editor, sheet, translated_sheet):
    text = as_editor.get(page_edit(translated_sheet)).content.decode()

    for shown in (
        str(sheet.kind),
        sheet.commune.name,
        sheet.get_legal_form_display(),
        "<div>Oui</div>",
        "<div>–</div>",
    ):
        assert shown in text


def test_the_form_of_the_source_is_as_it_was(as_editor, sheet, translated_sheet):
    text = as_editor.get(page_edit(sheet)).content.decode()

    assert 'name="phone"' in text
    assert "Repris de la version" not in text


FORGED = {
    "phone": "04 66 99 99 99",
    "name": "Prise",
    "brand": "Prise",
    "title": "Prise",
    "siret": "",
    "latitude": "44.5",
    "longitude": "3.5",
    "convention_number": "X",
    "confirmed_on": "2026-01-01",
    "is_aciphc": "",
    "networks": [],
}


@pytest.mark.parametrize("action", ["", "action-publish", "action-submit"])
def test_no_forged_request_changes_a_fact(as_publisher, sheet, translated_sheet, action):
    kind, sector = StructureKindFactory(ei=True), SectorFactory()
    before = said(sheet)
    data = form_data(as_publisher, page_edit(translated_sheet)) | FORGED | {"kind": kind.pk}
    data |= rows_of(translated_sheet, note="Hedges", sector=sector.pk, offers_goods="on")
    data["description"] = "We plant hedges."
    if action:
        data[action] = "1"

    as_publisher.post(page_edit(translated_sheet), data)

    after = StructurePage.objects.get(pk=translated_sheet.pk)
    assert said(after) == said(latest(after)) == said(StructurePage.objects.get(pk=sheet.pk))
    assert said(after) == before
    assert latest(after).description == "We plant hedges."
    assert [own.note for own in latest(after).activities.all()] == ["Hedges"]


def test_no_forged_request_takes_a_row_away_or_adds_one(as_publisher, sheet, translated_sheet):
    address = page_edit(translated_sheet)
    for changes in ({"DELETE": "on"}, {"id": ""}, {"id": "999999"}):
        data = form_data(as_publisher, address) | rows_of(translated_sheet, **changes)
        as_publisher.post(address, data | {"action-publish": "1"})
        assert said(StructurePage.objects.get(pk=translated_sheet.pk)) == said(sheet), changes
    more = {"activities-TOTAL_FORMS": 2, "activities-1-note": "X", "activities-1-ORDER": 0}
    data = form_data(as_publisher, address) | rows_of(translated_sheet) | more

    as_publisher.post(address, data | {"action-publish": "1"})

    after = StructurePage.objects.get(pk=translated_sheet.pk)
    assert said(after) == said(latest(after)) == said(sheet)


def test_no_forged_request_changes_a_fact_of_a_snippet(as_publisher, english):
    network = make(Network)
    translated = republish(translate(network, english))
    address = snippet_view("edit", translated)
    forged = {"slug": "prise", "website": "https://prise.exemple.fr/", "scope": "local"}
    data = form_data(as_publisher, address) | forged | {"summary": "New."}

    as_publisher.post(address, data | {"action-publish": "1"})

    after = Network.objects.get(pk=translated.pk)
    assert said(after) == said(latest(after)) == said(network)
    assert after.summary == "New."


def test_a_preview_shows_the_facts_of_the_source(as_editor, sheet, translated_sheet):
    data = form_data(as_editor, page_edit(translated_sheet)) | FORGED | rows_of(translated_sheet)
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[translated_sheet.pk])

    saved = as_editor.post(address, data).json()
    shown = as_editor.get(address).content.decode()

    assert saved["is_valid"]
    assert "Prise" not in shown
    assert sheet.name in shown


def test_a_translation_is_not_confirmed_by_itself(as_editor, sheet, translated_sheet):
    address = reverse("structure_confirm", args=[translated_sheet.pk])

    assert as_editor.get(address).status_code == as_editor.post(address).status_code == 302
    assert StructurePage.objects.get(pk=translated_sheet.pk).confirmed_on is None


def test_the_sheets_to_review_are_those_whose_facts_may_change(as_editor, sheet, translated_sheet):
    listed = as_editor.get(reverse("structure_review")).context["object_list"]

    assert [row.pk for row in listed] == [sheet.pk]
