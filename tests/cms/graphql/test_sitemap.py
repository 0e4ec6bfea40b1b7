"""The site as a whole: its sitemap, its own facts, and the order of its pages."""

from datetime import UTC, datetime

import pytest
import wagtail_factories
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from tests.factories import ContentPageFactory, HomePageFactory, SiteSettingsFactory

SECRET = "CANARI"
SITEMAP = """
query ($first: Int = 100, $after: String) {
  sitemap(first: $first, after: $after) {
    totalCount
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    nodes { url path locale lastModified alternates { locale path url } }
    edges { cursor node { path } }
  }
}
"""
SITE = "id hostname siteName isDefaultSite url locales rootPage { title }"


def paths(answer):
    return [node["path"] for node in answer["data"]["sitemap"]["nodes"]]


# --- Sitemap -------------------------------------------------------------------------------------


def test_the_sitemap_has_every_page_of_every_language(graphql, site, home, english):
    SiteSettingsFactory(site=site, frontend_url="https://www.exemple.fr/")
    published = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
    page = ContentPageFactory(parent=home, slug="page", last_published_at=published)
    translation = page.copy_for_translation(english)
    translation.slug = "sheet"
    translation.save_revision().publish()
    Page.objects.exclude(pk=page.pk).update(last_published_at=None)

    answer = graphql(SITEMAP)

    def version(locale, path):
        return {"locale": locale, "path": path, "url": f"https://www.exemple.fr{path}"}

    homes = [version("fr", "/fr/"), version("en", "/en/")]
    sheets = [version("fr", "/fr/page/"), version("en", "/en/sheet/")]
    assert answer["data"]["sitemap"]["nodes"] == [
        {**homes[0], "lastModified": None, "alternates": homes},
        {**sheets[0], "lastModified": "2026-03-01T08:30:00+00:00", "alternates": sheets},
        {**homes[1], "lastModified": None, "alternates": homes},
        {**sheets[1], "lastModified": None, "alternates": sheets},
    ]
    assert answer["data"]["sitemap"]["totalCount"] == 4


def test_the_sitemap_is_read_page_by_page(graphql, home):
    ContentPageFactory(parent=home, slug="une")
    ContentPageFactory(parent=home, slug="deux")

    first = graphql(SITEMAP, first=2)["data"]["sitemap"]
    rest = graphql(SITEMAP, first=2, after=first["pageInfo"]["endCursor"])["data"]["sitemap"]

    assert [edge["node"]["path"] for edge in first["edges"]] == ["/fr/", "/fr/une/"]
    assert first["pageInfo"] == {
        "hasNextPage": True,
        "hasPreviousPage": False,
        "startCursor": first["edges"][0]["cursor"],
        "endCursor": first["edges"][1]["cursor"],
    }
    assert [edge["node"]["path"] for edge in rest["edges"]] == ["/fr/deux/"]
    assert rest["pageInfo"]["hasNextPage"] is False
    assert rest["totalCount"] == 3


@pytest.mark.parametrize("arguments", [{"first": 101}, {"first": 0}, {"after": "x"}])
def test_a_sitemap_that_makes_no_sense_is_refused(graphql, home, arguments):
    answer = graphql(SITEMAP, **arguments)

    assert answer["errors"][0]["extensions"] == {"code": "BAD_USER_INPUT"}


@pytest.mark.parametrize("state", ["draft", "expired", "past", "scheduled", "private"])
def test_a_hidden_page_is_not_in_the_sitemap(graphql, home, state):
    ContentPageFactory(parent=home, slug="canari", **{state: True})

    assert paths(graphql(SITEMAP)) == ["/fr/"]


def test_what_is_below_a_private_page_elsewhere_or_undeclared_is_not_in_the_sitemap(
    graphql, site, home
):
    private = ContentPageFactory(parent=home, slug="prive", private=True)
    ContentPageFactory(parent=private, slug="bas")
    other = HomePageFactory(slug="autre")
    wagtail_factories.SiteFactory(hostname="autre.exemple.fr", root_page=other)
    bare = Page(title=SECRET, slug="nue", content_type=ContentType.objects.get_for_model(Page))
    home.add_child(instance=bare)

    assert paths(graphql(SITEMAP)) == ["/fr/"]


def test_a_hidden_translation_is_no_alternate_and_an_alias_no_page(graphql, home, english):
    draft = ContentPageFactory(parent=home, slug="a")
    draft.copy_for_translation(english)
    mirrored = ContentPageFactory(parent=home, slug="b")
    mirrored.copy_for_translation(english, alias=True)
    mirrored.create_alias(update_slug="c")

    nodes = graphql(SITEMAP)["data"]["sitemap"]["nodes"]

    assert {node["path"]: [item["path"] for item in node["alternates"]] for node in nodes} == {
        "/fr/": ["/fr/", "/en/"],
        "/fr/a/": ["/fr/a/"],
        "/fr/b/": ["/fr/b/"],
        "/en/": ["/fr/", "/en/"],
    }


def test_the_sitemap_costs_the_same_for_one_page_and_for_fifty(cold, graphql, home, english):
    graphql(SITEMAP)
    with CaptureQueriesContext(connection) as few:
        graphql(SITEMAP)
    for page in ContentPageFactory.create_batch(24, parent=home):
        page.copy_for_translation(english).save_revision().publish()

    with CaptureQueriesContext(connection) as fifty:
        answer = graphql(SITEMAP)

    assert len(paths(answer)) == 50
    assert len(few) == len(fifty) == 4


# --- Site ----------------------------------------------------------------------------------------


def test_the_site_is_the_one_that_answers(graphql, site, home, english):
    SiteSettingsFactory(site=site, frontend_url="https://www.exemple.fr/")
    wagtail_factories.SiteFactory(hostname="autre.exemple.fr", root_page=HomePageFactory())

    answer = graphql(
        f"""query ($id: ID!) {{
          site {{ {SITE} }}
          sites {{ hostname rootPage(locale: "en") {{ title }} }}
          id: site(id: $id) {{ hostname }}
          hostname: site(hostname: "testserver") {{ hostname }}
          other: site(hostname: "autre.exemple.fr") {{ hostname }}
        }}""",
        id=str(site.pk),
    )

    assert answer["data"] == {
        "site": {
            "id": str(site.pk),
            "hostname": "testserver",
            "siteName": "IAE 48",
            "isDefaultSite": True,
            "url": "https://www.exemple.fr",
            "locales": ["fr", "en"],
            "rootPage": {"title": "Accueil"},
        },
        "sites": [{"hostname": "testserver", "rootPage": {"title": "Home"}}],
        "id": {"hostname": "testserver"},
        "hostname": {"hostname": "testserver"},
        "other": None,
    }


def test_a_hidden_home_page_is_no_root_page(graphql, site, home):
    home.unpublish()

    answer = graphql("{ site { rootPage { title } } }")

    assert answer["data"] == {"site": {"rootPage": None}}


# --- Order of pages ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("order", "titles"),
    [
        ("TREE", ["Accueil", "B", "C", "A"]),
        ("TITLE", ["A", "Accueil", "B", "C"]),
        ("TITLE_DESC", ["C", "B", "Accueil", "A"]),
        ("FIRST_PUBLISHED", ["C", "A", "B", "Accueil"]),
        ("FIRST_PUBLISHED_DESC", ["B", "A", "C", "Accueil"]),
        ("LAST_PUBLISHED", ["A", "B", "C", "Accueil"]),
        ("LAST_PUBLISHED_DESC", ["C", "B", "A", "Accueil"]),
    ],
)
def test_pages_are_ordered_by_a_named_order(graphql, home, order, titles):
    for title, first, last in (("B", 3, 5), ("C", 1, 6), ("A", 2, 4)):
        ContentPageFactory(
            parent=home,
            title=title,
            first_published_at=datetime(2026, 1, first, tzinfo=UTC),
            last_published_at=datetime(2026, 1, last, tzinfo=UTC),
        )

    answer = graphql(
        "query ($order: PageOrder!) { pages(orderBy: $order, inSite: true) { title } }",
        order=order,
    )

    assert [page["title"] for page in answer["data"]["pages"]] == titles


def test_a_page_is_listed_by_id_when_readers_see_it(graphql, home):
    shown = ContentPageFactory(parent=home, title="Une")
    draft = ContentPageFactory(parent=home, title=SECRET, draft=True)

    answer = graphql(
        """query ($shown: ID!, $draft: ID!) {
          shown: pages(id: $shown) { title }
          draft: pages(id: $draft) { title }
        }""",
        shown=str(shown.pk),
        draft=str(draft.pk),
    )

    assert answer["data"] == {"shown": [{"title": "Une"}], "draft": []}


@pytest.mark.parametrize("order", ["owner__password", "title", '"TITLE"'])
def test_an_order_is_no_column(graphql, home, order):
    answer = graphql(f"{{ pages(orderBy: {order}) {{ title }} }}")

    assert "data" not in answer
    assert answer["errors"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
