"""`manage.py set_frontend_address`."""

import pytest
from django.core.management import CommandError, call_command

from cms.models import SiteSettings


def stored():
    return SiteSettings.objects.get().frontend_url


def test_it_stores_the_address(site):
    call_command("set_frontend_address", "https://www.exemple.fr")

    assert stored() == "https://www.exemple.fr"


def test_it_leaves_an_address_that_is_there(site):
    call_command("set_frontend_address", "https://www.exemple.fr")
    call_command("set_frontend_address", "http://localhost:4321", "--if-empty")

    assert stored() == "https://www.exemple.fr"


def test_it_refuses_what_is_no_origin_and_changes_nothing(site):
    call_command("set_frontend_address", "https://www.exemple.fr")

    with pytest.raises(CommandError, match="sans chemin"):
        call_command("set_frontend_address", "https://www.exemple.fr/site/")
    assert stored() == "https://www.exemple.fr"


def test_it_says_that_there_is_no_site_yet(home):
    with pytest.raises(CommandError, match="pas encore de site"):
        call_command("set_frontend_address", "https://www.exemple.fr")
