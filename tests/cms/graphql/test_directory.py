"""The directory over GraphQL: facts, languages, pages of a connection."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import (
    CommuneFactory,
    EpciFactory,
    NetworkFactory,
    SectorFactory,
    SectorGroupFactory,
    StructureActivityFactory,
    StructureKindFactory,
    StructurePageFactory,
)

PAGE = """
query ($first: Int, $after: String) {
  structures(first: $first, after: $after) {
    totalCount
    nodes { title }
    edges { cursor node { title } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}
"""


def test_a_structure_carries_all_its_facts(graphql, directory):
    kind = StructureKindFactory(ei=True, name="Entreprise d’insertion", contract="CDDI")
    group = SectorGroupFactory(slug="batiment", name="Bâtiment")
    sector = SectorFactory(slug="peinture", name="Peinture", group=group)
    structure = StructurePageFactory(
        parent=directory,
        name="Les Bâtisseurs",
        kind=kind,
        siret="38750698300056",
        networks=[NetworkFactory(name="COORACE", slug="coorace")],
        with_convention=True,
        with_contact=True,
        with_position=True,
    )
    StructureActivityFactory(structure=structure, sector=sector, within_radius=True)

    answer = graphql(
        """{ structures { nodes {
          title name siret phone openingHours latitude longitude
          conventionNumber conventionStartsOn conventionEndsOn
          kind { code name family contract }
          networks { name slug }
          commune { name codeInsee postCodes epci { name } }
          activities { offerTypes audiences area radiusKm communes { name } epcis { name }
                       sector { slug name group { slug name } } }
        } } }"""
    )

    structure.refresh_from_db()
    assert answer["data"]["structures"]["nodes"] == [
        {
            "title": "Les Bâtisseurs",
            "name": "Les Bâtisseurs",
            "siret": "38750698300056",
            "phone": "+33466000000",
            "openingHours": "Mo-Fr 09:00-12:00,14:00-17:00",
            "latitude": structure.latitude,
            "longitude": structure.longitude,
            "conventionNumber": "048-2025-001",
            "conventionStartsOn": structure.convention_starts_on.isoformat(),
            "conventionEndsOn": structure.convention_ends_on.isoformat(),
            "kind": {
                "code": "EI",
                "name": "Entreprise d’insertion",
                "family": kind.family,
                "contract": "CDDI",
            },
            "networks": [{"name": "COORACE", "slug": "coorace"}],
            "commune": {
                "name": "Mende",
                "codeInsee": "48095",
                "postCodes": ["48000"],
                "epci": {"name": structure.commune.epci.name},
            },
            "activities": [
                {
                    "offerTypes": ["PREST"],
                    "audiences": ["particuliers"],
                    "area": "radius",
                    "radiusKm": 25,
                    "communes": [],
                    "epcis": [],
                    "sector": {
                        "slug": "peinture",
                        "name": "Peinture",
                        "group": {"slug": "batiment", "name": "Bâtiment"},
                    },
                }
            ],
        }
    ]


def test_an_english_sheet_speaks_english_to_its_last_reference(graphql, directory, english):
    group = SectorGroupFactory(slug="vert", name="Espaces verts")
    group_en = SectorGroupFactory(
        slug="vert", name="Green spaces", locale=english, translation_key=group.translation_key
    )
    sector = SectorFactory(slug="jardin", name="Jardinage", group=group)
    SectorFactory(
        slug="jardin",
        name="Gardening",
        group=group_en,
        locale=english,
        translation_key=sector.translation_key,
    )
    kind = StructureKindFactory(name="Association intermédiaire", ai=True)
    StructureKindFactory(
        name="Intermediary association",
        ai=True,
        locale=english,
        translation_key=kind.translation_key,
    )
    structure = StructurePageFactory(parent=directory, kind=kind)
    StructureActivityFactory(structure=structure, sector=sector)
    structure.refresh_from_db()
    translation = structure.copy_for_translation(english, copy_parents=True)
    translation.save_revision().publish()

    answer = graphql(
        """{ structures(locale: "en") { nodes { locale kind { name }
             activities { sector { name group { name } } } } } }"""
    )

    assert answer["data"]["structures"]["nodes"] == [
        {
            "locale": "en",
            "kind": {"name": "Intermediary association"},
            "activities": [{"sector": {"name": "Gardening", "group": {"name": "Green spaces"}}}],
        }
    ]


def test_a_connection_is_read_page_by_page(graphql, directory):
    for name in ("Bravo", "Alpha", "Charlie"):
        StructurePageFactory(parent=directory, name=name)

    first = graphql(PAGE, first=2)["data"]["structures"]
    second = graphql(PAGE, first=2, after=first["pageInfo"]["endCursor"])["data"]["structures"]

    assert [node["title"] for node in first["nodes"]] == ["Alpha", "Bravo"]
    assert [edge["node"]["title"] for edge in first["edges"]] == ["Alpha", "Bravo"]
    assert first["totalCount"] == second["totalCount"] == 3
    assert first["pageInfo"] == {
        "hasNextPage": True,
        "hasPreviousPage": False,
        "startCursor": first["edges"][0]["cursor"],
        "endCursor": first["edges"][1]["cursor"],
    }
    assert [node["title"] for node in second["nodes"]] == ["Charlie"]
    assert second["pageInfo"]["hasNextPage"] is False
    assert second["pageInfo"]["hasPreviousPage"] is True


def test_pages_of_a_connection_have_no_hole_and_no_repeat_while_content_changes(graphql, directory):
    sheets = {
        name: StructurePageFactory(parent=directory, name=name)
        for name in ("Bravo", "Delta", "Foxtrot")
    }
    first = graphql(PAGE, first=2)["data"]["structures"]
    StructurePageFactory(parent=directory, name="Alpha")
    sheets["Delta"].delete()

    second = graphql(PAGE, first=2, after=first["pageInfo"]["endCursor"])["data"]["structures"]

    assert [node["title"] for node in second["nodes"]] == ["Foxtrot"]


@pytest.mark.parametrize(
    "cursor", ["", "x", "W10=", "WzEsMl0=", "eyJhIjoxfQ==", "WyJhIiwgImIiXQ=="]
)
def test_a_cursor_of_another_list_is_refused(graphql, directory, cursor):
    answer = graphql(PAGE, first=2, after=cursor)

    assert answer["errors"][0]["extensions"] == {"code": "BAD_USER_INPUT"}


@pytest.mark.parametrize("first", [0, -1, 101])
def test_a_connection_is_bounded(graphql, directory, first):
    answer = graphql(PAGE, first=first)

    assert answer["errors"][0]["message"] == f"first is {first}. It accepts 1 to 100."
    assert answer["errors"][0]["extensions"] == {"code": "BAD_USER_INPUT"}


def test_a_list_of_plain_facts_costs_the_same_for_one_row_and_for_fifty(cold, graphql, directory):
    query = """{ structures(first: 100) { totalCount nodes {
      title url siret phone locale commune { name epci { name } } } } }"""
    StructurePageFactory(parent=directory)
    graphql(query)
    with CaptureQueriesContext(connection) as one:
        graphql(query)
    StructurePageFactory.create_batch(49, parent=directory)

    with CaptureQueriesContext(connection) as fifty:
        answer = graphql(query)

    assert len(answer["data"]["structures"]["nodes"]) == 50
    assert len(fifty) == len(one)


def test_a_structure_is_found_by_slug_siret_and_id_in_a_language(graphql, directory, english):
    structure = StructurePageFactory(parent=directory, name="Alpha", slug="alpha")
    translation = structure.copy_for_translation(english, copy_parents=True)
    translation.save_revision().publish()

    answer = graphql(
        """query ($siret: String!, $id: ID!) {
          slug: structure(slug: "alpha") { locale }
          siret: structure(siret: $siret, locale: "en") { locale }
          id: structure(id: $id) { locale }
          none: structure(id: "x") { locale }
        }""",
        siret=structure.siret,
        id=str(translation.pk),
    )

    assert answer["data"] == {
        "slug": {"locale": "fr"},
        "siret": {"locale": "en"},
        "id": {"locale": "en"},
        "none": None,
    }


def test_the_lists_that_describe_structures_are_read_by_language(graphql, home, english):
    sector = SectorFactory(name="Jardinage", slug="jardin")
    SectorGroupFactory(name="Green", locale=english, translation_key=sector.group.translation_key)
    SectorFactory(
        name="Gardening", locale=english, translation_key=sector.translation_key, group=sector.group
    )
    StructureKindFactory(ai=True, name="Association intermédiaire")
    CommuneFactory(mende=True)
    EpciFactory(name="Ailleurs")

    answer = graphql(
        """{ fr: sectors { name } en: sectors(locale: "en") { name group { name } }
             structureKinds { code name } communeList { totalCount nodes { name } } }"""
    )

    assert answer["data"] == {
        "fr": [{"name": "Jardinage"}],
        "en": [{"name": "Gardening", "group": {"name": "Green"}}],
        "structureKinds": [{"code": "AI", "name": "Association intermédiaire"}],
        "communeList": {"totalCount": 1, "nodes": [{"name": "Mende"}]},
    }
