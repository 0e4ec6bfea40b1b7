"""The alternative text of an image is in the language of what holds the image."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale

from tests.factories import (
    ContentPageFactory,
    ImageFactory,
    NetworkFactory,
    SiteSettingsFactory,
    StructurePageFactory,
)

LOGO = "nodes { logo { alt } networks { logo { alt } } }"
LOGOS = f"""{{ french: structures(locale: "fr") {{ {LOGO} }}
              english: structures(locale: "en") {{ {LOGO} }} }}"""


@pytest.fixture
def garden():
    """Return an image that is described in both languages."""
    return ImageFactory(description="Un jardin", alternatives={"en": "A garden"})


def publish_copy(snippet, locale):
    """Publish the copy for a translation: by itself it's a draft."""
    copy = snippet.copy_for_translation(locale)
    copy.live = True
    copy.save()


def figure(page, image):
    """Give a page a body with a picture."""
    value = {"image": {"image": image.pk, "alt_text": "Ici", "decorative": False}, "caption": ""}
    page.body = (
        type(page)
        ._meta.get_field("body")
        .stream_block.to_python([{"type": "figure", "value": value}])
    )
    page.save_revision().publish()


def pages_holding(image, home, english):
    """Make a French page and its translation, which hold the image in two ways."""
    page = ContentPageFactory(parent=home, slug="une", social_image=image)
    figure(page, image)
    translation = page.copy_for_translation(english)
    translation.slug = "one"
    translation.save_revision().publish()
    return page, translation


HELD = """title locale ... on ContentPage { socialImage { alt }
  body { ... on FigureBlock { alt image { alt } } } }"""
BOTH = f"""{{ fr: page(urlPath: "/fr/une/") {{ {HELD} translations {{ {HELD} }} }}
              en: page(urlPath: "/en/one/") {{ {HELD} translations {{ {HELD} }} }} }}"""


def test_one_image_has_each_holder_s_text_in_one_answer(graphql, home, english, garden):
    pages_holding(garden, home, english)

    answer = graphql(BOTH)

    texts = {
        page["locale"]: (page["socialImage"]["alt"], page["body"][0]["image"]["alt"])
        for root in answer["data"].values()
        for page in (root, *root["translations"])
    }
    assert texts == {"fr": ("Un jardin", "Un jardin"), "en": ("A garden", "A garden")}


def test_an_image_held_in_two_languages_by_one_list_leaks_no_text(
    graphql, home, english, directory, garden
):
    translated, french = (
        NetworkFactory(name="A", logo=garden),
        NetworkFactory(name="B", logo=garden),
    )
    publish_copy(translated, english)
    structure = StructurePageFactory(parent=directory, networks=[translated, french])
    structure.copy_for_translation(english, copy_parents=True).save_revision().publish()

    answer = graphql(
        """{ structures(locale: "en") { nodes { networks { name logo { alt } } } } }"""
    )

    [node] = answer["data"]["structures"]["nodes"]
    assert node["networks"] == [
        {"name": "A", "logo": {"alt": "A garden"}},
        {"name": "B", "logo": {"alt": "Un jardin"}},
    ]


def test_the_text_for_one_use_is_the_block_s_own(graphql, home, english, garden):
    pages_holding(garden, home, english)

    answer = graphql(BOTH)

    assert answer["data"]["en"]["body"][0]["alt"] == "Ici"


def test_the_logo_of_a_snippet_speaks_the_snippet_s_language(
    graphql, home, english, directory, garden
):
    network = NetworkFactory(logo=garden)
    structure = StructurePageFactory(parent=directory, logo=garden, networks=[network])
    structure.copy_for_translation(english, copy_parents=True).save_revision().publish()
    publish_copy(network, english)

    answer = graphql(LOGOS)

    for name, text in {"french": "Un jardin", "english": "A garden"}.items():
        [node] = answer["data"][name]["nodes"]
        assert node == {"logo": {"alt": text}, "networks": [{"logo": {"alt": text}}]}


def test_the_logo_in_the_settings_speaks_the_language_asked_for(graphql, site, english, garden):
    SiteSettingsFactory(site=site, logo=garden)

    answer = graphql(
        """{ a: siteSettings { logo { alt } } b: siteSettings(locale: "en") { logo { alt } } }"""
    )

    assert answer["data"] == {
        "a": {"logo": {"alt": "Un jardin"}},
        "b": {"logo": {"alt": "A garden"}},
    }


def test_the_library_speaks_the_language_asked_for(graphql, home, english, garden):
    answer = graphql(
        """{ a: images { nodes { alt } } b: images(locale: "en") { nodes { alt }
             edges { node { alt } } } }"""
    )

    assert answer["data"] == {
        "a": {"nodes": [{"alt": "Un jardin"}]},
        "b": {"nodes": [{"alt": "A garden"}], "edges": [{"node": {"alt": "A garden"}}]},
    }


def test_an_unknown_language_of_the_library_is_refused(graphql, home):
    answer = graphql('{ images(locale: "xx") { nodes { alt } } }')

    [error] = answer["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ({"description": "Un jardin"}, "Un jardin"),
        ({"description": "", "alternatives": {"en": "A garden"}}, "A garden"),
        ({"description": "Un jardin", "alternatives": {"en": ""}}, "Un jardin"),
        ({"description": ""}, ""),
    ],
)
def test_a_missing_text_is_the_next_language_s_of_the_chain(graphql, english, texts, expected):
    ImageFactory(**texts)

    answer = graphql('{ fr: images { nodes { alt } } en: images(locale: "en") { nodes { alt } } }')

    assert answer["data"]["en"]["nodes"] == [{"alt": expected}]


def test_the_languages_that_the_reader_prefers_come_before_the_first(
    graphql, home, english, settings
):
    settings.WAGTAIL_CONTENT_LANGUAGES = settings.LANGUAGES = [
        ("fr", "Français"),
        ("en", "Anglais"),
        ("oc", "Occitan"),
    ]
    occitan = Locale.objects.create(language_code="oc")
    home.copy_for_translation(occitan).save_revision().publish()
    texts = {"oc": "Un òrt"}
    image = ImageFactory(description="Un jardin", alternatives=texts)
    ContentPageFactory(
        parent=home.get_translation(english), slug="one", social_image=image, locale=english
    )

    answer = graphql(
        """{ route(path: "/en/one/", locales: ["en", "oc"]) { ... on PageRoute { page {
             ... on ContentPage { socialImage { alt } } } } } }"""
    )

    assert answer["data"]["route"]["page"]["socialImage"] == {"alt": "Un òrt"}


def test_a_text_in_a_language_in_preparation_is_no_text(graphql, home, settings):
    settings.WAGTAIL_CONTENT_LANGUAGES = [("fr", "Français"), ("en", "Anglais")]
    home.copy_for_translation(Locale.objects.create(language_code="en"))
    ImageFactory(description="", alternatives={"en": "A garden"})

    answer = graphql('{ images(locale: "en") { nodes { alt } } }')

    assert answer["data"]["images"]["nodes"] == [{"alt": ""}]


def test_texts_in_two_languages_cost_no_query_more(graphql, cold, home, english, garden):
    other = ImageFactory()
    pages_holding(garden, home, english)
    graphql(BOTH)
    with CaptureQueriesContext(connection) as described:
        graphql(BOTH)
    other.delete()
    garden.alternatives = {}
    garden.save()

    with CaptureQueriesContext(connection) as bare:
        graphql(BOTH.replace("socialImage { alt }", "socialImage { title }"))

    assert len(described) == len(bare)
