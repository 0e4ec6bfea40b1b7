"""A directory of generated structures, which all tests of this package read."""

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings
from wagtail.models import Locale

from structures.generation import generate
from structures.models import StructureIndexPage


@pytest.fixture(scope="package")
def generated_of_package(django_db_setup, django_db_blocker, tmp_path_factory):
    """Load the starter content and 120 generated structures, once for all tests."""
    folder = tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=folder), transaction.atomic():
        call_command("load_starter_content", verbosity=0)
        directory = StructureIndexPage.objects.get(locale=Locale.get_default())
        for _pks in generate(directory, 120):
            pass
        yield
        transaction.set_rollback(True)


@pytest.fixture
def generated(generated_of_package, db):
    """Let the test read the generated directory; what it changes is rolled back."""
