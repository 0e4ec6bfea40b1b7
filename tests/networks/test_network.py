"""What a network refuses, and where the networks' page may stand."""

import pytest

from home.models import ContentPage
from networks.models import Network, NetworkIndexPage
from tests.factories import ContentPageFactory, NetworkFactory, NetworkIndexPageFactory
from tests.refusals import refusals

YEAR = "Saisissez une année à quatre chiffres, par exemple 1985."


def test_a_network_s_key_is_unique_in_its_language(home, english):
    network = NetworkFactory(slug="coorace")
    NetworkFactory(slug="coorace", locale=english)
    twin = Network(name="COORACE", slug="coorace", locale=network.locale)

    refused = refusals(twin)

    assert refused == {"__all__": ["Un autre réseau porte déjà cet identifiant."]}
    assert Network.objects.filter(slug="coorace").count() == 2


def test_a_translation_keeps_its_network_s_key(home, english):
    network = NetworkFactory(slug="coorace")

    translation = network.copy_for_translation(english)
    translation.save()

    translation.full_clean()
    assert (translation.slug, translation.locale) == ("coorace", english)


@pytest.mark.parametrize("year", [85, 1799, 2101, 19850])
def test_a_year_of_foundation_out_of_bounds_is_refused(db, year):
    network = NetworkFactory()
    network.founded_year = year

    refused = refusals(network)

    assert refused == {"founded_year": [YEAR]}


@pytest.mark.parametrize("year", [1800, 1985, 2100, None])
def test_a_year_of_foundation_of_four_digits_or_none_is_accepted(db, year):
    network = NetworkFactory(founded_year=year)

    network.full_clean()

    network.refresh_from_db()
    assert network.founded_year == year


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("scope", "mondial", "La valeur «\xa0'mondial'\xa0» n’est pas un choix valide."),
        ("website", "coorace", "Saisissez une URL valide."),
        ("name", "", "Ce champ ne peut pas être vide."),
        ("slug", "", "Ce champ ne peut pas être vide."),
    ],
)
def test_a_wrong_fact_of_a_network_is_refused(db, field, value, message):
    network = NetworkFactory()
    setattr(network, field, value)

    refused = refusals(network)

    assert refused == {field: [message]}


def test_the_networks_page_stands_once_below_the_home_page(home):
    before = NetworkIndexPage.can_create_at(home)

    NetworkIndexPageFactory(parent=home)

    assert (before, NetworkIndexPage.can_create_at(home)) == (True, False)


def test_the_networks_page_does_not_stand_below_prose(home):
    prose = ContentPageFactory(parent=home)

    possible = NetworkIndexPage.can_create_at(prose)

    assert possible is False


def test_only_prose_stands_below_the_networks_page(home):
    page = NetworkIndexPageFactory(parent=home)

    possible = page.creatable_subpage_models()

    assert possible == [ContentPage]
