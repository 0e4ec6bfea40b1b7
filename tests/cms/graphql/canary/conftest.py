"""The walk that all tests of this package share: it is made once."""

import pytest
from django.test import override_settings

from tests.cms.graphql.canary.answers import send_all, walk
from tests.cms.graphql.canary.asking import schema_in_use, values_for
from tests.cms.graphql.canary.seed import hidden_things_deleted, seeded
from tests.cms.graphql.canary.walker import Walker


@pytest.fixture(scope="package")
def site(django_db_setup, django_db_blocker, tmp_path_factory):
    """Return the site, which all tests of this package share."""
    folder = tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=folder), seeded() as made:
        yield made


@pytest.fixture(scope="package")
def walker(site):
    """Return the walker of the published schema."""
    return Walker(schema_in_use(), values_for(site))


@pytest.fixture(scope="package")
def answers(walker):
    """Return what the site answers to every document."""
    return walk(walker.documents())


@pytest.fixture(scope="package")
def answers_without(site, answers):
    """Return what the same site answers without its hidden things."""
    with hidden_things_deleted(site):
        return list(send_all(answer.document for answer in answers))
