"""Menus, settings, media and redirects over GraphQL."""

import pytest
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale

from tests.factories import (
    ContentPageFactory,
    DocumentFactory,
    ImageFactory,
    MenuFactory,
    MenuItemFactory,
    SiteSettingsFactory,
)


def test_a_menu_shows_labels_titles_addresses_and_children(graphql, home):
    section = ContentPageFactory(parent=home, title="Partie", slug="partie")
    ContentPageFactory(parent=section, title="Dedans", slug="dedans", show_in_menus=True)
    MenuItemFactory(page=section, with_children=True, sort_order=0)
    MenuItemFactory(page=home, label="Début", sort_order=1)
    MenuItemFactory(label="Ailleurs", external_url="https://exemple.fr/", sort_order=2)

    answer = graphql(
        """{ navigation { locale footer { label }
             main { label url page { title } children { label url } } } }"""
    )

    base = "http://testserver/fr/"
    assert answer["data"]["navigation"] == {
        "locale": "fr",
        "main": [
            {
                "label": "Partie",
                "url": f"{base}partie/",
                "page": {"title": "Partie"},
                "children": [{"label": "Dedans", "url": f"{base}partie/dedans/"}],
            },
            {"label": "Début", "url": base, "page": {"title": "Accueil"}, "children": []},
            {"label": "Ailleurs", "url": "https://exemple.fr/", "page": None, "children": []},
        ],
        "footer": [],
    }


def test_a_language_without_a_menu_gets_the_first_ones_with_its_own_pages(graphql, home, english):
    MenuItemFactory(page=home)

    answer = graphql('{ navigation(locale: "en") { locale main { label url page { locale } } } }')

    assert answer["data"]["navigation"] == {
        "locale": "en",
        "main": [{"label": "Home", "url": "http://testserver/en/", "page": {"locale": "en"}}],
    }


def test_a_language_with_its_own_menu_gets_it(graphql, home, english):
    MenuItemFactory(page=home)
    menu = MenuFactory(locale=english)
    MenuItemFactory(menu=menu, label="Elsewhere", external_url="https://example.org/")

    answer = graphql('{ navigation(locale: "en") { main { label } } }')

    assert answer["data"]["navigation"] == {"main": [{"label": "Elsewhere"}]}


def test_settings_are_those_of_the_site(graphql, site):
    SiteSettingsFactory(
        site=site,
        association_name="IAE 48",
        email="contact@exemple.fr",
        social_links=[],
        logo=ImageFactory(description="Trois collines"),
    )

    answer = graphql(
        """{ siteSettings { associationName frontendUrl email phone
                            logo { alt } socialLinks { name } } }"""
    )

    assert answer["data"]["siteSettings"] == {
        "associationName": "IAE 48",
        "frontendUrl": "https://www.exemple.fr",
        "email": "contact@exemple.fr",
        "phone": "",
        "logo": {"alt": "Trois collines"},
        "socialLinks": [],
    }


def test_settings_that_nobody_saved_are_answered_and_not_written(graphql, site):
    from cms.models import SiteSettings

    answer = graphql("{ siteSettings { associationName frontendUrl socialLinks { name } } }")

    assert answer["data"]["siteSettings"] == {
        "associationName": "IAE 48",
        "frontendUrl": "http://testserver",
        "socialLinks": [],
    }
    assert not SiteSettings.objects.exists()


@pytest.mark.parametrize(
    ("texts", "french", "english_text"),
    [
        ({"fr": "Un emploi", "en": "A job"}, "Un emploi", "A job"),
        ({"fr": "Un emploi"}, "Un emploi", "Un emploi"),
        ({"en": "A job"}, "A job", "A job"),
        ({}, "", ""),
    ],
)
def test_the_tagline_is_in_the_language_asked_for_else_in_the_next(
    graphql, site, english, texts, french, english_text
):
    SiteSettingsFactory(site=site, tagline=texts)

    answer = graphql(
        """{ default: siteSettings { tagline } fr: siteSettings(locale: "fr") { tagline }
             en: siteSettings(locale: "en") { tagline } }"""
    )

    taglines = {name: found["tagline"] for name, found in answer["data"].items()}
    assert taglines == {"default": french, "fr": french, "en": english_text}


def test_a_tagline_in_a_language_in_preparation_is_not_answered(graphql, site, home):
    home.copy_for_translation(Locale.objects.create(language_code="en"))
    SiteSettingsFactory(site=site, tagline={"en": "A job"})

    answer = graphql('{ siteSettings(locale: "en") { tagline } }')

    assert answer == {"data": {"siteSettings": {"tagline": ""}}}


def test_the_media_library_is_read_by_title(graphql, site):
    ImageFactory(title="Deux")
    ImageFactory(title="Une")
    document = DocumentFactory(title="Schéma")

    answer = graphql(
        """{ images(first: 1) { totalCount nodes { title alt } }
             documents { nodes { title url fileExtension } } }"""
    )

    assert answer["data"] == {
        "images": {"totalCount": 2, "nodes": [{"title": "Deux", "alt": "Un jardin en Lozère"}]},
        "documents": {
            "nodes": [
                {
                    "title": "Schéma",
                    "url": f"http://testserver{document.url}",
                    "fileExtension": "txt",
                }
            ]
        },
    }


def test_redirects_lead_to_addresses_of_the_front_end(graphql, site, home):
    page = ContentPageFactory(parent=home, slug="neuf")
    Redirect.objects.create(old_path="/vieux", redirect_page=page, site=site, is_permanent=False)

    answer = graphql("{ redirects { oldPath target isPermanent } }")

    assert answer["data"]["redirects"] == [
        {"oldPath": "/vieux", "target": "http://testserver/fr/neuf/", "isPermanent": False}
    ]


def test_a_site_without_settings_has_default_ones(graphql, home):
    answer = graphql("{ siteSettings { id associationName socialLinks { url } } }")

    assert "errors" not in answer
    assert answer["data"]["siteSettings"]["id"] == "0"
