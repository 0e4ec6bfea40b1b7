"""A directory of generated structures, and the question that asks all of it."""

import pytest
from django.core.management import call_command
from wagtail.models import Locale

from structures.generation import generate
from structures.models import StructureIndexPage

QUESTION = """
query ($where: StructureFilter, $near: NearInput, $orderBy: StructureOrder, $search: String,
       $first: Int, $after: String, $locale: String) {
  structures(where: $where, near: $near, orderBy: $orderBy, search: $search, first: $first,
             after: $after, locale: $locale) {
    totalCount
    nodes { title distanceKm }
    pageInfo { hasNextPage endCursor }
    facets {
      kinds { value label count } families { value label count }
      sectorGroups { value label count } sectors { value label count }
      audiences { value label count } offerTypes { value label count }
      networks { value label count } communes { value label count } epcis { value label count }
    }
  }
}
"""


@pytest.fixture(scope="module")
def generated_of_module(django_db_setup, django_db_blocker, tmp_path_factory):
    """Load the starter content and 120 generated structures, once for a module."""
    from django.db import transaction
    from django.test import override_settings

    folder = tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=folder), transaction.atomic():
        call_command("load_starter_content", verbosity=0)
        directory = StructureIndexPage.objects.get(locale=Locale.get_default())
        for _pks in generate(directory, 120):
            pass
        yield
        transaction.set_rollback(True)


@pytest.fixture
def generated(generated_of_module, db):
    """Let the test read the generated directory; what it changes is rolled back."""


@pytest.fixture
def ask(client):
    """Return a function that asks the directory and returns the connection, or the errors."""

    def send(**variables):
        body = {"query": QUESTION, "variables": variables}
        answer = client.post(
            "/graphql/", body, content_type="application/json", headers={"host": "localhost"}
        ).json()
        return answer["errors"] if "errors" in answer else answer["data"]["structures"]

    return send
