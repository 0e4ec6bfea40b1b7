"""An address that leads elsewhere, or was withdrawn."""

import pytest
import wagtail_factories
from wagtail.contrib.redirects.models import Redirect

from tests.cms.graphql.routes import not_found, to
from tests.factories import ContentPageFactory, HomePageFactory


def test_a_redirect_leads_to_a_page_or_elsewhere(route, site, home):
    page = ContentPageFactory(parent=home, slug="neuf")
    Redirect.add_redirect("/fr/vieux/", page, site=site)
    Redirect.add_redirect("/dehors", "https://exemple.fr/a", is_permanent=False)

    assert route("/fr/vieux/") == to("http://testserver/fr/neuf/")
    assert route("/fr/vieux") == to("http://testserver/fr/neuf/")
    assert route("/dehors/") == to("https://exemple.fr/a", is_permanent=False)


@pytest.mark.parametrize(
    ("old_path", "asked"),
    [
        ("/été", "/%C3%A9t%C3%A9/"),
        ("/%C3%A9t%C3%A9/", "/été"),
        ("/caf%E9/", "/caf%E9"),
        ("/vieux.php?b=2&a=1", "/vieux.php?a=1&b=2"),
        ("/vieux.php", "/vieux.php?a=1"),
        ("/vieux", "//vieux//#haut"),
        ("/fr", "/fr/"),
    ],
)
def test_redirects_are_found_as_wagtail_writes_them(route, site, home, old_path, asked):
    home.unpublish()
    Redirect.add_redirect(old_path, "https://exemple.fr/", site=site)

    assert route(asked) == to("https://exemple.fr/")


def test_the_more_precise_redirect_wins(route, site, home):
    Redirect.add_redirect("/vieux", "https://exemple.fr/tous")
    Redirect.add_redirect("/vieux", "https://exemple.fr/ici", site=site)
    Redirect.add_redirect("/vieux?a=1", "https://exemple.fr/a")

    assert route("/vieux") == to("https://exemple.fr/ici")
    assert route("/vieux?a=1") == to("https://exemple.fr/a")


def test_a_page_wins_over_a_redirect_and_a_redirect_over_another_language(
    route, site, home, english
):
    ContentPageFactory(parent=home, title="Page", slug="page")
    Redirect.add_redirect("/fr/page", "https://exemple.fr/", site=site)
    Redirect.add_redirect("/en/page", "https://exemple.fr/en", site=site)

    assert route("/fr/page/")["__typename"] == "PageRoute"
    assert route("/en/page/", locales=["fr"]) == to("https://exemple.fr/en")


def test_a_page_that_moved_is_found_under_its_old_address(
    route, site, home, django_capture_on_commit_callbacks
):
    page = ContentPageFactory(parent=home, slug="vieux")
    page.slug = "neuf"
    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision().publish()

    assert route("/fr/vieux/") == to("http://testserver/fr/neuf/")


def test_a_page_that_moved_below_another_one_is_found_with_all_below_it(
    route, site, home, django_capture_on_commit_callbacks
):
    section = ContentPageFactory(parent=home, slug="partie")
    page = ContentPageFactory(parent=home, slug="page")
    ContentPageFactory(parent=page, slug="dessous")
    with django_capture_on_commit_callbacks(execute=True):
        page.move(section, pos="last-child")

    assert route("/fr/page/") == to("http://testserver/fr/partie/page/")
    assert route("/fr/page/dessous/") == to("http://testserver/fr/partie/page/dessous/")


@pytest.mark.parametrize("state", ["draft", "expired", "past", "scheduled", "private"])
def test_a_redirect_to_a_hidden_page_is_none(route, site, home, state):
    hidden = ContentPageFactory(parent=home, slug="canari", **{state: True})
    Redirect.add_redirect("/vieux", hidden, site=site)

    assert route("/vieux") == not_found()


def test_a_redirect_to_a_page_below_a_private_one_or_of_another_site_is_none(route, site, home):
    private = ContentPageFactory(parent=home, slug="prive", private=True)
    other = HomePageFactory(slug="autre")
    wagtail_factories.SiteFactory(hostname="autre.exemple.fr", root_page=other)
    Redirect.add_redirect("/bas", ContentPageFactory(parent=private, slug="bas"), site=site)
    Redirect.add_redirect("/ailleurs", ContentPageFactory(parent=other, slug="x"), site=site)

    assert route("/bas") == not_found()
    assert route("/ailleurs") == not_found()


def test_a_redirect_of_another_site_is_none(route, site, home):
    other = wagtail_factories.SiteFactory(
        hostname="autre.exemple.fr", root_page=HomePageFactory(slug="autre")
    )
    Redirect.add_redirect("/vieux", "https://exemple.fr/", site=other)

    assert route("/vieux") == not_found()


def test_a_redirect_without_target_says_that_the_page_is_gone(graphql, route, site, home, english):
    Redirect.objects.create(old_path="/en/vieux", site=site)

    answer = graphql("{ redirects { oldPath } }")

    assert route("/en/vieux/") == {"__typename": "GoneRoute", "requestedLocale": "en"}
    assert answer["data"]["redirects"] == []
