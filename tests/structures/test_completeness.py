"""Completeness: the database and the form count the same facts."""

import pytest

from structures.completeness import (
    SCORED_FIELDS,
    TOTAL,
    completeness,
    missing_fields,
    with_completeness,
)
from structures.models import StructurePage
from tests.factories import (
    CommuneFactory,
    ImageFactory,
    StructureActivityFactory,
    StructureKindFactory,
    StructurePageFactory,
)

ALL_TEXTS = {
    "phone": "+33466000000",
    "email": "contact@exemple.fr",
    "description": "Ce que nous faisons.",
    "address_line_1": "1 rue de la Gare",
    "post_code": "48000",
    "introduction": "En bref.",
    "support": "Un accompagnement.",
    "website": "https://www.exemple.fr",
    "opening_hours": "Mo-Fr 09:00-12:00",
    "accessibility_url": "https://acceslibre.beta.gouv.fr/x/",
    "legal_form": "ASSOCIATION",
}
NO_TEXTS = dict.fromkeys(ALL_TEXTS, "")


def bare_sheet(**values):
    return StructurePageFactory(
        **{**NO_TEXTS, "siret": "", "kind": None, "latitude": None, "longitude": None, **values}
    )


def full_sheet(**values):
    sheet = StructurePageFactory(
        **{
            **ALL_TEXTS,
            "latitude": 44.51,
            "longitude": 3.51,
            "logo": ImageFactory(),
            "convention_starts_on": "2025-01-01",
            "convention_ends_on": "2026-12-31",
            **values,
        }
    )
    StructureActivityFactory(structure=sheet)
    return StructurePage.objects.get(pk=sheet.pk)


def stored(sheet):
    """Return the percentage that the database gives."""
    return with_completeness(StructurePage.objects.all()).get(pk=sheet.pk).completeness


def test_a_sheet_with_every_fact_is_complete(directory):
    sheet = full_sheet()

    assert missing_fields(sheet) == []
    assert completeness(sheet) == stored(sheet) == 100


def test_a_bare_sheet_lacks_all_but_its_commune_and_says_the_weightiest_first(directory):
    sheet = bare_sheet()

    missing = missing_fields(sheet)

    names = {scored.field for scored in SCORED_FIELDS}
    assert {scored.field for scored in missing} == names - {"commune"}
    assert [str(scored.label) for scored in missing[:2]] == ["type de structure", "activités"]
    assert completeness(sheet) == stored(sheet) == 100 * 3 // TOTAL


@pytest.mark.parametrize("scored", SCORED_FIELDS, ids=lambda scored: scored.field)
def test_each_fact_counts_with_its_weight_in_both(directory, scored):
    sheet = full_sheet()
    if scored.field == "activities":
        sheet.activities.all().delete()
    elif scored.field == "latitude":
        StructurePage.objects.filter(pk=sheet.pk).update(latitude=None, longitude=None)
    else:
        empty = "" if scored.field in (*ALL_TEXTS, "siret") else None
        StructurePage.objects.filter(pk=sheet.pk).update(**{scored.field: empty})
    sheet = StructurePage.objects.get(pk=sheet.pk)

    # Without its kind, a sheet needs a convention still.
    assert [lacking.field for lacking in missing_fields(sheet)] == [scored.field]
    assert completeness(sheet) == stored(sheet) == 100 * (TOTAL - scored.weight) // TOTAL


def test_a_neighbour_of_the_siae_needs_no_convention(directory):
    geiq = StructureKindFactory(code="GEIQ")

    sheet = full_sheet(kind=geiq, convention_starts_on=None, convention_ends_on=None)

    assert completeness(sheet) == stored(sheet) == 100


def test_the_number_of_queries_does_not_grow(directory, django_assert_num_queries):
    for _number in range(3):
        full_sheet(commune=CommuneFactory())

    with django_assert_num_queries(1):
        sheets = list(with_completeness(StructurePage.objects.all()))

    assert {sheet.completeness for sheet in sheets} == {100}
