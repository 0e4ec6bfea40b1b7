"""A directory of generated structures, which all tests of this package read."""

import pytest

from tests.structures.generating import generated_directory


@pytest.fixture(scope="package")
def generated_of_package(django_db_setup, django_db_blocker, tmp_path_factory):
    """Load the starter content and 120 generated structures, once for all tests."""
    folder = tmp_path_factory.mktemp("media")
    with generated_directory(120, django_db_blocker, folder):
        yield


@pytest.fixture
def generated(generated_of_package, db):
    """Let the test read the generated directory; what it changes is rolled back."""
