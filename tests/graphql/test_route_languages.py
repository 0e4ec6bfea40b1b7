"""How a route tells of languages: outdated translations, and the languages preferred."""

import pytest
from wagtail.coreutils import get_content_languages
from wagtail.models import Locale, Page

from tests.factories import ContentPageFactory, NetworkFactory, StructurePageFactory


@pytest.fixture
def occitan(home, settings):
    """Return a third language, with its home page."""
    get_content_languages.cache_clear()
    settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = [
        ("fr", "Français"), ("en", "Anglais"), ("oc", "Occitan"),
    ]  # fmt: skip
    locale = Locale.objects.create(language_code="oc")
    home.copy_for_translation(locale).save_revision().publish()
    yield locale
    get_content_languages.cache_clear()


def publish_in(page, locale, **values):
    """Publish a thing's translation with other values."""
    options = {"copy_parents": True} if isinstance(page, Page) else {}
    translation = page.copy_for_translation(locale, **options)
    for name, value in values.items():
        setattr(translation, name, value)
    translation.save()
    translation.save_revision().publish()


def test_a_translation_is_outdated_once_its_source_is_published_again(graphql, home, english):
    query = """query ($path: String!) { route(path: $path) {
      ... on PageRoute { isOutdated sourceChangedAt } } }"""
    page = ContentPageFactory(parent=home, slug="page")
    publish_in(page, english)
    before = graphql(query, path="/en/page/")["data"]["route"]
    page.save_revision().publish()
    page.refresh_from_db()

    after = graphql(query, path="/en/page/")["data"]["route"]
    source = graphql(query, path="/fr/page/")["data"]["route"]

    assert before == source == {"isOutdated": False, "sourceChangedAt": None}
    assert after == {"isOutdated": True, "sourceChangedAt": page.last_published_at.isoformat()}


def test_an_alias_and_a_translation_of_a_hidden_source_are_not_outdated(graphql, home, english):
    query = """query ($path: String!) { route(path: $path) {
      ... on PageRoute { isOutdated sourceChangedAt } } }"""
    page = ContentPageFactory(parent=home, slug="page")
    publish_in(page, english)
    alias = page.create_alias(parent=home, update_slug="alias")
    page.save_revision().publish()
    page.unpublish()
    Page.objects.filter(pk=alias.pk).update(live=True)

    translation = graphql(query, path="/en/page/")["data"]["route"]

    assert translation == {"isOutdated": False, "sourceChangedAt": None}


def test_what_a_page_refers_to_is_looked_for_in_the_languages_preferred(
    graphql, home, english, directory, occitan
):
    network = NetworkFactory(name="Réseau")
    publish_in(network, occitan, name="Ret")
    page = StructurePageFactory(parent=directory, networks=[network], slug="page")
    publish_in(page, english)
    query = """query ($locales: [String!]) { route(path: "/en/%s/page/", locales: $locales) {
      ... on PageRoute { page { ... on StructurePage { networks { name } } } } } }"""
    query %= directory.slug

    plain = graphql(query)["data"]["route"]["page"]["networks"]
    preferred = graphql(query, locales=["oc", "fr"])["data"]["route"]["page"]["networks"]

    assert plain == [{"name": "Réseau"}]
    assert preferred == [{"name": "Ret"}]
