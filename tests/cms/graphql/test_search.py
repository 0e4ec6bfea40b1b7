"""Full-text search: words find what readers may see, and nothing else."""

import pytest
import wagtail_factories
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from tests.factories import (
    ContentPageFactory,
    HomePageFactory,
    LegalPageFactory,
    NetworkFactory,
    StructurePageFactory,
)

SEARCH = """
query ($words: String!, $locale: String, $types: [SearchType!], $first: Int = 20, $after: String) {
  search(query: $words, locale: $locale, types: $types, first: $first, after: $after) {
    totalCount
    pageInfo { hasNextPage hasPreviousPage endCursor }
    nodes {
      __typename
      ... on PageInterface { title url }
      ... on Network { name slug }
    }
    edges { cursor node { ... on PageInterface { title } ... on Network { name } } }
  }
}
"""


@pytest.fixture
def search(graphql):
    """Return a function that searches and returns the titles found."""

    def ask(words, **variables):
        answer = graphql(SEARCH, words=words, **variables)
        assert "errors" not in answer
        found = answer["data"]["search"]
        titles = [node.get("title") or node["name"] for node in found["nodes"]]
        assert found["totalCount"] == len(titles)
        return titles

    return ask


def test_pages_come_before_networks(graphql, home, directory):
    NetworkFactory(name="Réseau des jardins", slug="jardins")
    StructurePageFactory(parent=directory, name="Les jardins de Mende", slug="mende")
    ContentPageFactory(parent=home, title="Une page", slug="page")

    answer = graphql(SEARCH, words="jardins")

    assert answer["data"]["search"]["nodes"] == [
        {
            "__typename": "StructurePage",
            "title": "Les jardins de Mende",
            "url": "http://testserver/fr/les-structures/mende/",
        },
        {"__typename": "Network", "name": "Réseau des jardins", "slug": "jardins"},
    ]
    assert answer["data"]["search"]["edges"][1]["node"] == {"name": "Réseau des jardins"}


def test_a_title_counts_more_than_a_text(search, home):
    ContentPageFactory(parent=home, title="Autre chose", introduction="On y parle de chantier.")
    ContentPageFactory(parent=home, title="Le chantier")

    assert search("chantier") == ["Le chantier", "Autre chose"]


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("insertion", True),
        ("INSERTION économique", True),
        ("insertion economique", True),
        ("ínsertion activitè", True),
        ("l’insertion", True),
        ("l'insertion", True),
        ("e\u0301conomique", True),
        ("insertion absente", False),
        ('"insertion" OR absent*', False),
        ("-insertion", True),
        ("insertion & économique", True),
        ("insertion:économique", True),
        ("(insertion", True),
        ("%insertion%", True),
        ("title:insertion", False),
    ],
)
def test_words_are_words_and_never_operators(search, home, query, is_found):
    ContentPageFactory(parent=home, title="L’insertion par l'activité économique", slug="iae")

    found = search(query)

    assert found == (["L’insertion par l'activité économique"] if is_found else [])


@pytest.mark.parametrize("query", ["", "   ", "%", "'\"*:&|!()", "_", "—"])
def test_without_a_word_nothing_is_found(graphql, home, query):
    answer = graphql(SEARCH, words=query)

    assert answer["data"]["search"] == {
        "totalCount": 0,
        "pageInfo": {"hasNextPage": False, "hasPreviousPage": False, "endCursor": None},
        "nodes": [],
        "edges": [],
    }


def test_the_search_is_in_one_language(search, home, english):
    page = ContentPageFactory(parent=home, title="Le jardin")
    translation = page.copy_for_translation(english)
    translation.title = "The jardin"
    translation.save_revision().publish()
    NetworkFactory(name="Jardin network", locale=english)

    assert search("jardin") == ["Le jardin"]
    assert search("jardin", locale="en") == ["The jardin", "Jardin network"]


def test_the_search_is_limited_to_types(search, home, directory):
    ContentPageFactory(parent=home, title="Page jardin")
    LegalPageFactory(parent=home, title="Mentions jardin")
    StructurePageFactory(parent=directory, name="Structure jardin")
    NetworkFactory(name="Réseau jardin")

    assert search("jardin", types=["NETWORK"]) == ["Réseau jardin"]
    assert sorted(search("jardin", types=["LEGAL_PAGE", "STRUCTURE_PAGE"])) == [
        "Mentions jardin",
        "Structure jardin",
    ]
    assert len(search("jardin", types=[])) == 4


def test_the_search_is_read_page_by_page_across_its_kinds(graphql, home):
    ContentPageFactory.create_batch(3, parent=home, introduction="jardin")
    NetworkFactory.create_batch(2, summary="jardin")
    whole = graphql(SEARCH, words="jardin")["data"]["search"]

    pages, cursor = [], None
    for _ in range(3):
        page = graphql(SEARCH, words="jardin", first=2, after=cursor)["data"]["search"]
        pages.append(page)
        cursor = page["pageInfo"]["endCursor"]
    beyond = graphql(SEARCH, words="jardin", after=cursor)["data"]["search"]

    assert [node for page in pages for node in page["nodes"]] == whole["nodes"]
    assert [len(page["nodes"]) for page in pages] == [2, 2, 1]
    assert [page["pageInfo"]["hasNextPage"] for page in pages] == [True, True, False]
    assert [page["totalCount"] for page in pages] == [5, 5, 5]
    assert beyond["nodes"] == []


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({"words": "x" * 201}, "query has 201 characters. It accepts 200."),
        ({"words": "a", "locale": "de"}, "Unknown locale 'de'. This site has: fr."),
        ({"words": "a", "first": 101}, "first is 101. It accepts 1 to 100."),
        ({"words": "a", "after": "WzEwMDAxXQ=="}, "offset is 10001. It accepts 0 to 10000."),
        ({"words": "a", "after": "Wy0xXQ=="}, "offset is -1. It accepts 0 to 10000."),
        *(
            (
                {"words": "a", "after": cursor},
                "This cursor does not belong to this list. Start again with the first page.",
            )
            for cursor in ("x", "é", "WzEsMl0=", "WyJhIl0=", "W3RydWVd", "", "MQ==", "W" * 99)
        ),
    ],
)
def test_a_search_that_makes_no_sense_is_refused(graphql, home, variables, message):
    answer = graphql(SEARCH, **variables)

    [error] = answer["errors"]
    assert error["message"] == message
    assert error["extensions"] == {"code": "BAD_USER_INPUT"}


@pytest.mark.parametrize("state", ["draft", "expired", "past", "scheduled", "private"])
def test_a_hidden_page_is_not_found(search, home, state):
    ContentPageFactory(parent=home, title="canari", **{state: True})

    assert search("canari") == []


@pytest.mark.parametrize("state", ["draft", "past", "scheduled"])
def test_a_hidden_network_is_not_found(search, site, state):
    NetworkFactory(name="canari", **{state: True})

    assert search("canari") == []


def test_what_is_below_a_private_page_elsewhere_undeclared_or_a_mirror_is_not_found(
    search, site, home
):
    private = ContentPageFactory(parent=home, title="privé", private=True)
    ContentPageFactory(parent=private, title="canari")
    other = HomePageFactory(title="canari", slug="autre")
    wagtail_factories.SiteFactory(hostname="autre.exemple.fr", root_page=other)
    ContentPageFactory(parent=other, title="canari")
    content_type = ContentType.objects.get_for_model(Page)
    home.add_child(instance=Page(title="canari", slug="nue", content_type=content_type))
    source = ContentPageFactory(parent=home, title="canari", slug="source")
    source.create_alias(update_slug="miroir")

    assert search("canari") == ["canari"]


def test_the_draft_of_a_published_page_is_not_found(search, home):
    page = ContentPageFactory(parent=home, title="Publié")
    page.title = "canari"
    page.introduction = "canari"
    page.save_revision()

    assert search("canari") == []
    assert search("publié") == ["Publié"]


def test_notes_and_columns_that_nobody_published_are_not_searched(search, home):
    NetworkFactory(name="Réseau", editorial_note="canari")

    assert search("canari") == []


def test_a_search_costs_the_same_for_one_result_and_for_fifty(cold, graphql, home):
    ContentPageFactory(parent=home, title="jardin 0")
    NetworkFactory(name="jardin")
    graphql(SEARCH, words="jardin")
    with CaptureQueriesContext(connection) as few:
        graphql(SEARCH, words="jardin", first=60)
    for number in range(1, 50):
        ContentPageFactory(parent=home, title=f"jardin {number}")

    with CaptureQueriesContext(connection) as many:
        answer = graphql(SEARCH, words="jardin", first=60)

    assert len(answer["data"]["search"]["nodes"]) == 51
    assert len(few) == len(many) == 5


def test_a_fragment_on_the_union_costs_the_same_for_one_result_and_for_fifty(
    cold, graphql, directory
):
    query = """{ search(query: "jardin", first: 60) { nodes { ... on SearchResult {
        ... on StructurePage { title kind { name } networks { name } }
    } } } }"""
    networks = [NetworkFactory(name="Un réseau")]
    StructurePageFactory(parent=directory, name="jardin 0", networks=networks)
    graphql(query)
    with CaptureQueriesContext(connection) as few:
        graphql(query)
    for number in range(1, 50):
        StructurePageFactory(parent=directory, name=f"jardin {number}", networks=networks)

    with CaptureQueriesContext(connection) as many:
        answer = graphql(query)

    nodes = answer["data"]["search"]["nodes"]
    assert [node["networks"] for node in nodes] == [[{"name": "Un réseau"}]] * 50
    assert len(few) == len(many)


# --- Pages by their words ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "titles"),
    [
        ('searchQuery: "jardin"', ["Un jardin", "Un verger et un jardin"]),
        ('searchQuery: "verger jardin"', ["Un verger et un jardin"]),
        ('searchQuery: "verger jardin", searchOperator: AND', ["Un verger et un jardin"]),
        (
            'searchQuery: "verger jardin", searchOperator: OR, orderBy: TITLE_DESC',
            ["Un verger et un jardin", "Un verger", "Un jardin"],
        ),
        ('searchQuery: "jardin", limit: 1, offset: 1', ["Un verger et un jardin"]),
        ('searchQuery: "jardin OR verger"', []),
        ('searchQuery: "canari"', []),
        ('searchQuery: "***"', []),
    ],
)
def test_pages_are_listed_by_their_words(graphql, home, arguments, titles):
    for title in ("Un jardin", "Un verger", "Un verger et un jardin"):
        ContentPageFactory(parent=home, title=title)
    ContentPageFactory(parent=home, title="Un jardin canari", draft=True)

    answer = graphql(f"{{ pages({arguments}) {{ title }} }}")

    assert [page["title"] for page in answer["data"]["pages"]] == titles


def test_words_that_are_too_long_are_refused(graphql, home):
    answer = graphql(
        "query ($words: String) { pages(searchQuery: $words) { id } }", words="x" * 201
    )

    [error] = answer["errors"]
    assert error["message"] == "searchQuery has 201 characters. It accepts 200."
    assert error["extensions"] == {"code": "BAD_USER_INPUT"}


def test_a_type_that_is_named_twice_is_searched_once(graphql, home):
    NetworkFactory(name="Cocagne")

    answer = graphql('{ search(query: "cocagne", types: [NETWORK, NETWORK]) { totalCount } }')

    assert answer["data"]["search"]["totalCount"] == 1
