"""The database plans its queries by what an import has left, not by what was there before."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

pytestmark = pytest.mark.django_db


@pytest.fixture
def statements(django_capture_on_commit_callbacks):
    """Return a function that calls another and returns the statements up to its commit."""

    def run(function, *arguments):
        with (
            CaptureQueriesContext(connection) as queries,
            django_capture_on_commit_callbacks(execute=True),
        ):
            function(*arguments)
        return [query["sql"] for query in queries]

    return run


def test_an_import_ends_with_new_statistics(statements, import_rows, row):
    first, again = statements(import_rows, row(1)), statements(import_rows, row(1))

    assert "ANALYZE" in first[-2:]
    assert "ANALYZE" not in again


def test_a_rebuilt_search_ends_with_new_statistics(statements):
    found = statements(lambda: call_command("rebuild_structure_search", verbosity=0))

    assert "ANALYZE" in found[-2:]
