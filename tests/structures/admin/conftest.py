"""People of the admin, and the sheets that they work on."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from iae48.roles import EDITORS, PUBLISHERS
from structures.admin.access import give_access
from tests.browsing import Browser
from tests.factories import StructurePageFactory
from tests.members import member_of


def days(number):
    """Return the day that is so many days from today."""
    return timezone.localdate() + timedelta(days=number)


def logged_in(user, **options):
    """Return a browser in which somebody is logged in."""
    client = Client(**options) if options else Browser()
    client.force_login(user)
    return client


def with_token(client, address):
    """Return what a form at an address sends to prove that it is ours."""
    client.get(address)
    return {"csrfmiddlewaretoken": client.cookies["csrftoken"].value}


def member(username, group):
    return member_of(group, username=username)


@pytest.fixture
def editor(roles):
    """Return somebody who changes all pages and publishes none."""
    return member("redaction", EDITORS)


@pytest.fixture
def publisher(roles):
    """Return somebody who publishes all pages."""
    return member("publication", PUBLISHERS)


@pytest.fixture
def own_sheet(directory):
    """Return the sheet of the structure whose staff has access, published."""
    return StructurePageFactory(name="Chantier des Causses", with_contact=True)


@pytest.fixture
def staff(roles, own_sheet):
    """Return a member of the structure's staff."""
    return give_access(own_sheet, "equipe@causses.exemple.fr").user


@pytest.fixture
def as_editor(editor):
    """Return the editor's browser."""
    return logged_in(editor)


@pytest.fixture
def as_publisher(publisher):
    """Return the publisher's browser."""
    return logged_in(publisher)


@pytest.fixture
def as_staff(staff):
    """Return the browser of the structure's staff."""
    return logged_in(staff)
