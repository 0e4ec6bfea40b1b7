"""Any text can be searched for, in the admin too; ligatures and accents do not count."""

import unicodedata

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from wagtail.models import Page
from wagtail.search.backends import get_search_backend
from wagtail.search.query import MATCH_ALL, Phrase, PlainText

from cms.models import CustomDocument, CustomImage
from cms.text.words import words_in
from home.models import ContentPage
from networks.models import Network
from tests.factories import (
    ContentPageFactory,
    DocumentFactory,
    ImageFactory,
    NetworkFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

HOSTILE = [
    '"', "'", "''", '""', "*", "(", ")", "NEAR", "NEAR(", "AND", "OR", "NOT", "^", "-", "+", ":",
    "{", "\\", "%", "_", "title:", 'a" AND "b', "a AND", '"a', "a*", "\x00", "a\x00b", "\ud800",
    "«»…!?", "🦔", "a " * 5_000, "x" * 10_000, "é̂̂", "' OR 1=1 --",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:12]))
def test_no_text_breaks_a_search(home, text):
    backend = get_search_backend()

    for find in (backend.search, backend.autocomplete):
        found = find(text, Page.objects.all())
        assert isinstance(len(found), int)
        assert list(found[:3]) == list(found)[:3]


@pytest.mark.parametrize("text", ["", '"', "!!!", "\x00"])
def test_a_text_without_words_finds_nothing(home, text):
    found = get_search_backend().search(text, Page.objects.all())

    assert list(found) == []
    assert found.count() == 0


@pytest.mark.parametrize(
    "query",
    [
        PlainText('"oeuvre"'),
        Phrase('belle "oeuvre"'),
        Phrase('belle "oeuvre'),
        PlainText("oeuvre") & ~PlainText("absent"),
        PlainText("oeuvre") | PlainText('"'),
        PlainText("oeuvre") & MATCH_ALL,
    ],
    ids=repr,
)
def test_a_query_that_is_put_together_is_searched_by_its_words(home, query):
    page = ContentPageFactory(parent=home, title="Une belle œuvre")

    assert [found.pk for found in get_search_backend().search(query, Page.objects.all())] == [
        page.pk
    ]


@pytest.mark.parametrize(
    "text", ["oeuvre", "œuvre", "ŒUVRE", "Oeuvre", "l'œuvre", "l’oeuvre", "boeuf", "BŒUF", "été",
             "ete", unicodedata.normalize("NFD", "été"), "strasse", "Straße"],
)  # fmt: skip
def test_ligatures_accents_and_forms_do_not_count(graphql, home, text):
    for number, title in enumerate(["L’œuvre du bœuf", "L'oeuvre du boeuf", "l'ŒUVRE du BŒUF"]):
        nfd = unicodedata.normalize("NFD", f"{title} en été, rue Straße")
        ContentPageFactory(
            parent=home, slug=f"p{number}", title=nfd if number else f"{title} en été, rue Straße"
        )

    found = graphql("query ($q: String!) { search(query: $q) { totalCount } }", q=text)

    assert found["data"]["search"]["totalCount"] == 3


@pytest.mark.parametrize("text", ["m2", "m²", "1er", "1ᵉʳ", "co2", "CO₂"])
def test_raised_and_lowered_signs_are_found_as_people_type_them(graphql, home, text):
    ContentPageFactory(parent=home, title="50 m² à 1ᵉʳ prix, sans CO₂")

    found = graphql("query ($q: String!) { search(query: $q) { totalCount } }", q=text)

    assert found["data"]["search"]["totalCount"] == 1


def test_a_network_is_found_whatever_its_letters(graphql, home):
    NetworkFactory(name="Cœur de l’Aubrac")

    found = [
        graphql("query ($q: String!) { search(query: $q) { totalCount } }", q=text)
        for text in ("coeur", "CŒUR", "l'aubrac")
    ]

    assert [one["data"]["search"]["totalCount"] for one in found] == [1, 1, 1]
    assert len(get_search_backend().autocomplete("coe", Network)) == 1


TITLES_WITH_SIGNS = [
    "Le S.A.P. en Lozère", "CANARI-7", "CDD/CDI", "Covid-19 : mesures", "rapport-2026",
    "+3 % d’eau", "a/b/c.d", "www.exemple.fr", "nom@exemple.fr", "/chemin/du/mont", "1.5e3",
    "-12,5", "v1.2.3", "A&B", "<b>gras</b>", "&eacute;t", "x_y", "1er janvier",
    "struc\u00adture", "sans\u200bblanc",
]  # fmt: skip


@pytest.mark.parametrize("title", TITLES_WITH_SIGNS, ids=ascii)
def test_a_page_is_found_by_its_own_title_and_by_each_of_its_words(graphql, home, title):
    page = ContentPageFactory(parent=home, title=title, slug="signes")
    backend = get_search_backend()

    for text in [title, *words_in(title)]:
        found = graphql("query ($q: String!) { search(query: $q) { totalCount } }", q=text)
        assert found["data"]["search"]["totalCount"] == 1, text
        assert list(backend.search(text, ContentPage.objects.all())) == [page], text
        assert list(backend.autocomplete(text, ContentPage.objects.all())) == [page], text


@pytest.mark.parametrize(
    ("model", "factory", "field"),
    [
        (CustomImage, ImageFactory, "title"),
        (CustomDocument, DocumentFactory, "title"),
        (Network, NetworkFactory, "name"),
    ],
)
def test_every_other_index_has_the_same_words(home, model, factory, field):
    row = factory(**{field: "Bilan CDD/CDI 2026-S.A.P."})
    backend = get_search_backend()

    for text in ("CDD/CDI", "cdi", "2026-S.A.P.", "s a p"):
        assert list(backend.search(text, model)) == [row], text
        assert list(backend.autocomplete(text, model)) == [row], text


# --- The admin -----------------------------------------------------------------------------------


def addresses(patterns, prefix="/"):
    """Yield the addresses of patterns that take no argument."""
    for pattern in patterns:
        path = str(pattern.pattern)
        if pattern.pattern.regex.groups or "<" in path or "(" in path.replace("(?i", ""):
            continue
        path = prefix + path.lstrip("^").rstrip("$").replace("\\Z", "")
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, path)
        elif isinstance(pattern, URLPattern):
            yield path


def admin_addresses():
    """Return every address of the admin without an argument that answers a search."""
    admin = {one for one in addresses(get_resolver().url_patterns) if one.startswith("/admin/")}
    # They end the session, or are no page.
    others = ("logout", "jsi18n", ".*")
    return sorted(one for one in admin if not any(part in one for part in others))


@pytest.mark.any_database
@pytest.mark.parametrize("text", ['"', "a\" AND (NEAR* ^-'", "\x00a"], ids=ascii)
def test_no_search_of_the_admin_fails(client, home, text):
    client.force_login(UserFactory(is_superuser=True))
    client.raise_request_exception = False

    statuses = {
        address: client.get(address, {"q": text, "query": text, "search": text}).status_code
        for address in admin_addresses()
    }

    assert len(statuses) > 60
    assert {address: status for address, status in statuses.items() if status >= 500} == {}
