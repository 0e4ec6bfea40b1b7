"""A SIRET stands on one sheet of a kind and a language."""

import pytest

from structures.models import StructurePage
from tests.factories import StructureKindFactory, StructurePageFactory
from tests.refusals import refusals

SIRET = "73282932000074"
# It names no other sheet, which may be a draft.
TAKEN = (
    "Une autre fiche porte déjà ce SIRET avec ce type. Vérifiez le numéro ; s’il est juste, "
    "signalez-le à la rédaction du site."
)


@pytest.fixture
def sheet(directory):
    return StructurePageFactory(parent=directory, name="Le Jardin partagé")


def test_a_siret_taken_by_the_same_kind_in_the_same_language_is_refused(sheet, directory):
    StructurePageFactory(parent=directory, name="Rebond", siret=SIRET)
    sheet.siret = "732 829 320 00074"

    refused = refusals(sheet)

    assert refused == {"siret": [TAKEN]}


def test_a_siret_written_with_full_stops_is_still_seen_as_taken(sheet, directory):
    StructurePageFactory(parent=directory, name="Rebond", siret=SIRET)
    sheet.siret = "732.829.320.00074"

    refused = refusals(sheet)

    assert refused == {"siret": [TAKEN]}


def test_a_siret_taken_by_another_sheet_without_a_kind_is_refused(sheet, directory):
    StructurePageFactory(parent=directory, name="Rebond", siret=SIRET, kind=None)
    sheet.siret, sheet.kind = SIRET, None

    refused = refusals(sheet)

    assert refused == {"siret": [TAKEN]}


def test_a_siret_may_stand_on_a_sheet_of_another_kind(sheet, directory):
    StructurePageFactory(parent=directory, siret=SIRET, kind=StructureKindFactory(etti=True))
    sheet.siret = SIRET

    sheet.full_clean()

    assert StructurePage.objects.filter(siret=SIRET).exclude(kind=sheet.kind).count() == 1


def test_a_siret_may_stand_on_the_sheet_in_another_language(sheet, directory, english):
    english_directory = directory.copy_for_translation(english)
    english_directory.save_revision().publish()

    translation = sheet.copy_for_translation(english)
    translation.save_revision().publish()

    translation.full_clean()
    assert (translation.siret, translation.locale) == (sheet.siret, english)
    assert translation.kind == sheet.kind


def test_several_sheets_may_have_no_siret(sheet, directory):
    StructurePageFactory(parent=directory, siret="")
    sheet.siret = ""

    sheet.full_clean()

    assert StructurePage.objects.filter(siret="").count() == 1


def test_a_saved_sheet_keeps_its_own_siret(sheet):
    siret = sheet.siret

    sheet.full_clean()

    assert sheet.siret == siret
