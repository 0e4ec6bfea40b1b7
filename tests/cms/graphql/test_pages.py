"""Pages by address, language and place in the tree."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from tests.factories import (
    ContentPageFactory,
    ImageFactory,
    LegalPageFactory,
    SiteSettingsFactory,
)

PAGE = """
query ($path: String, $id: ID, $slug: String, $locale: String, $contentType: String) {
  page(urlPath: $path, id: $id, slug: $slug, locale: $locale, contentType: $contentType) {
    title
    locale
    urlPath
  }
}
"""


@pytest.mark.parametrize("path", ["/fr/", "/fr", "fr/"])
def test_the_home_page_is_found_by_its_path(graphql, home, path):
    answer = graphql(PAGE, path=path)

    assert answer == {"data": {"page": {"title": "Accueil", "locale": "fr", "urlPath": "/fr/"}}}


def test_a_nested_page_is_found_by_its_path_in_each_language(graphql, home, english):
    page = ContentPageFactory(parent=ContentPageFactory(parent=home, slug="a-propos"), slug="ess")
    translation = page.copy_for_translation(english, copy_parents=True)
    translation.title = "Social economy"
    translation.slug = "social-economy"
    translation.save_revision().publish()

    answers = [
        graphql(PAGE, path=path) for path in ("/fr/a-propos/ess/", "/en/a-propos/social-economy/")
    ]

    assert [answer["data"]["page"]["title"] for answer in answers] == [page.title, "Social economy"]


@pytest.mark.parametrize("path", ["/", "/de/", "/fr/rien/", "/home/", "/accueil/", "x" * 3000])
def test_a_path_that_leads_nowhere_is_null(graphql, home, path):
    answer = graphql(PAGE, path=path)

    assert answer == {"data": {"page": None}}


def test_a_slug_is_looked_up_in_one_language(graphql, home, english):
    page = ContentPageFactory(parent=home, slug="structures", title="Les structures")
    translation = page.copy_for_translation(english)
    translation.title = "Structures"
    translation.save_revision().publish()

    french = graphql(PAGE, slug="structures")
    other = graphql(PAGE, slug="structures", locale="en")

    assert french["data"]["page"]["title"] == "Les structures"
    assert other["data"]["page"]["title"] == "Structures"


def test_a_page_is_found_by_id_whatever_its_language(graphql, home, english):
    translation = home.get_translation(english)

    answer = graphql(PAGE, id=str(translation.pk))

    assert answer["data"]["page"] == {"title": "Home", "locale": "en", "urlPath": "/en/"}


def test_a_page_of_another_model_is_not_found(graphql, home):
    answer = graphql(PAGE, path="/fr/", contentType="home.LegalPage")

    assert answer == {"data": {"page": None}}


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({}, "Give one of id, slug or urlPath."),
        ({"slug": "a", "locale": "de"}, "Unknown locale 'de'. This site has: fr."),
        ({"id": "1; drop"}, "'1; drop' is not an identifier."),
    ],
)
def test_an_argument_that_makes_no_sense_is_refused_with_its_reason(
    graphql, home, variables, message
):
    answer = graphql(PAGE, **variables)

    assert [error["message"] for error in answer["errors"]] == [message]
    assert answer["errors"][0]["extensions"] == {"code": "BAD_USER_INPUT"}


def test_an_unknown_page_model_is_refused_with_the_known_ones(graphql, home):
    answer = graphql('{ pages(contentType: "auth.Group") { title } }')

    [error] = answer["errors"]
    assert error["extensions"] == {"code": "BAD_USER_INPUT"}
    assert error["message"].startswith("Unknown page model 'auth.Group'. This site has: home.")


def test_the_address_is_the_front_ends(graphql, site, home):
    SiteSettingsFactory(site=site, frontend_url="https://www.exemple.fr/")
    ContentPageFactory(parent=home, slug="a-propos")

    answer = graphql('{ page(slug: "a-propos") { url urlPath parent { url } } }')

    assert answer["data"]["page"] == {
        "url": "https://www.exemple.fr/fr/a-propos/",
        "urlPath": "/fr/a-propos/",
        "parent": {"url": "https://www.exemple.fr/fr/"},
    }


def test_the_tree_is_read_in_the_editors_order(graphql, home):
    first = ContentPageFactory(parent=home, title="Une")
    ContentPageFactory(parent=home, title="Deux")
    ContentPageFactory(parent=first, title="Sous une")

    answer = graphql(
        """{ page(urlPath: "/fr/") { parent { title } children { title siblings { title } }
             descendants { title ancestors { title } } } }"""
    )

    assert answer["data"]["page"] == {
        "parent": None,
        "children": [
            {"title": "Une", "siblings": [{"title": "Deux"}]},
            {"title": "Deux", "siblings": [{"title": "Une"}]},
        ],
        "descendants": [
            {"title": "Une", "ancestors": [{"title": "Accueil"}]},
            {"title": "Sous une", "ancestors": [{"title": "Accueil"}, {"title": "Une"}]},
            {"title": "Deux", "ancestors": [{"title": "Accueil"}]},
        ],
    }


def test_pages_are_listed_by_model_and_place(graphql, home):
    below = ContentPageFactory(parent=home, title="Une", show_in_menus=True)
    ContentPageFactory(parent=below, title="Sous une")
    LegalPageFactory(parent=home, title="Mentions")

    answer = graphql(
        """query ($home: ID!) {
          content: pages(contentType: "home.ContentPage") { title }
          both: pages(contentType: "home.ContentPage, home.LegalPage", limit: 2) { title }
          rest: pages(contentType: "home.ContentPage,home.LegalPage", limit: 2, offset: 2) { title }
          children: pages(parent: $home) { title }
          below: pages(ancestor: $home) { title }
          menu: pages(inMenu: true) { title }
          nowhere: pages(parent: 999999) { title }
        }""",
        home=str(home.pk),
    )

    titles = {name: [page["title"] for page in pages] for name, pages in answer["data"].items()}
    assert titles == {
        "content": ["Une", "Sous une"],
        "both": ["Une", "Sous une"],
        "rest": ["Mentions"],
        "children": ["Une", "Mentions"],
        "below": ["Une", "Sous une", "Mentions"],
        "menu": ["Une"],
        "nowhere": [],
    }


@pytest.mark.parametrize(
    "arguments", ["limit: 101", "limit: 0", "limit: -1", "offset: 10001", "offset: -1"]
)
def test_a_list_is_bounded(graphql, home, arguments):
    answer = graphql(f"{{ pages({arguments}) {{ title }} }}")

    assert answer["data"] is None
    assert answer["errors"][0]["extensions"] == {"code": "BAD_USER_INPUT"}


def test_translations_are_the_other_languages_and_no_alias(graphql, home, english):
    page = ContentPageFactory(parent=home, title="Une")
    page.copy_for_translation(english, alias=True)

    answer = graphql(
        """query ($slug: String!) {
          home: page(urlPath: "/en/") { translations { title locale } }
          page(slug: $slug) { translations { title } }
        }""",
        slug=page.slug,
    )

    assert answer["data"]["home"]["translations"] == [{"title": "Accueil", "locale": "fr"}]
    assert answer["data"]["page"]["translations"] == []


def test_a_page_carries_what_search_engines_and_networks_need(graphql, home):
    image = ImageFactory(description="Un muret de pierre", focal_point_x=32, focal_point_y=12)
    ContentPageFactory(
        parent=home,
        slug="une",
        title="Une",
        seo_title="",
        search_description="Une page.",
        introduction="Bonjour.",
        social_image=image,
    )

    answer = graphql(
        """{ page(slug: "une") { seoTitle searchDescription pageType contentType
             ... on ContentPage { introduction
               socialImage { alt width height url focalPoint { x y } } } } }"""
    )

    assert answer["data"]["page"] == {
        "seoTitle": "Une",
        "searchDescription": "Une page.",
        "pageType": "ContentPage",
        "contentType": "home.ContentPage",
        "introduction": "Bonjour.",
        "socialImage": {
            "alt": "Un muret de pierre",
            "width": 64,
            "height": 48,
            "url": f"http://testserver{image.file.url}",
            "focalPoint": {"x": 0.5, "y": 0.25},
        },
    }


@pytest.mark.parametrize("field", ["children", "descendants"])
def test_a_list_of_pages_costs_the_same_for_one_row_and_for_fifty(cold, graphql, home, field):
    query = f'{{ page(urlPath: "/fr/") {{ {field}(limit: 100) {{ title url locale }} }} }}'
    ContentPageFactory(parent=home)
    graphql(query)
    with CaptureQueriesContext(connection) as one:
        graphql(query)
    ContentPageFactory.create_batch(49, parent=home)

    with CaptureQueriesContext(connection) as fifty:
        answer = graphql(query)

    assert len(answer["data"]["page"][field]) == 50
    assert len(fifty) == len(one)


@pytest.mark.parametrize(
    "query",
    [
        "{ pages(limit: null, offset: null) { title } }",
        '{ page(urlPath: "/fr/") { children(limit: null, offset: null) { title } } }',
        "{ structures(first: null, after: null) { nodes { title } } }",
        "{ networks(first: null) { nodes { name } } }",
        "{ redirects(limit: null, offset: null) { oldPath } }",
        '{ search(query: "a", first: null, after: null) { nodes { __typename } } }',
        "{ sitemap(first: null, after: null) { nodes { path } } }",
        "{ images(first: null) { totalCount } }",
    ],
)
def test_a_null_size_is_the_default_one(graphql, home, query):
    answer = graphql(query)

    assert "errors" not in answer


@pytest.mark.parametrize(("limit", "offset"), [(100, 0), (2, 0), (2, 1), (1, 3), (3, 9)])
def test_descendants_are_those_of_each_page_however_pages_contain_each_other(
    graphql, home, limit, offset
):
    for name in "abc":
        page = ContentPageFactory(parent=home, slug=name, title=name)
        for number in "12":
            below = ContentPageFactory(parent=page, title=name + number)
            ContentPageFactory(parent=below, title=name + number + "x")
            ContentPageFactory(parent=below, title=name + number + "y", draft=True)
    every = {
        page.title: [other.title for other in page.get_descendants().live().order_by("path")]
        for page in Page.objects.live().filter(depth__gt=1)
    }

    answer = graphql(
        """query ($limit: Int, $offset: Int) {
             pages(limit: 20) { title descendants(limit: $limit, offset: $offset) { title } }
           }""",
        limit=limit,
        offset=offset,
    )

    assert {
        page["title"]: [below["title"] for below in page["descendants"]]
        for page in answer["data"]["pages"]
    } == {title: titles[offset : offset + limit] for title, titles in every.items()}


def test_more_types_than_there_are_pages_are_refused(graphql, home):
    names = ",".join(["home.HomePage"] * 5_000)

    answer = graphql("query ($n: String) { pages(contentType: $n) { title } }", n=names)

    assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
