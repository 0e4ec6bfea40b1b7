"""How the languages that a route prefers lead what its page refers to."""

import pytest
from wagtail.coreutils import get_content_languages
from wagtail.models import Locale, Page

from tests.factories import NetworkFactory, StructurePageFactory


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
