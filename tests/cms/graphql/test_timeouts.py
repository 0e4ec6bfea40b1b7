"""How long an answer may take, in all and for one statement."""

import pytest
from django.db import OperationalError, connection, transaction
from graphql import GraphQLError

from cms.graphql.execution.timeouts import time_limits
from iae48.schema import schema
from tests.cms.graphql.answers import codes

SCHEMA = schema.graphql_schema
POSTGRESQL_ONLY = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="only PostgreSQL cancels a statement"
)


def test_an_answer_in_time_is_given(ask, settings):
    settings.CMS_GRAPHQL_MAX_REQUEST_SECONDS = 30

    answer = ask('{ page(urlPath: "/fr/") { title } }')

    assert answer == {"data": {"page": {"title": "Accueil"}}}


def test_an_answer_that_takes_too_long_is_given_up_at_its_next_statement(ask, settings):
    settings.CMS_GRAPHQL_MAX_REQUEST_SECONDS = -1

    answer = ask('{ page(urlPath: "/fr/") { title } __typename }')

    assert answer["data"] == {"page": None, "__typename": "Query"}
    assert codes(answer) == ["SERVICE_UNAVAILABLE"]
    assert answer["errors"][0]["path"] == ["page"]


def test_a_database_that_fails_in_one_field_is_not_asked_again(ask, monkeypatch):
    def fail(*args, **kwargs):
        with connection.execute_wrapper(_fails), connection.cursor() as cursor:
            cursor.execute("SELECT 1")

    monkeypatch.setattr(SCHEMA.query_type.fields["page"], "resolve", fail)

    answer = ask('{ page(slug: "a") { title } structure(slug: "a") { title } }')

    assert answer["data"] == {"page": None, "structure": None}
    assert codes(answer) == ["SERVICE_UNAVAILABLE"] * 2
    assert "canceling" not in str(answer)


def _fails(*args):
    raise OperationalError("canceling statement due to statement timeout")


@POSTGRESQL_ONLY
@pytest.mark.parametrize(("milliseconds", "refused"), [(1_000, []), (50, ["SERVICE_UNAVAILABLE"])])
def test_postgresql_cancels_a_long_statement(ask, settings, monkeypatch, milliseconds, refused):
    def sleep(*args, **kwargs):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.2)")

    settings.CMS_GRAPHQL_MAX_STATEMENT_MILLISECONDS = milliseconds
    monkeypatch.setattr(SCHEMA.query_type.fields["page"], "resolve", sleep)

    with transaction.atomic():
        answer = ask('{ page(slug: "a") { title } }')
        transaction.set_rollback(True)  # a cancelled statement ends the test's transaction

    assert answer["data"] == {"page": None}
    assert codes(answer) == refused


@pytest.fixture
def bare_database(django_db_setup, django_db_blocker):
    """Let the test read from the database outside of any transaction; it must not write."""
    with django_db_blocker.unblock():
        yield
        connection.close()


@POSTGRESQL_ONLY
def test_an_answer_is_read_in_one_limited_snapshot_that_ends_with_it(bare_database):
    with time_limits():
        inside = (_shown("transaction_isolation"), _shown("statement_timeout"))
        planning = (_shown("jit"), _shown("work_mem"))
        nested = connection.in_atomic_block

    assert nested
    assert inside == ("repeatable read", "2s")
    assert planning == ("off", "32MB")
    assert not connection.in_atomic_block
    assert (_shown("transaction_isolation"), _shown("statement_timeout")) == ("read committed", "0")


@POSTGRESQL_ONLY
def test_a_cancelled_statement_leaves_the_connection_usable(bare_database, settings):
    settings.CMS_GRAPHQL_MAX_STATEMENT_MILLISECONDS = 50

    with time_limits():
        with pytest.raises(OperationalError, match="statement timeout"):
            _read("SELECT pg_sleep(0.2)")
        with pytest.raises(GraphQLError, match="The database failed in another field"):
            _read("SELECT 1")

    assert _read("SELECT 1") == 1
    assert not connection.in_atomic_block


def _read(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


def _shown(name):
    return _read(f"SHOW {name}")
