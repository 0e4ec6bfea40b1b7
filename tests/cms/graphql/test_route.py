"""What an address is: a page, a redirect, gone, or not found."""

import json

import pytest
import wagtail_factories
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from tests.cms.graphql.routes import ROUTE, not_found, to, translate
from tests.factories import ContentPageFactory, HomePageFactory, SiteSettingsFactory

SECRET = "CANARI"


# --- Pages ---------------------------------------------------------------------------------------


def test_a_page_comes_with_its_way_and_its_languages(route, site, home, english):
    SiteSettingsFactory(site=site, frontend_url="https://www.exemple.fr/")
    section = ContentPageFactory(parent=home, title="À propos", slug="a-propos")
    page = ContentPageFactory(
        parent=section, title="Équipe", slug="equipe", introduction="Bonjour."
    )
    translate(section, english, title="About", slug="about")
    translate(page, english, title="Team", slug="team")

    answer = route("/fr/a-propos/equipe/")

    base = "https://www.exemple.fr"
    assert answer == {
        "__typename": "PageRoute",
        "page": {"title": "Équipe", "locale": "fr", "introduction": "Bonjour."},
        "path": "/fr/a-propos/equipe/",
        "requestedLocale": "fr",
        "servedLocale": "fr",
        "fallbackReason": None,
        "isAlias": False,
        "alternates": [
            {
                "locale": "fr",
                "path": "/fr/a-propos/equipe/",
                "url": f"{base}/fr/a-propos/equipe/",
            },
            {"locale": "en", "path": "/en/about/team/", "url": f"{base}/en/about/team/"},
        ],
        "breadcrumbs": [
            {"title": "Accueil", "path": "/fr/", "url": f"{base}/fr/"},
            {"title": "À propos", "path": "/fr/a-propos/", "url": f"{base}/fr/a-propos/"},
            {
                "title": "Équipe",
                "path": "/fr/a-propos/equipe/",
                "url": f"{base}/fr/a-propos/equipe/",
            },
        ],
    }


def test_the_home_page_is_a_page_with_one_breadcrumb(route, home):
    answer = route("/fr/")

    assert answer["page"] == {"title": "Accueil", "locale": "fr"}
    assert [step["path"] for step in answer["breadcrumbs"]] == ["/fr/"]
    assert [version["locale"] for version in answer["alternates"]] == ["fr"]


@pytest.mark.parametrize(
    "path",
    [
        "/fr/école/été/",
        "/fr/école/été",
        "fr/école/été",
        "//fr///école//été//",
        " /fr/école/été/ ",
        "/fr/%C3%A9cole/%c3%a9t%C3%A9/",
        "/fr/e\u0301cole/e\u0301te\u0301/",
        "/fr/école/été/?utm_source=lettre&page=2",
        "/fr/école/été?",
        "/fr/école/été/#haut",
        "/fr/école/été#a?b",
    ],
)
def test_each_way_of_writing_an_address_is_the_same_page(route, home, path):
    ContentPageFactory(
        parent=ContentPageFactory(parent=home, slug="école"), title="Été", slug="été"
    )

    answer = route(path)

    assert answer["page"]["title"] == "Été"
    assert answer["path"] == "/fr/école/été/"


@pytest.mark.parametrize(
    "path",
    [
        "/fr/rien/",
        "/fr/page/dessous/",
        "/fr/page/../page/",
        "/fr/./page/",
        "/fr/%2e%2e/fr/page/",
        "/fr/haut%2Fpage/",
        "/fr/haut%252Fpage/",
        "/fr/page%00/",
        "/fr/page\n/",
        "/fr/%ff/",
        "/fr/%/",
        "/fr\\page\\",
        "/fr/PAGE/",
        "/FR/page/",
        "/de/",
        "/accueil/page/",
        "https://testserver/fr/page/",
        "//testserver/fr/page/",
        "/[/",
        "/fr/page;a=b/",
        "/fr/" + "x" * 2000,
        "/fr/" + "/" * 2000 + "page/",
        "/" + "fr/" * 600,
    ],
)
def test_an_address_that_is_nobodys_is_not_found(route, home, path):
    ContentPageFactory(parent=ContentPageFactory(parent=home, slug="haut"), slug="page")
    ContentPageFactory(parent=home, slug="page")

    answer = route(path)

    assert answer == not_found()


def test_a_page_below_a_hidden_one_has_no_breadcrumb_for_it(route, home):
    draft = ContentPageFactory(parent=home, title=SECRET, slug="haut", draft=True)
    ContentPageFactory(parent=draft, title="Bas", slug="bas")

    answer = route("/fr/haut/bas/")

    assert [step["title"] for step in answer["breadcrumbs"]] == ["Accueil", "Bas"]


# --- The root, and languages ---------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "", "//", "/?a=b", "/#a"])
def test_the_root_leads_to_the_default_language_for_now(route, home, english, path):
    answer = route(path)

    assert answer == to("http://testserver/fr/", is_permanent=False)


def test_the_root_leads_to_the_language_preferred(route, home, english):
    answer = route("/", locales=["en", "fr"])

    assert answer == to("http://testserver/en/", is_permanent=False)


def test_the_root_leads_to_the_first_home_page_that_readers_see(route, home, english):
    home.unpublish()

    answer = route("/")

    assert answer == to("http://testserver/en/", is_permanent=False)


def test_without_any_home_page_the_root_is_not_found(route, home):
    home.unpublish()

    assert route("/") == not_found()


def test_another_language_is_served_only_when_it_is_preferred(route, home, english):
    ContentPageFactory(parent=home, title="Page", slug="page")

    alone = route("/en/page/")
    chained = route("/en/page/", locales=["en", "fr"])

    assert alone == not_found("en")
    assert chained == {
        "__typename": "PageRoute",
        "page": {"title": "Page", "locale": "fr", "introduction": ""},
        "path": "/fr/page/",
        "requestedLocale": "en",
        "servedLocale": "fr",
        "fallbackReason": "TRANSLATION_MISSING",
        "isAlias": False,
        "alternates": [{"locale": "fr", "path": "/fr/page/", "url": "http://testserver/fr/page/"}],
        "breadcrumbs": [
            {"title": "Accueil", "path": "/fr/", "url": "http://testserver/fr/"},
            {"title": "Page", "path": "/fr/page/", "url": "http://testserver/fr/page/"},
        ],
    }


def test_the_language_of_the_path_comes_before_any_other(route, home, english):
    page = ContentPageFactory(parent=home, title="Page", slug="page")
    translate(page, english, title="English page")

    answer = route("/fr/page/", locales=["en", "fr"])

    assert answer["page"]["title"] == "Page"
    assert answer["fallbackReason"] is None


@pytest.mark.parametrize("state", ["draft", "expired", "past", "scheduled", "private"])
def test_a_hidden_translation_is_a_missing_one(route, home, english, state):
    page = ContentPageFactory(parent=home, title="Page", slug="page")
    ContentPageFactory(
        parent=home.get_translation(english),
        locale=english,
        title=SECRET,
        slug="page",
        translation_key=page.translation_key,
        **{state: True},
    )

    french = route("/fr/page/")
    chained = route("/en/page/", locales=["fr"])

    assert [version["locale"] for version in french["alternates"]] == ["fr"]
    assert chained["page"]["title"] == "Page"
    assert chained["fallbackReason"] == "TRANSLATION_MISSING"
    assert route("/en/page/") == not_found("en")


def test_an_unknown_language_is_refused(graphql, home):
    answer = graphql(ROUTE, path="/fr/", locales=["fr", "de"])

    [error] = answer["errors"]
    assert error["message"] == "Unknown locale 'de'. This site has: fr."
    assert error["extensions"] == {"code": "BAD_USER_INPUT"}


def test_an_alias_in_another_language_is_served_as_what_it_is(route, home, english):
    page = ContentPageFactory(parent=home, title="Page", slug="page")
    page.copy_for_translation(english, alias=True)

    answer = route("/en/page/")

    assert answer["isAlias"] is True
    assert answer["path"] == "/en/page/"
    assert (answer["requestedLocale"], answer["servedLocale"]) == ("en", "fr")
    assert answer["fallbackReason"] == "TRANSLATION_MISSING"
    assert [version["path"] for version in answer["alternates"]] == ["/fr/page/"]
    assert [version["path"] for version in route("/fr/page/")["alternates"]] == ["/fr/page/"]


def test_an_alias_in_its_sources_language_is_no_fallback(route, home):
    page = ContentPageFactory(parent=home, title="Page", slug="page")
    page.create_alias(update_slug="miroir")

    answer = route("/fr/miroir/")

    assert answer["isAlias"] is True
    assert answer["servedLocale"] == "fr"
    assert answer["fallbackReason"] is None


# --- What is hidden ------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["draft", "expired", "past", "scheduled", "private"])
def test_a_hidden_page_is_answered_like_a_missing_one(cold, client, site, home, state):
    page = ContentPageFactory(parent=home, title=SECRET, slug="canari", **{state: True})

    def ask(path):
        response = client.post(
            "/graphql/",
            {"query": ROUTE, "variables": {"path": path, "locales": ["fr"]}},
            content_type="application/json",
        )
        headers = {k: v for k, v in response.headers.items() if k != "X-Request-Id"}
        return response.status_code, headers, response.content

    hidden = ask("/fr/canari/")
    page.delete()

    assert hidden == ask("/fr/canari/")
    assert json.loads(hidden[2]) == {"data": {"route": not_found()}}


def test_a_page_below_a_private_one_is_not_found(route, home):
    private = ContentPageFactory(parent=home, slug="prive", private=True)
    ContentPageFactory(parent=private, title=SECRET, slug="bas")

    assert route("/fr/prive/bas/") == not_found()


def test_a_page_of_another_site_is_not_found(route, site):
    other = HomePageFactory(title=SECRET, slug="autre")
    wagtail_factories.SiteFactory(hostname="autre.exemple.fr", root_page=other)
    ContentPageFactory(parent=other, title=SECRET, slug="ailleurs")

    assert route("/fr/ailleurs/") == not_found()
    assert route("/autre/ailleurs/") == not_found()


def test_a_page_of_a_type_that_declares_nothing_is_not_found(route, home):
    bare = Page(title=SECRET, slug="nue", content_type=ContentType.objects.get_for_model(Page))
    home.add_child(instance=bare)

    assert route("/fr/nue/") == not_found()


# --- Cost ----------------------------------------------------------------------------------------


def test_a_page_costs_few_queries_whatever_is_beside_it(cold, route, home, english):
    page = home
    for depth in range(3):
        page = ContentPageFactory(parent=page, slug=f"niveau-{depth}")
    translate(page, english)
    path = "/fr/niveau-0/niveau-1/niveau-2/"
    route(path)
    with CaptureQueriesContext(connection) as alone:
        route(path)
    ContentPageFactory.create_batch(49, parent=page.get_parent())

    with CaptureQueriesContext(connection) as among_fifty:
        answer = route(path)

    assert len(answer["breadcrumbs"]) == 4
    assert len(answer["alternates"]) == 2
    assert len(alone) == len(among_fifty) == 4


def test_a_redirect_and_a_missing_page_cost_three_queries(cold, route, site, home):
    Redirect.add_redirect("/fr/vieux", home, site=site)
    route("/fr/vieux/")

    with CaptureQueriesContext(connection) as redirect:
        route("/fr/vieux/")
    with CaptureQueriesContext(connection) as missing:
        route("/fr/rien/")

    assert (len(redirect), len(missing)) == (3, 3)


# --- Letters that are not ASCII ------------------------------------------------------------------

ADDRESSES = """query ($path: String!) {
  route(path: $path) {
    ... on PageRoute {
      path
      page { url urlPath }
      alternates { path url }
      breadcrumbs { path url }
    }
  }
  sitemap { nodes { path url } }
}"""


def test_an_address_is_percent_encoded_and_a_path_is_decoded(ask, site, home):
    ContentPageFactory(parent=home, slug="œuvre-日本")
    path, address = "/fr/œuvre-日本/", "http://testserver/fr/%C5%93uvre-%E6%97%A5%E6%9C%AC/"

    data = ask(ADDRESSES, {"path": path})["data"]

    both = {"path": path, "url": address}
    found = data["route"]
    assert found["path"] == path
    assert found["page"] == {"url": address, "urlPath": path}
    assert found["alternates"] == [both]
    assert found["breadcrumbs"][-1] == both
    assert both in data["sitemap"]["nodes"]


@pytest.mark.parametrize(
    "asked",
    [
        "/fr/œuvre/",
        "/fr/%C5%93uvre/",
        "/fr/%c5%93uvre",
        "/fr/%20%C5%93uvre%20/",
        "%2Ffr/%C5%93uvre/"[3:],
    ],
)
def test_an_address_is_read_encoded_or_not(route, site, home, asked):
    ContentPageFactory(parent=home, slug="œuvre")

    answer = route(asked)

    assert answer["path"] == "/fr/œuvre/"


@pytest.mark.parametrize(
    "asked",
    [
        "/fr/%zz/", "/fr/%ff/", "/fr/%25C5%2593uvre/", "/fr/%00/", "/%",
        # No redirect can have them: a column holds 255 characters.
        f"/fr/{'a' * 300}/", f"/fr/{'é' * 300}/", f"/fr/{'%C3%A9' * 300}/",
    ],
)  # fmt: skip
def test_an_address_that_is_malformed_or_too_long_is_not_found(route, site, home, asked):
    ContentPageFactory(parent=home, slug="œuvre")

    answer = route(asked)

    assert answer["__typename"] == "NotFoundRoute"
