"""Each rule of a row: what refuses it, and what only leaves a value out."""

import pytest

from structures.inclusion.checking import RowChecker, columns_of_row, split_codes
from structures.inclusion.reference_data import load_reference_data
from structures.models import Commune, StructureKind


@pytest.fixture
def check(vocabulary_rows):
    """Return a function that checks one row."""

    def run(row, department=""):
        return RowChecker(load_reference_data(), department).check(1, row)

    return run


@pytest.mark.parametrize(
    "values",
    [
        {"source": ""},
        {"source": 3},
        {"id": None},
        {"id": "dora"},
        {"id": "dora--"},
        {"id": "autre--1"},
        {"nom": "AB"},
        {"nom": "A" * 151},
        {"nom": "<b></b>"},
        {"nom": 12},
        {"date_maj": None},
        {"date_maj": "hier"},
        {"date_maj": "2026-01-01 ou presque"},
        {"date_maj": "1999-12-31"},
        {"date_maj": "2999-01-01"},
        {"siret": "73282932000075"},
        {"siret": 73282932000074},
        {"siret": "38750698399901"},
        {"code_insee": None},
        {"code_insee": ""},
        {"code_insee": 48095},
        {"code_insee": "48998"},
    ],
)
def test_a_row_that_can_not_be_trusted_is_refused(check, row, values):
    checked = check(row(**values))

    assert len(checked.refusals) >= 1


@pytest.mark.parametrize("value", [None, 3, "texte", ["liste"]])
def test_what_is_no_object_is_refused(check, value):
    assert check(value).refusals == ["Cette ligne n’est pas un objet JSON, entre accolades."]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"telephone": "12"}, "phone"),
        ({"telephone": 466000001}, "phone"),
        ({"courriel": "contact"}, "email"),
        ({"site_web": "www.exemple.fr"}, "website"),
        ({"site_web": "javascript:alert(1)"}, "website"),
        ({"horaires_accueil": "de 9 h à midi"}, "opening_hours"),
        ({"accessibilite_lieu": "https://www.exemple.fr/"}, "accessibility_url"),
        ({"code_postal": "48400"}, "post_code"),
        ({"description": "abc"}, "description"),
        ({"adresse": "A" * 201}, "address_line_1"),
        ({"latitude": 0, "longitude": 0}, "latitude"),
        ({"latitude": 44.5, "longitude": None}, "latitude"),
        ({"latitude": 95, "longitude": 3.5}, "latitude"),
        ({"latitude": "NaN", "longitude": 3.5}, "latitude"),
        ({"latitude": True, "longitude": 3.5}, "latitude"),
        ({"reseaux_porteurs": "ei"}, "networks"),
    ],
)
def test_a_value_that_can_not_be_trusted_is_left_out_and_noted(check, row, values, field):
    checked = check(row(**values))

    assert checked.refusals == []
    assert field not in checked.facts or checked.facts[field] in ("", None)
    assert len(checked.notes) == 1


def test_values_are_stored_in_our_form(check, row):
    checked = check(
        row(
            siret="732 829 320 00074",
            adresse=" 1  place <b>Chaptal</b> ",
            courriel="contact@exemple.fr",
            latitude="44.5",
            longitude=3.5,
            reseaux_porteurs=["ei", "coorace"],
        )
    )

    assert checked.facts["siret"] == "73282932000074"
    assert checked.facts["address_line_1"] == "1 place Chaptal"
    assert checked.facts["phone"] == "+33466000001"
    assert (checked.facts["latitude"], checked.facts["longitude"]) == (44.5, 3.5)
    assert checked.kinds == ["EI"]
    assert len(checked.facts["networks"]) == 1


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Les amis.", "Les amis"), ("ALOES' S.A.P.", "ALOES' S.A.P."), ("Bois etc.", "Bois etc.")],
)
def test_a_final_full_stop_goes_unless_it_ends_an_abbreviation(check, row, name, expected):
    assert check(row(nom=name)).facts["name"] == expected


def test_a_long_presentation_is_cut_and_noted(check, row):
    checked = check(row(description="mot " * 2000))

    assert len(checked.facts["description"]) <= 5000
    assert checked.facts["description"].endswith("mot…")
    assert len(checked.notes) == 1


def test_codes_that_the_standard_lacks_are_noted_and_others_counted(vocabulary_rows, row):
    checker = RowChecker(load_reference_data())

    checked = checker.check(1, row(reseaux_porteurs=["ei", "inconnu", 3, "emmaus"]))

    assert checked.notes == ["Codes que le standard ne connaît pas, laissés de côté : inconnu, 3."]
    assert checker.unmatched_codes == {"emmaus": 1}


def test_the_same_siret_and_kind_twice_refuses_the_second_row(vocabulary_rows, row):
    checker = RowChecker(load_reference_data())

    first = checker.check(1, row(1))
    other_kind = checker.check(2, row(2, siret=row(1)["siret"], reseaux_porteurs=["aci"]))
    same = checker.check(3, row(3, siret=row(1)["siret"]))

    assert (first.refusals, other_kind.refusals) == ([], [])
    assert same.refusals == ["Le même SIRET, avec le même type, est déjà à la ligne 1."]


def test_a_commune_of_another_department_is_refused_only_when_one_is_asked_for(check, row):
    assert check(row()).refusals == []
    assert check(row(), "48").refusals == []
    assert check(row(), "12").refusals == ["La commune 48095 est hors du département demandé, 12."]


def test_kinds_are_split_from_federations():
    assert split_codes(["aci", "coorace", "geiq"]) == (["ACI", "GEIQ"], ["coorace"])


def test_a_trusted_row_gives_the_attributes_of_a_sheet(vocabulary_rows, row):
    columns = columns_of_row(row(), load_reference_data())

    assert columns["kind_id"] == StructureKind.objects.get(code="EI").pk
    assert columns["commune_id"] == Commune.objects.get(code_insee="48095").pk
    assert columns["source_updated_on"].isoformat() == "2026-01-01"
