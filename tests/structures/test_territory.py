"""What communes, intercommunal bodies, sectors and their groups refuse."""

import pytest

from structures.models import Sector, SectorGroup
from tests.factories import CommuneFactory, EpciFactory, SectorFactory, SectorGroupFactory
from tests.refusals import refusals

INSEE = "Un code INSEE a cinq signes, par exemple 48095 pour Mende."
SIREN = "Le code d’une intercommunalité a neuf chiffres."
POST_CODES = "Saisissez un ou plusieurs codes postaux de cinq chiffres, séparés par une espace."


@pytest.mark.parametrize("code", ["4809", "4809A", "2C004", "48 95", "A8095"])
def test_a_wrong_insee_code_is_refused(db, code):
    commune = CommuneFactory()
    commune.code_insee = code

    refused = refusals(commune)

    assert refused == {"code_insee": [INSEE]}


@pytest.mark.parametrize("code", ["48095", "2A004", "2B033", "97411"])
def test_an_insee_code_of_france_is_accepted(db, code):
    commune = CommuneFactory(code_insee=code)

    commune.full_clean()

    assert commune.code_insee == code


def test_an_insee_code_belongs_to_one_commune(db):
    CommuneFactory(mende=True)
    commune = CommuneFactory()
    commune.code_insee = "48095"

    refused = refusals(commune)

    assert refused == {"code_insee": ["Un objet Commune avec ce champ Code INSEE existe déjà."]}


@pytest.mark.parametrize(
    "text", ["4800", "480000", "48000,48100", "48000  48100", "48000 ", " 48000", "48OOO"]
)
def test_wrong_post_codes_are_refused(db, text):
    commune = CommuneFactory()
    commune.post_codes_text = text

    refused = refusals(commune)

    assert refused == {"post_codes_text": [POST_CODES]}


@pytest.mark.parametrize(
    ("text", "post_codes"),
    [("48000", ["48000"]), ("48130 48100 48140", ["48130", "48100", "48140"])],
)
def test_a_commune_has_one_post_code_or_several(db, text, post_codes):
    commune = CommuneFactory(post_codes_text=text)

    commune.full_clean()

    assert commune.post_codes == post_codes


@pytest.mark.parametrize(("latitude", "longitude"), [(90.5, 3.5), (44.5, -180.5)])
def test_a_centre_that_is_not_on_earth_is_refused(db, latitude, longitude):
    commune = CommuneFactory()
    commune.latitude, commune.longitude = latitude, longitude

    refused = refusals(commune)

    assert refused == {"__all__": ["Cette position n’est pas sur Terre."]}


@pytest.mark.parametrize("code", ["24480040", "24480040A", "244 80 40"])
def test_a_wrong_code_of_an_intercommunal_body_is_refused(db, code):
    epci = EpciFactory()
    epci.code = code

    refused = refusals(epci)

    assert refused == {"code": [SIREN]}


def test_an_intercommunal_body_of_nine_digits_is_accepted(db):
    epci = EpciFactory(code="200000001")

    epci.full_clean()

    assert epci.code == "200000001"


def test_a_sector_group_s_key_is_unique_in_its_language(home, english):
    group = SectorGroupFactory(slug="batiment")
    SectorGroupFactory(slug="batiment", locale=english)
    twin = SectorGroup(slug="batiment", name="Bâtiment", locale=group.locale)

    refused = refusals(twin)

    assert refused == {"__all__": ["Un autre groupe porte déjà cet identifiant."]}
    assert SectorGroup.objects.filter(slug="batiment").count() == 2


def test_a_sector_s_key_is_unique_in_its_language(home, english):
    sector = SectorFactory(slug="jardinage")
    SectorFactory(slug="jardinage", locale=english)
    twin = Sector(slug="jardinage", name="Jardins", locale=sector.locale, group=sector.group)

    refused = refusals(twin)

    assert refused == {"__all__": ["Un autre secteur porte déjà cet identifiant."]}
    assert Sector.objects.filter(slug="jardinage").count() == 2
