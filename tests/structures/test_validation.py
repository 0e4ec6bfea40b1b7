"""What a structure's sheet refuses, each refusal in French on its own field."""

from datetime import date

import pytest

from tests.factories import (
    CommuneFactory,
    StructureKindFactory,
    StructurePageFactory,
)
from tests.refusals import refusals

SIRET = "73282932000074"
CHECKSUM = "Ce SIRET n’existe pas : un de ses chiffres est faux. Recopiez-le depuis l’avis Sirene."
DUMMY = (
    "Ce SIRET est celui, fictif, d’une antenne (il finit par 999 et deux chiffres). "
    "Saisissez celui de l’établissement, ou laissez le champ vide."
)
PLACEHOLDER = (
    "Ce SIRET n’est celui d’aucun établissement. "
    "Recopiez-le depuis l’avis Sirene, ou laissez le champ vide."
)
PHONE = (
    "« {} » n’est pas un numéro de téléphone valable. Saisissez dix chiffres, par exemple "
    "04 66 00 00 00, un numéro court comme 3949 ou 115, ou un numéro international qui commence "
    "par +."
)
RNA = "Un numéro RNA commence par W, suivi de neuf chiffres, par exemple W481000001."
NAF = "Un code NAF a quatre chiffres et une lettre, par exemple 81.30Z."
OPENING_HOURS = (
    "Ces horaires ne suivent pas le format OpenStreetMap. "
    "Écrivez par exemple : Mo-Fr 09:00-12:00,14:00-17:00."
)
ACCESSIBILITY = "Saisissez l’adresse de la fiche sur https://acceslibre.beta.gouv.fr/."
URL = "Saisissez une URL valide."
HALF = "Saisissez la latitude et la longitude, ou aucune des deux."
LATITUDE = "Une latitude va de -90 à 90 degrés, par exemple 44,5180 pour Mende."
LONGITUDE = "Une longitude va de -180 à 180 degrés, par exemple 3,5010 pour Mende."
NUMBER = "La valeur «\xa0{}\xa0» doit être un nombre à virgule flottante."
THREE_YEARS = "Une convention avec l’État dure trois ans au plus."
SHORT = "Un nom compte au moins 3 caractères."
FULL_STOP = "Retirez le point final du nom."


@pytest.fixture
def sheet(directory):
    return StructurePageFactory(parent=directory, name="Le Jardin partagé")


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("siret", "7328293200007", "Un SIRET compte 14 chiffres ; celui-ci en a 13."),
        ("siret", "732 829 320 000 745", "Un SIRET compte 14 chiffres ; celui-ci en a 15."),
        ("siret", "7328293200007A", "Un SIRET ne contient que des chiffres, 14 en tout."),
        ("siret", "732-829-320-00074", "Un SIRET ne contient que des chiffres, 14 en tout."),
        ("siret", "73282932000075", CHECKSUM),
        ("siret", "35600000009076", CHECKSUM),
        *(("siret", digit * 14, CHECKSUM) for digit in "12345678"),
        ("siret", "73282932099902", DUMMY),
        ("siret", "732 829 320 99902", DUMMY),
        ("siret", "732 829 320 999 02", DUMMY),
        ("siret", "00000000000000", PLACEHOLDER),
        ("siret", "000 000 000 00018", PLACEHOLDER),
        ("siret", "73282932000009", PLACEHOLDER),
        ("rna", "W000000000", RNA),
        ("naf", "00.00Z", NAF),
        ("phone", "00 00 00 00 00", PHONE.format("00 00 00 00 00")),
        ("rna", "481000001", RNA),
        ("rna", "W48100000", RNA),
        ("rna", "w481000001", RNA),
        ("rna", "W48100000A", RNA),
        ("naf", "8130", NAF),
        ("naf", "81.30", NAF),
        ("naf", "81-30Z", NAF),
        ("phone", "04 66", PHONE.format("04 66")),
        ("phone", "le matin", PHONE.format("le matin")),
        ("phone", "+33 9 99", PHONE.format("+33 9 99")),
        ("email", "contact", "Saisissez une adresse de courriel valide."),
        ("email", "contact@", "Saisissez une adresse de courriel valide."),
        ("website", "structure", URL),
        ("website", "javascript:alert(1)", URL),
        ("opening_hours", "du lundi au vendredi", OPENING_HOURS),
        ("opening_hours", "Mo-Fr 09:00-", OPENING_HOURS),
        ("opening_hours", "99999999Jan 30", OPENING_HOURS),
        ("opening_hours", "Jan 01 +99999 days 10:00-12:00", OPENING_HOURS),
        ("accessibility_url", "https://www.exemple.fr/app/erp/1/", ACCESSIBILITY),
        ("accessibility_url", "http://acceslibre.beta.gouv.fr/app/erp/1/", ACCESSIBILITY),
        ("accessibility_url", "https://acceslibre.beta.gouv.fr.exemple.fr/", ACCESSIBILITY),
        ("legal_form", "SCOP", "La valeur «\xa0'SCOP'\xa0» n’est pas un choix valide."),
    ],
)
def test_a_wrong_value_is_refused_on_its_field(sheet, field, value, message):
    setattr(sheet, field, value)

    refused = refusals(sheet)

    assert refused == {field: [message]}


@pytest.mark.parametrize(
    ("field", "value", "stored"),
    [
        ("siret", SIRET, SIRET),
        ("siret", "35600000000048", "35600000000048"),
        ("siret", "35600000009075", "35600000009075"),
        ("siret", "732 829 320 00074", SIRET),
        ("siret", " 73282932000074 ", SIRET),
        ("siret", "732\u00a0829\u202f320\u00a000074", SIRET),
        ("siret", "732.829.320.00074", SIRET),
        ("siret", "", ""),
        ("rna", "W481000001", "W481000001"),
        ("rna", "W9C1000001", "W9C1000001"),
        ("rna", "", ""),
        ("naf", "81.30Z", "81.30Z"),
        ("naf", "8130Z", "8130Z"),
        ("phone", "04 66 00 00 00", "+33466000000"),
        ("phone", "04.66.00.00.00", "+33466000000"),
        ("phone", "+33 (0)4 66 00 00 00", "+33466000000"),
        ("phone", "+32 2 555 12 12", "+3225551212"),
        ("phone", "", ""),
        ("email", "contact@exemple.fr", "contact@exemple.fr"),
        ("website", "https://structure.exemple.fr/", "https://structure.exemple.fr/"),
        ("opening_hours", "Mo-Fr 08:30-12:30; PH off", "Mo-Fr 08:30-12:30; PH off"),
        ("opening_hours", 'Mo 09:00-12:00 "0466000000"', 'Mo 09:00-12:00 "0466000000"'),
        (
            "accessibility_url",
            "https://acceslibre.beta.gouv.fr/app/erp/1/",
            "https://acceslibre.beta.gouv.fr/app/erp/1/",
        ),
        ("legal_form", "SARL_COOP", "SARL_COOP"),
    ],
)
def test_a_right_value_is_kept_in_one_form(sheet, field, value, stored):
    setattr(sheet, field, value)

    sheet.full_clean()

    assert getattr(sheet, field) == stored


def test_an_address_that_cannot_be_read_is_refused_as_an_accessibility_sheet(sheet):
    sheet.accessibility_url = "https://[acceslibre.beta.gouv.fr/"

    refused = refusals(sheet)

    assert refused == {"accessibility_url": [URL, ACCESSIBILITY]}


def test_a_post_code_of_another_commune_is_refused(sheet):
    sheet.commune = CommuneFactory(name="Peyre en Aubrac", post_codes_text="48130 48100")
    sheet.post_code = "48000"

    refused = refusals(sheet)

    assert refused == {
        "post_code": ["48000 n’est pas un code postal de Peyre en Aubrac : 48130, 48100."]
    }


@pytest.mark.parametrize("post_code", ["48130", "48100", ""])
def test_any_post_code_of_the_commune_is_accepted(sheet, post_code):
    sheet.commune = CommuneFactory(name="Peyre en Aubrac", post_codes_text="48130 48100")
    sheet.post_code = post_code

    sheet.full_clean()

    assert sheet.post_code == post_code


def test_a_sheet_without_a_commune_is_refused(sheet):
    sheet.commune, sheet.post_code = None, "48000"

    refused = refusals(sheet)

    assert refused == {"commune": ["Ce champ ne peut pas être vide."]}


@pytest.mark.parametrize(
    ("latitude", "longitude", "refused"),
    [
        (None, 3.5, {"latitude": [HALF]}),
        (44.5, None, {"longitude": [HALF]}),
        (0, None, {"longitude": [HALF]}),
        (
            0.0,
            0.0,
            {
                "latitude": [
                    "0, 0 est dans l’océan : laissez la position vide si elle est inconnue."
                ]
            },
        ),
        (90.001, 3.5, {"latitude": [LATITUDE]}),
        (-90.001, 3.5, {"latitude": [LATITUDE]}),
        (float("nan"), 3.5, {"latitude": [LATITUDE]}),
        (44.5, 180.001, {"longitude": [LONGITUDE]}),
        (44.5, -180.001, {"longitude": [LONGITUDE]}),
        (44.5, float("inf"), {"longitude": [LONGITUDE]}),
        ("abc", 3.5, {"latitude": [NUMBER.format("abc")]}),
        (44.5, "abc", {"longitude": [NUMBER.format("abc")]}),
    ],
)
def test_a_position_that_is_no_place_is_refused(sheet, latitude, longitude, refused):
    sheet.latitude, sheet.longitude = latitude, longitude

    found = refusals(sheet)

    assert found == refused


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [(None, None), (44.519, 3.501), (0.0, 3.5), (44.5, 0.0), (90, 180), (-90, -180)],
)
def test_a_position_on_earth_or_none_is_accepted(sheet, latitude, longitude):
    sheet.latitude, sheet.longitude = latitude, longitude
    if latitude is not None:
        sheet.commune.latitude = latitude * 0.999 + 0.001
        sheet.commune.longitude = longitude

    sheet.full_clean()
    sheet.save()

    sheet.refresh_from_db()
    assert (sheet.latitude, sheet.longitude) == (latitude, longitude)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "refused"),
    [
        (
            date(2025, 1, 1),
            date(2024, 12, 31),
            {
                "convention_ends_on": [
                    "La convention finit avant de commencer : vérifiez les dates."
                ]
            },
        ),
        (
            None,
            date(2025, 12, 31),
            {"convention_starts_on": ["Saisissez aussi le premier jour de la convention."]},
        ),
        (date(2025, 1, 1), date(2028, 1, 1), {"convention_ends_on": [THREE_YEARS]}),
        (date(2025, 1, 1), date(2035, 12, 31), {"convention_ends_on": [THREE_YEARS]}),
        (date(2024, 2, 29), date(2027, 3, 1), {"convention_ends_on": [THREE_YEARS]}),
    ],
)
def test_dates_that_are_no_convention_are_refused(sheet, starts_on, ends_on, refused):
    sheet.convention_starts_on, sheet.convention_ends_on = starts_on, ends_on

    found = refusals(sheet)

    assert found == refused


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [
        (None, None),
        (date(2025, 1, 1), None),
        (date(2025, 1, 1), date(2025, 1, 1)),
        (date(2025, 1, 1), date(2027, 12, 31)),
        (date(2024, 2, 29), date(2027, 2, 28)),
        (date(2021, 3, 1), date(2024, 2, 29)),
    ],
)
def test_a_convention_of_at_most_three_years_is_accepted(sheet, starts_on, ends_on):
    sheet.convention_starts_on, sheet.convention_ends_on = starts_on, ends_on

    sheet.full_clean()
    sheet.save()

    sheet.refresh_from_db()
    assert (sheet.convention_starts_on, sheet.convention_ends_on) == (starts_on, ends_on)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("AB", SHORT),
        (" AB ", SHORT),
        ("   ", SHORT),
        ("Le Jardin partagé.", FULL_STOP),
        ("Les Jardins. Mende.", FULL_STOP),
        ("Rebond..", FULL_STOP),
    ],
)
@pytest.mark.parametrize("field", ["name", "brand"])
def test_a_name_that_is_too_short_or_ends_with_a_full_stop_is_refused(sheet, field, name, message):
    setattr(sheet, field, name)

    refused = refusals(sheet)

    assert refused == {field: [message]}


def test_a_name_of_more_than_150_characters_is_refused(sheet):
    sheet.name = "é" * 151

    refused = refusals(sheet)

    assert refused == {
        "name": [
            "Assurez-vous que cette valeur comporte au plus 150 caractères (actuellement 151)."
        ]
    }


@pytest.mark.parametrize("name", ["ABC", "é" * 150, "St. Chély Services", "Rebond S.A.R.L."])
def test_a_name_of_3_to_150_characters_is_accepted(sheet, name):
    sheet.name = name

    sheet.full_clean()

    assert sheet.name == name


@pytest.mark.parametrize("kind", ["EI", "AI", "ETTI", "EITI", "GEIQ", "EA", None])
def test_aciphc_is_refused_on_all_but_an_aci(sheet, kind):
    sheet.kind = kind and StructureKindFactory(code=kind)
    sheet.is_aciphc = True

    refused = refusals(sheet)

    assert refused == {
        "is_aciphc": ["Seul un atelier et chantier d’insertion (ACI) peut être ACIPHC."]
    }


def test_aciphc_is_accepted_on_an_aci(sheet):
    sheet.is_aciphc = True

    sheet.full_clean()

    assert (sheet.is_aciphc, sheet.kind.code) == (True, "ACI")


def test_all_contradictions_are_told_at_once(sheet):
    sheet.siret = "1"
    sheet.is_aciphc, sheet.kind = True, None
    sheet.post_code = "75001"
    sheet.latitude = 44.5
    sheet.convention_ends_on = date(2025, 12, 31)

    refused = refusals(sheet)

    assert set(refused) == {
        "siret",
        "is_aciphc",
        "post_code",
        "longitude",
        "convention_starts_on",
    }


@pytest.mark.parametrize(
    ("brand", "title"),
    [("", "Le Jardin partagé"), ("Les Paniers de Mende", "Les Paniers de Mende")],
)
def test_the_title_is_the_brand_else_the_name(sheet, brand, title):
    sheet.brand = brand

    sheet.full_clean()

    assert sheet.title == title
