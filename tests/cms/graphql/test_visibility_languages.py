"""Nothing hidden gets out through a language, an alias, or what other pages tell of it."""

import json

import pytest
from django.contrib.contenttypes.models import ContentType
from wagtail.models import Locale, Page

from tests.factories import (
    ContentPageFactory,
    MenuFactory,
    MenuItemFactory,
    NetworkFactory,
)

SECRET = "CANARI"


@pytest.mark.parametrize("state", ["in preparation", "no more"])
def test_a_language_that_is_not_live_is_hidden_whole(graphql, home, english, settings, state):
    page = ContentPageFactory(parent=home, title="Visible", slug="une")
    translation = page.copy_for_translation(english)
    translation.title = SECRET
    translation.save_revision().publish()
    if state == "in preparation":
        home.get_translation(english).unpublish()
    else:
        settings.WAGTAIL_CONTENT_LANGUAGES = [("fr", "Français")]

    answer = graphql(
        """query ($id: ID!) { page(id: $id) { title } sitemap { nodes { path } }
             french: page(slug: "une") { title translations { title } }
             route(path: "/en/une/") { __typename } }""",
        id=str(translation.pk),
    )

    assert SECRET not in json.dumps(answer)
    assert answer["data"]["page"] is None
    assert answer["data"]["french"] == {"title": "Visible", "translations": []}
    assert answer["data"]["route"] == {"__typename": "NotFoundRoute"}


@pytest.fixture(params=["below a private page", "past", "scheduled"])
def source(request, home):
    """Return a page that readers must not see, of which a published alias can be made."""
    if request.param == "below a private page":  # an alias of the private page would be private
        private = ContentPageFactory(parent=home, slug="prive", private=True)
        return ContentPageFactory(parent=private, title=SECRET, slug="source")
    return ContentPageFactory(parent=home, title=SECRET, slug="source", **{request.param: True})


@pytest.mark.parametrize("depth", [1, 2], ids=["alias", "alias of an alias"])
def test_an_alias_of_a_hidden_page_is_hidden(graphql, home, source, depth):
    alias = source
    for number in range(depth):
        alias = alias.create_alias(parent=home, update_slug=f"alias-{number}")
    Page.objects.exclude(pk=source.pk).update(live=True, go_live_at=None, expire_at=None)
    link = {"type": "call_to_action", "value": {"title": "T", "link": {"page": alias.pk}}}
    ContentPageFactory(parent=home, slug="lien", body=[link])

    answer = graphql(
        """query ($id: ID!) { page(id: $id) { title } pages { title } sitemap { nodes { path } }
             route(path: "/fr/alias-0/") { __typename }
             link: page(slug: "lien") { ... on ContentPage { body {
               ... on CallToActionBlock { link { page { url } } } } } } }""",
        id=str(alias.pk),
    )

    assert SECRET not in json.dumps(answer)
    assert "alias" not in json.dumps(answer)
    assert answer["data"]["page"] is None
    assert answer["data"]["link"] == {"body": [{"link": {"page": None}}]}
    assert answer["data"]["route"] == {"__typename": "NotFoundRoute"}


def test_an_alias_of_a_visible_page_is_answered(graphql, home):
    page = ContentPageFactory(parent=home, title="Visible", slug="une")
    alias = page.create_alias(parent=home, update_slug="deux")

    answer = graphql("query ($id: ID!) { page(id: $id) { title } }", id=str(alias.pk))

    assert answer == {"data": {"page": {"title": "Visible"}}}


def test_a_page_in_a_language_without_home_page_is_hidden(graphql, home):
    english = Locale.objects.create(language_code="en")
    page = ContentPageFactory(parent=home, title=SECRET, slug="one")
    Page.objects.filter(pk=page.pk).update(locale=english)

    answer = graphql(
        """query ($id: ID!, $home: ID!) {
             page(id: $id) { title locale } pages(ancestor: $home) { title } }""",
        id=str(page.pk),
        home=str(home.pk),
    )

    assert answer == {"data": {"page": None, "pages": []}}


def test_a_snippet_in_a_language_without_home_page_is_hidden(graphql, home):
    english = Locale.objects.create(language_code="en")
    NetworkFactory(name=SECRET, locale=english)

    answer = graphql(
        """{ networks(locale: "en") { nodes { name } }
             search(query: "canari", locale: "en") { totalCount } }"""
    )

    assert answer == {"data": {"networks": {"nodes": []}, "search": {"totalCount": 0}}}


@pytest.mark.parametrize("state", ["without home page", "home page a draft"])
def test_a_menu_of_a_language_in_preparation_is_hidden(graphql, home, state):
    english = Locale.objects.create(language_code="en")
    if state == "home page a draft":
        home.copy_for_translation(english)
    menu = MenuFactory(locale=english)
    MenuItemFactory(menu=menu, label=SECRET, external_url="https://exemple.fr/")

    answer = graphql('{ navigation(locale: "en") { main { label url } footer { label } } }')

    assert answer == {"data": {"navigation": {"main": [], "footer": []}}}


@pytest.mark.parametrize("word", ["jardin", "bois"])
def test_hidden_pages_do_not_change_the_order_of_what_is_found(graphql, home, word):
    ContentPageFactory(parent=home, title="une", introduction="jardin jardin bois")
    ContentPageFactory(parent=home, title="duo", introduction="jardin bois bois")
    ask = '{ search(query: "jardin bois") { nodes { ... on PageInterface { title } } } }'
    before = graphql(ask)

    ContentPageFactory.create_batch(5, parent=home, introduction=word, draft=True)

    assert graphql(ask) == before


def test_a_menu_has_no_entry_for_a_page_type_that_declares_nothing(graphql, home):
    bare = home.add_child(
        instance=Page(
            title=SECRET, slug="nue", content_type=ContentType.objects.get_for_model(Page)
        )
    )
    MenuItemFactory(label=SECRET, page=bare)

    answer = graphql("{ navigation { main { label url } } }")

    assert answer == {"data": {"navigation": {"main": []}}}
