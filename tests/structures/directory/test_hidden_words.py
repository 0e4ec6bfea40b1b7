"""A kind or a network that readers do not see is nothing to ask by, and is not counted."""

import pytest

from tests.factories import NetworkFactory, StructureKindFactory, StructurePageFactory

QUESTION = """
query ($where: StructureFilter, $locale: String) {
  structures(where: $where, locale: $locale) {
    nodes { title kind { code } networks { slug } }
    facets { kinds { value label } families { value } networks { value label } }
  }
}
"""


@pytest.fixture
def sheet(directory, english):
    """Create a French sheet of a hidden kind and network, whose English versions are public."""
    kind = StructureKindFactory(ai=True, draft=True)
    StructureKindFactory(
        ai=True, name="Association", locale=english, translation_key=kind.translation_key
    )
    network = NetworkFactory(slug="alpha", draft=True)
    NetworkFactory(
        slug="alpha", name="Alpha", locale=english, translation_key=network.translation_key
    )
    return StructurePageFactory(parent=directory, name="Une", kind=kind, networks=[network])


def test_what_is_hidden_in_the_language_of_readers_is_not_counted(graphql, sheet):
    answer = graphql(QUESTION)["data"]["structures"]

    assert answer["nodes"] == [{"title": "Une", "kind": None, "networks": []}]
    assert answer["facets"] == {"kinds": [], "families": [], "networks": []}


@pytest.mark.parametrize(
    "where", [{"kind": ["AI"]}, {"family": ["STAFFING"]}, {"network": ["alpha"]}], ids=str
)
def test_what_is_hidden_in_the_language_of_readers_finds_nothing(graphql, sheet, where):
    assert graphql(QUESTION, where=where)["data"]["structures"]["nodes"] == []


def test_readers_of_another_language_see_their_version(graphql, sheet, english):
    sheet.refresh_from_db()
    sheet.copy_for_translation(english, copy_parents=True).save_revision().publish()

    answer = graphql(QUESTION, locale="en")["data"]["structures"]

    assert answer["nodes"][0]["kind"] == {"code": "AI"}
    assert answer["facets"]["kinds"] == [{"value": "AI", "label": "Association"}]
    assert answer["facets"]["networks"] == [{"value": "alpha", "label": "Alpha"}]
