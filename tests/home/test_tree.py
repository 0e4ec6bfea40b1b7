"""Where each type of page may stand, and what the pages of the home application refuse."""

from datetime import date

import pytest
from wagtail.models import Page, get_page_models

from home.models import (
    AgreementsPage,
    ContactPage,
    ContentPage,
    DiagramPage,
    HomePage,
    LegalPage,
)
from networks.models import NetworkIndexPage
from structures.models import StructureIndexPage, StructurePage
from tests.factories import (
    AgreementsPageFactory,
    ContactPageFactory,
    ContentPageFactory,
    DiagramPageFactory,
    HomePageFactory,
    LegalPageFactory,
    NetworkIndexPageFactory,
    StructureIndexPageFactory,
    StructurePageFactory,
)
from tests.refusals import refusals

TREE = {
    HomePageFactory: [
        ContentPage,
        StructureIndexPage,
        NetworkIndexPage,
        AgreementsPage,
        DiagramPage,
        LegalPage,
        ContactPage,
    ],
    ContentPageFactory: [ContentPage],
    StructureIndexPageFactory: [StructurePage, ContentPage],
    StructurePageFactory: [],
    NetworkIndexPageFactory: [ContentPage],
    AgreementsPageFactory: [ContentPage],
    DiagramPageFactory: [],
    LegalPageFactory: [],
    ContactPageFactory: [],
}
PAGE_TYPES = {factory._meta.model for factory in TREE}


@pytest.mark.parametrize(("factory", "expected"), TREE.items())
def test_below_a_page_stand_only_the_types_of_its_rule(home, factory, expected):
    page = factory()

    possible = {model for model in PAGE_TYPES if model.can_create_at(page)}

    assert possible == set(expected)
    assert set(page.creatable_subpage_models()) == set(expected)


def test_only_home_pages_stand_below_the_root(db):
    root = Page.get_first_root_node()

    possible = {model for model in PAGE_TYPES if model.can_create_at(root)}

    assert possible == {HomePage}


def test_every_page_type_has_a_rule():
    types = {model for model in get_page_models() if model is not Page}

    assert types == PAGE_TYPES


@pytest.mark.parametrize(
    "factory",
    [
        StructureIndexPageFactory,
        NetworkIndexPageFactory,
        AgreementsPageFactory,
        DiagramPageFactory,
        ContactPageFactory,
    ],
)
def test_some_pages_stand_once_below_the_home_page_of_a_language(home, english, factory):
    page = factory(parent=home)
    english_home = home.get_translation(english)

    possible = [type(page).can_create_at(parent) for parent in (home, english_home)]

    assert possible == [False, True]


@pytest.mark.parametrize("factory", [ContentPageFactory, LegalPageFactory])
def test_other_pages_stand_as_often_as_need_be(home, factory):
    page = factory(parent=home)

    possible = type(page).can_create_at(home)

    assert possible is True


def test_a_sheet_is_not_moved_out_of_the_directory(home, directory):
    sheet = StructurePageFactory(parent=directory)
    prose = ContentPageFactory(parent=home)

    possible = [sheet.can_move_to(parent) for parent in (home, prose, sheet)]

    assert possible == [False, False, False]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Ce champ ne peut pas être vide."),
        ("<p></p>", "Décrivez en mots tout ce que montre le schéma."),
        ("<p> </p><p><b></b></p>", "Décrivez en mots tout ce que montre le schéma."),
        ("<p>&nbsp;</p>", "Décrivez en mots tout ce que montre le schéma."),
        ("<p>\xa0</p><ul><li></li></ul>", "Décrivez en mots tout ce que montre le schéma."),
    ],
)
def test_a_diagram_without_words_is_refused(home, text, message):
    page = DiagramPageFactory(parent=home)
    page.text_alternative = text

    refused = refusals(page)

    assert refused == {"text_alternative": [message]}


def test_a_diagram_page_without_its_diagram_is_refused(home):
    page = DiagramPageFactory(parent=home)
    page.diagram = None

    refused = refusals(page)

    assert refused == {"diagram": ["Ce champ ne peut pas être vide."]}


def test_a_diagram_with_words_is_accepted(home):
    page = DiagramPageFactory(parent=home, text_alternative="<p>Deux familles.</p>")

    page.full_clean()

    assert page.text_alternative == "<p>Deux familles.</p>"


def test_a_statement_that_ends_before_it_begins_is_refused(home):
    page = LegalPageFactory(parent=home)
    page.in_force_on, page.valid_until = date(2026, 1, 2), date(2026, 1, 1)

    refused = refusals(page)

    assert refused == {"valid_until": ["Cette date est avant l’entrée en vigueur : vérifiez-la."]}


@pytest.mark.parametrize(
    ("in_force_on", "valid_until"),
    [
        (None, None),
        (date(2026, 1, 1), None),
        (None, date(2026, 1, 1)),
        (date(2026, 1, 1), date(2026, 1, 1)),
        (date(2026, 1, 1), date(2028, 12, 31)),
    ],
)
def test_a_statement_with_dates_in_order_or_none_is_accepted(home, in_force_on, valid_until):
    page = LegalPageFactory(parent=home, in_force_on=in_force_on, valid_until=valid_until)

    page.full_clean()

    page.refresh_from_db()
    assert (page.in_force_on, page.valid_until) == (in_force_on, valid_until)
