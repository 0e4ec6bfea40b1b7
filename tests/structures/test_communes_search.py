"""Completing a place: what somebody types finds the commune that is meant."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from structures.models import Commune
from tests.factories import CommuneFactory

COMMUNES = """
query ($search: String!, $first: Int) {
  communes(search: $search, first: $first) { name codeInsee postCodes epci { name } }
}
"""
PLACES = {
    "Langogne": ("48300", 2900),
    "Lanuéjols": ("48000", 330),
    "Bourgs sur Colagne": ("48100", 2000),
    "Saint-Chély-d'Apcher": ("48200", 4200),
    "Saint-Alban-sur-Limagnole": ("48120", 1300),
    "Sainte-Énimie": ("48210", 500),
    "Sainte-Croix-Vallée-Française": ("48110", None),
    "Le Malzieu-Ville": ("48140", 750),
    "Mont Lozère et Goulet": ("48190", 1000),
    "Massegros Causses Gorges": ("48500", 900),
    "Strenque": ("48800", 20),
}


@pytest.fixture
def complete(graphql):
    """Return a function that completes a text and returns the names found."""

    def ask(search, first=None):
        answer = graphql(COMMUNES, search=search, first=first)
        assert "errors" not in answer
        return [commune["name"] for commune in answer["data"]["communes"]]

    return ask


@pytest.fixture
def places(site):
    """Put some places of Lozère, and one made up, into the database."""
    for name, (code, population) in PLACES.items():
        CommuneFactory(name=name, post_codes_text=code, population=population)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("lan", ["Langogne", "Lanuéjols"]),
        ("LANUEJOLS", ["Lanuéjols"]),
        ("lanuéj", ["Lanuéjols"]),
        ("st chely", ["Saint-Chély-d'Apcher"]),
        ("St-Chély d’Ap", ["Saint-Chély-d'Apcher"]),
        ("saint ch", ["Saint-Chély-d'Apcher"]),
        ("apcher", ["Saint-Chély-d'Apcher"]),
        ("st", ["Saint-Chély-d'Apcher", "Saint-Alban-sur-Limagnole", "Sainte-Énimie",
                "Strenque", "Sainte-Croix-Vallée-Française"]),
        ("ste enimie", ["Sainte-Énimie"]),
        ("ste", ["Sainte-Énimie", "Sainte-Croix-Vallée-Française"]),
        ("malzieu", ["Le Malzieu-Ville"]),
        ("co", ["Bourgs sur Colagne"]),
        ("48100", ["Bourgs sur Colagne"]),
        ("4814", ["Le Malzieu-Ville"]),
        ("ogne", []),
        ("", []),
        (" - ", []),
        ("%", []),
        ("_%an", []),
    ],
)  # fmt: skip
def test_what_is_typed_finds_places(complete, places, typed, found):
    names = complete(typed)

    assert names == found


def test_a_name_that_begins_with_it_comes_before_a_word_that_does(complete, site):
    CommuneFactory(name="Le Bleymard", population=9000)
    CommuneFactory(name="Bleymard", population=1)

    assert complete("bley") == ["Bleymard", "Le Bleymard"]


def test_one_of_several_postcodes_is_enough(complete, site):
    CommuneFactory(name="Peyre en Aubrac", post_codes_text="48130 48100 48140")

    assert complete("48140") == ["Peyre en Aubrac"]
    assert complete("8140") == []


def test_ten_places_are_found_unless_more_are_asked_for(complete, site):
    for number in range(12):
        CommuneFactory(name=f"Lieu {number:02d}")

    assert len(complete("lieu")) == 10
    assert len(complete("lieu", first=12)) == 12


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({"search": "a" * 201}, "search has 201 characters. It accepts 200."),
        ({"search": "a", "first": 0}, "first is 0. It accepts 1 to 100."),
        ({"search": "a", "first": 101}, "first is 101. It accepts 1 to 100."),
    ],
)
def test_what_makes_no_sense_is_refused(graphql, site, variables, message):
    [error] = graphql(COMMUNES, **variables)["errors"]

    assert error["message"] == message
    assert error["extensions"] == {"code": "BAD_USER_INPUT"}


def test_a_renamed_commune_is_found_by_its_new_name(complete, site):
    commune = CommuneFactory(name="Rousses")
    commune.name = "Cans et Cévennes"
    commune.save()

    assert complete("rousses") == []
    assert complete("cevennes") == ["Cans et Cévennes"]


def test_communes_that_are_made_in_bulk_are_found(complete, site):
    commune = CommuneFactory.build(name="Quézac", epci=CommuneFactory().epci)
    Commune.objects.bulk_create([commune])

    assert complete("quezac") == ["Quézac"]


def test_a_completion_costs_the_same_for_one_place_and_for_fifty(cold, graphql, site):
    CommuneFactory(name="Lieu")
    graphql(COMMUNES, search="lieu")
    with CaptureQueriesContext(connection) as few:
        graphql(COMMUNES, search="lieu", first=60)
    CommuneFactory.create_batch(50, name="Lieu")

    with CaptureQueriesContext(connection) as many:
        answer = graphql(COMMUNES, search="lieu", first=60)

    assert len(answer["data"]["communes"]) == 51
    assert len(few) == len(many)
