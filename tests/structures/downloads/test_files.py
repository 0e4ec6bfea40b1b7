"""What stands in the files: the facts of each sheet, as map tools and spreadsheets read them."""

import pytest

from structures.downloads.columns import COLUMNS
from structures.models import StructurePage
from tests.factories import (
    CommuneFactory,
    EpciFactory,
    NetworkFactory,
    SectorFactory,
    SiteSettingsFactory,
    StructureActivityFactory,
    StructureKindFactory,
    StructurePageFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet(site, directory):
    """Return a sheet with all facts."""
    SiteSettingsFactory(site=site, frontend_url="https://www.exemple.fr")
    epci = EpciFactory(name="Gévaudan", code="200069144")
    page = StructurePageFactory(
        parent=directory,
        slug="batisseurs",
        name="Les Bâtisseurs",
        kind=StructureKindFactory(ei=True),
        commune=CommuneFactory(mende=True, epci=epci),
        networks=[NetworkFactory(name="COORACE", slug="coorace")],
        with_contact=True,
        with_convention=True,
        latitude=44.52,
        longitude=3.5,
    )
    StructureActivityFactory(structure=page, sector=SectorFactory(slug="bois", name="Bois"))
    StructureActivityFactory(
        structure=page, sector=SectorFactory(slug="gros", name="Gros œuvre"), within_radius=True
    )
    StructureActivityFactory(structure=page, communes=[CommuneFactory(langogne=True)], goods=True)
    StructureActivityFactory(structure=page, epcis=[epci], for_professionals=True)
    return page


def test_a_feature_has_its_position_and_all_facts(features, sheet):
    [feature] = features()

    sheet.refresh_from_db()
    assert feature["type"] == "Feature"
    assert feature["id"] == sheet.pk
    assert feature["geometry"] == {"type": "Point", "coordinates": [3.5, 44.52]}
    facts = feature["properties"]
    assert list(facts) == [column.key for column in COLUMNS]
    assert facts["sectors"][:2] == ["bois", "gros"]
    assert {name: facts[name] for name in facts if name not in ("sectors", "sectorNames")} == {
        "title": "Les Bâtisseurs",
        "name": "Les Bâtisseurs",
        "brand": "",
        "kind": "EI",
        "kindName": "Entreprise d’insertion",
        "family": "production",
        "familyName": "Production de biens et de services",
        "siret": sheet.siret,
        "rna": "",
        "naf": "",
        "legalForm": "",
        "description": "",
        "support": "",
        "notice": "",
        "addressLine1": "1 place Chaptal",
        "addressLine2": "",
        "postCode": "48000",
        "commune": "Mende",
        "codeInsee": "48095",
        "epci": "Gévaudan",
        "epciCode": "200069144",
        "latitude": 44.52,
        "longitude": 3.5,
        "phone": "+33466000000",
        "email": "contact@exemple.fr",
        "website": "https://structure.exemple.fr/",
        "openingHours": "Mo-Fr 09:00-12:00,14:00-17:00",
        "accessibilityUrl": "",
        "conventionNumber": "048-2025-001",
        "conventionStartsOn": sheet.convention_starts_on.isoformat(),
        "conventionEndsOn": sheet.convention_ends_on.isoformat(),
        "confirmedOn": None,
        "networks": ["coorace"],
        "networkNames": ["COORACE"],
        "offerTypes": ["PREST", "BUILD"],
        "offerTypeNames": [
            "Prestation de service",
            "Fabrication et commercialisation de biens",
        ],
        "audiences": ["particuliers", "professionnels"],
        "audienceNames": ["Particuliers", "Professionnels"],
        "servesDepartment": True,
        "radiusKm": 25,
        "communesServed": ["Langogne"],
        "epcisServed": ["Gévaudan"],
        "url": "https://www.exemple.fr/fr/les-structures/batisseurs/",
        "locale": "fr",
    }


def test_a_sheet_without_a_position_is_nowhere_on_the_map(features, site, directory):
    StructurePageFactory(parent=directory)

    [feature] = features()

    assert feature["geometry"] is None


def test_a_row_has_the_same_facts_as_people_write_them(rows, sheet):
    [row] = rows()

    assert list(row) == [column.french for column in COLUMNS]
    assert row["Structure"] == "Les Bâtisseurs"
    assert row["Latitude"] == "44,52"
    assert row["Téléphone"] == "04 66 00 00 00"
    assert row["Confirmée le"] == ""
    assert row["Types d’offre"] == (
        "Prestation de service | Fabrication et commercialisation de biens"
    )
    assert row["Sert tout le département"] == "oui"
    assert row["Rayon servi (km)"] == "25"


def test_addresses_are_encoded_as_in_graphql(features, rows, graphql, sheet):
    StructurePage.objects.update(website="https://www.lozère.example/œuvre d’été?50%")
    encoded = "https://www.xn--lozre-6ra.example/%C5%93uvre%20d%E2%80%99%C3%A9t%C3%A9?50%25"

    answer = graphql("{ structures { nodes { website } } }")

    assert answer["data"]["structures"]["nodes"] == [{"website": encoded}]
    assert features()[0]["properties"]["website"] == encoded
    assert rows()[0]["Site internet"] == encoded


def test_a_spreadsheet_opens_the_file_without_a_question(client, sheet):
    response = client.get("/structures.csv")

    assert response["Content-Type"] == "text/csv; charset=utf-8; header=present"
    assert response["Content-Disposition"] == 'attachment; filename="structures.csv"'
    assert response.content.startswith("\ufeffStructure;Raison sociale;".encode())
    assert response.content.endswith(b"\r\n")


def test_facts_and_headings_are_in_the_language_asked_for(features, rows, sheet, english):
    kind = sheet.kind
    StructureKindFactory(
        ei=True,
        name="Integration enterprise",
        locale=english,
        translation_key=kind.translation_key,
    )
    sheet.refresh_from_db()
    translation = sheet.copy_for_translation(english, copy_parents=True)
    translation.save_revision().publish()

    [feature], [row] = features("locale=en"), rows("locale=en")

    assert feature["properties"]["kindName"] == "Integration enterprise"
    assert feature["properties"]["familyName"] == "Production of goods and services"
    assert feature["properties"]["audienceNames"][0] == "Private individuals"
    assert feature["properties"]["url"].startswith("https://www.exemple.fr/en/")
    assert feature["properties"]["locale"] == "en"
    assert row["Kind’s name"] == "Integration enterprise"
    assert row["Latitude"] == "44.52"
    assert row["Serves the whole department"] == "yes"


def test_a_place_adds_the_distance(features, rows, sheet):
    query = "near=44.52,3.5&km=10"

    [feature], [row] = features(query), rows(query)

    assert feature["properties"]["distanceKm"] == 0
    assert row["Distance (km)"] == "0,0"


@pytest.mark.parametrize(
    "text", ["=1+1", "+33", "-1+1", "@SUM(A1)", "\t1", "\r1", '=HYPERLINK("http://x";"y")']
)
def test_no_text_becomes_a_formula(rows, site, directory, text):
    page = StructurePageFactory(parent=directory)
    type(page).objects.filter(pk=page.pk).update(description=text, address_line_1=f"rue {text}")

    [row] = rows()

    assert row["Présentation"] == f"'{text}"
    assert row["Adresse"] == f"rue {text}"


def test_a_negative_number_stays_a_number(rows, site, directory):
    page = StructurePageFactory(parent=directory)
    type(page).objects.filter(pk=page.pk).update(latitude=44.5, longitude=-1.25)

    [row] = rows()

    assert row["Longitude"] == "-1,25"


def test_lines_semicolons_and_quotes_stay_in_their_cell(rows, site, directory):
    StructurePageFactory(parent=directory, description='Une ligne ; "une autre"\nla fin')

    [row] = rows()

    assert row["Présentation"] == 'Une ligne ; "une autre"\nla fin'
