"""What menus and their entries refuse, and how they are called."""

import pytest
from django.db import IntegrityError

from cms.models import Menu, MenuItem
from tests.factories import MenuFactory, MenuItemFactory
from tests.refusals import refusals

ONE_TARGET = "Choisissez une page ou saisissez une adresse, pas les deux."


def test_an_entry_that_leads_nowhere_is_refused(home):
    entry = MenuItem(menu=MenuFactory(), label="Nulle part")

    refused = refusals(entry)

    assert refused == {"page": [ONE_TARGET]}


def test_an_entry_that_leads_to_two_places_is_refused(home):
    entry = MenuItem(menu=MenuFactory(), page=home, external_url="https://www.exemple.fr/")

    refused = refusals(entry)

    assert refused == {"page": [ONE_TARGET]}


def test_an_address_without_a_label_is_refused(home):
    entry = MenuItem(menu=MenuFactory(), external_url="https://www.exemple.fr/")

    refused = refusals(entry)

    assert refused == {"label": ["Donnez un libellé à cette adresse."]}


@pytest.mark.parametrize("address", ["structures", "javascript:alert(1)", "//www.exemple.fr"])
def test_an_entry_to_what_is_no_address_is_refused(home, address):
    entry = MenuItem(menu=MenuFactory(), external_url=address, label="Un exemple")

    refused = refusals(entry)

    assert refused == {"external_url": ["Saisissez une URL valide."]}


@pytest.mark.parametrize(("label", "called"), [("", "Accueil"), ("Le début", "Le début")])
def test_an_entry_to_a_page_is_called_by_its_label_else_by_the_page(home, label, called):
    entry = MenuItemFactory(page=home, label=label)

    entry.full_clean()

    assert str(entry) == called


def test_an_entry_to_an_address_with_a_label_is_accepted(home):
    entry = MenuItemFactory(external_url="https://www.exemple.fr/", label="Un exemple")

    entry.full_clean()

    assert str(entry) == "Un exemple"


@pytest.mark.parametrize("address", ["", "https://www.exemple.fr/"])
def test_the_database_itself_holds_one_target_an_entry(home, address):
    menu = MenuFactory()
    page = home if address else None

    with pytest.raises(IntegrityError, match="cms_menuitem_one_target"):
        MenuItem.objects.create(menu=menu, page=page, external_url=address, label="Deux")


def test_a_menu_stands_once_a_place_and_a_language(home, english):
    french = MenuFactory(handle="footer")
    MenuFactory(handle="footer", locale=english)
    twin = Menu(handle="footer", locale=french.locale)

    refused = refusals(twin)

    assert refused == {"__all__": ["Ce menu existe déjà dans cette langue : modifiez-le."]}
    assert Menu.objects.filter(handle="footer").count() == 2


def test_a_menu_of_an_unknown_place_is_refused(db):
    menu = MenuFactory()
    menu.handle = "aside"

    refused = refusals(menu)

    assert refused == {"handle": ["La valeur «\xa0'aside'\xa0» n’est pas un choix valide."]}


@pytest.mark.parametrize(
    ("handle", "called"), [("main", "Menu principal"), ("footer", "Pied de page")]
)
def test_a_menu_is_called_by_its_place(db, handle, called):
    menu = MenuFactory(handle=handle)

    name = str(menu)

    assert name == called
