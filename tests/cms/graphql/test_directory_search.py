"""Words, with all else that a directory is asked for, over HTTP."""

import pytest

from tests import factories as make

QUESTION = """
query ($search: String, $where: StructureFilter, $near: NearInput, $orderBy: StructureOrder,
       $locale: String) {
  structures(search: $search, where: $where, near: $near, orderBy: $orderBy, locale: $locale) {
    totalCount
    nodes { title distanceKm }
    facets { kinds { value count } communes { value count } }
  }
}
"""


@pytest.fixture
def search(graphql):
    """Return a function that asks for sheets; it returns their titles, and the connection."""

    def ask(text, **variables):
        found = graphql(QUESTION, search=text, **variables)["data"]["structures"]
        assert found["totalCount"] == len(found["nodes"])
        return [node["title"] for node in found["nodes"]], found

    return ask


@pytest.fixture
def sheets(directory, english):
    """Create sheets of two kinds in two places, one of them in English too."""
    mende = make.CommuneFactory(mende=True)
    florac = make.CommuneFactory(
        code_insee="48061", name="Florac Trois Rivières", latitude=44.3247, longitude=3.5936
    )
    association, workshop = make.StructureKindFactory(ai=True), make.StructureKindFactory()
    gardening = make.SectorFactory(slug="jardinage", name="Jardinage")
    helpers = make.StructurePageFactory(
        parent=directory, name="Coup de main", kind=association, commune=mende
    )
    make.StructureActivityFactory(structure=helpers, sector=gardening)
    garden = make.StructurePageFactory(
        parent=directory, name="Les Jardins du Gévaudan", kind=workshop, commune=florac
    )
    make.StructurePageFactory(
        parent=directory, name="Un bel atelier", kind=workshop, commune=mende,
        description="Des meubles de jardin.",
    )  # fmt: skip
    make.StructurePageFactory(parent=directory, name="Girafe", kind=workshop, commune=mende)
    translation = garden.copy_for_translation(english, copy_parents=True)
    translation.description = "Gardens that feed."
    translation.save_revision().publish()


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("jardin", ["Les Jardins du Gévaudan", "Coup de main", "Un bel atelier"]),
        ("JARDINS gevaudan", ["Les Jardins du Gévaudan"]),
        ("gévaudn", ["Les Jardins du Gévaudan"]),
        ("jardin florac", ["Les Jardins du Gévaudan"]),
        ("girafes", ["Girafe"]),
        ("zèbre", []),
        ("", []),
    ],
)
def test_words_find_sheets_names_first(search, sheets, text, titles):
    assert search(text)[0] == search(text, orderBy="RELEVANCE")[0] == titles


def test_words_are_stemmed_in_the_language_of_the_sheets(search, sheets):
    assert search("gardening", locale="en")[0] == ["Les Jardins du Gévaudan"]
    assert search("gardening")[0] == []


def test_words_a_filter_a_place_and_counts_go_together(search, sheets):
    near = {"commune": "48095", "km": 10}

    titles, found = search("jardin", where={"kind": ["ACI"]}, near=near)

    assert titles == ["Un bel atelier"]
    assert found["nodes"][0]["distanceKm"] == 0.0
    assert found["facets"] == {
        "kinds": [{"value": "AI", "count": 1}, {"value": "ACI", "count": 1}],
        "communes": [{"value": "48095", "count": 1}],
    }


def test_what_words_find_may_stand_in_another_order(search, sheets):
    by_name, _found = search("jardin", orderBy="NAME")
    nearest, _found = search("jardin", orderBy="DISTANCE", near={"commune": "48095", "km": 100})

    assert by_name == ["Coup de main", "Les Jardins du Gévaudan", "Un bel atelier"]
    assert nearest == ["Coup de main", "Un bel atelier", "Les Jardins du Gévaudan"]


def test_relevance_needs_words(graphql, directory):
    answer = graphql(QUESTION, orderBy="RELEVANCE")

    assert answer["errors"][0]["message"] == "orderBy: RELEVANCE needs search."
    assert answer["errors"][0]["extensions"] == {"code": "BAD_USER_INPUT"}
