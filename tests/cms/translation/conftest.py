"""A page and a snippet with their English versions, and the people of the admin."""

import json

import pytest

from iae48.roles import EDITORS, PUBLISHERS
from tests.cms.translation.rich import BODY
from tests.factories import ContentPageFactory, NetworkFactory
from tests.members import browser_of, member_of

TRANSLATORS = "Traduction anglais"


def logged_in(group):
    return browser_of(member_of(group, username=group))


@pytest.fixture
def roles(english, roles):
    """Set the groups of the site up, in both of its languages."""


@pytest.fixture
def as_translator(roles):
    """Return the browser of somebody who translates into English."""
    return logged_in(TRANSLATORS)


@pytest.fixture
def as_editor(roles):
    """Return the browser of somebody who changes all pages and publishes none."""
    return logged_in(EDITORS)


@pytest.fixture
def as_publisher(roles):
    """Return the browser of somebody who publishes all pages."""
    return logged_in(PUBLISHERS)


@pytest.fixture
def page(site, english):
    """Return a French page, published as a version."""
    page = ContentPageFactory(title="Qui sommes-nous", introduction="Nous sommes trois.")
    page.save_revision().publish()
    page.refresh_from_db()
    return page


@pytest.fixture
def translated(page, english):
    """Return the page's English version, a draft."""
    return page.copy_for_translation(english)


@pytest.fixture
def network(english):
    """Return a French network, published as a version."""
    network = NetworkFactory(name="Réseau du jardin")
    network.save_revision().publish()
    network.refresh_from_db()
    return network


@pytest.fixture
def translated_network(network, english):
    """Return the network's English version, a draft."""
    copy = network.copy_for_translation(english)
    copy.name = "Garden network"
    copy.save()
    return copy


@pytest.fixture
def rich_page(home, english):
    """Return a French page with every block, published."""
    page = ContentPageFactory(
        parent=home, title="Toutes", introduction="Tout y est.", body=json.dumps(BODY)
    )
    page.save_revision().publish()
    page.refresh_from_db()
    return page
