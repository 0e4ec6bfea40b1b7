"""What the tests of the endpoint share."""

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings

from tests.cms.graphql.routes import ROUTE


@pytest.fixture
def ask(client, site):
    """Return a function that sends a query and returns the answer's JSON, whole."""

    def send(query, variables=None, **extensions):
        body = {"query": query, "variables": variables, "extensions": extensions}
        return client.post("/graphql/", body, content_type="application/json").json()

    return send


@pytest.fixture
def route(graphql):
    """Return a function that asks for an address and returns what it is."""

    def ask(path, **variables):
        answer = graphql(ROUTE, path=path, **variables)
        assert "errors" not in answer
        return answer["data"]["route"]

    return ask


@pytest.fixture(scope="module")
def starter_of_module(django_db_setup, django_db_blocker, tmp_path_factory):
    """Load the starter content once for a module; it is rolled back at the end."""
    folder = tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=folder), transaction.atomic():
        call_command("load_starter_content", verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def starter(starter_of_module, db):
    """Let the test read the starter content; what it changes is rolled back."""
