"""The address of a page for search engines: an alias gives the address of its source."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import ContentPageFactory, StructureIndexPageFactory, StructurePageFactory

CHILDREN = "query($parent: ID) { pages(parent: $parent) { urlPath url canonicalUrl } }"
SHEET = """query($path: String!) { route(path: $path) { ... on PageRoute { isAlias page {
  url canonicalUrl ... on StructurePage { jsonLd } } } } }"""


@pytest.fixture
def directory(home):
    return StructureIndexPageFactory(parent=home, slug="structures")


def canonical(graphql, path):
    """Return the canonical address of the page at a path."""
    answer = graphql("query($path: String!) { page(urlPath: $path) { canonicalUrl } }", path=path)
    assert "errors" not in answer
    return answer["data"]["page"]["canonicalUrl"]


def test_a_page_has_its_own_address(graphql, home):
    ContentPageFactory(parent=home, title="Équipe", slug="equipe")

    answer = graphql(CHILDREN, parent=home.pk)

    [page] = answer["data"]["pages"]
    assert page["canonicalUrl"] == page["url"]


@pytest.mark.parametrize("steps", [1, 2, 3])
def test_an_alias_has_the_address_of_its_source(graphql, home, steps):
    page = ContentPageFactory(parent=home, title="Équipe", slug="equipe")
    for step in range(steps):
        page = page.create_alias(update_slug=f"reflet-{step}")

    address = canonical(graphql, f"/fr/{page.slug}/")

    assert address == canonical(graphql, "/fr/equipe/")
    assert address.endswith("/fr/equipe/")


def test_an_alias_in_another_language_has_the_address_of_its_source(graphql, home, english):
    page = ContentPageFactory(parent=home, title="Équipe", slug="equipe")
    page.copy_for_translation(english, alias=True)

    assert canonical(graphql, "/en/equipe/").endswith("/fr/equipe/")


def test_a_structure_is_described_once(graphql, directory):
    sheet = StructurePageFactory(parent=directory, name="Aloès", slug="aloes", title="Aloès")
    sheet.create_alias(update_slug="reflet")

    route = graphql(SHEET, path="/fr/structures/reflet/")["data"]["route"]
    source = graphql(SHEET, path="/fr/structures/aloes/")["data"]["route"]["page"]

    assert route["isAlias"] is True
    assert route["page"]["url"].endswith("/fr/structures/reflet/")
    assert route["page"]["canonicalUrl"] == source["url"]
    assert json.loads(route["page"]["jsonLd"]) == json.loads(source["jsonLd"])


def test_the_canonical_address_follows_the_source(graphql, home):
    page = ContentPageFactory(parent=home, title="Équipe", slug="equipe")
    page.create_alias(update_slug="reflet")
    assert canonical(graphql, "/fr/reflet/").endswith("/fr/equipe/")

    page.slug = "nous"
    page.save()

    assert canonical(graphql, "/fr/reflet/").endswith("/fr/nous/")


def test_a_list_with_aliases_costs_the_same_for_each_length(cold, graphql, home):
    def grow(number):
        page = ContentPageFactory(parent=home, title=f"Page {number}", slug=f"page-{number}")
        page.create_alias(update_slug=f"reflet-{number}")

    def count():
        graphql(CHILDREN, parent=home.pk)  # what a process learns once, such as content types
        with CaptureQueriesContext(connection) as queries:
            answer = graphql(CHILDREN, parent=home.pk)
        return len(answer["data"]["pages"]), len(queries)

    grow(0)
    few, queries = count()
    for number in range(1, 9):
        grow(number)

    assert count() == (few + 16, queries)
