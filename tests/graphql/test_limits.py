"""What a request may ask at most: each limit with one that it refuses and one that it answers."""

import sys
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import OperationalError, connection, transaction
from graphql import GraphQLError, get_introspection_query, parse

from cms.graphql.cost import cost_of
from cms.graphql.deadline import time_limits
from cms.graphql.documents import DocumentStore, read, store
from iae48.schema import schema
from tests.factories import ContentPageFactory

SCHEMA = schema.graphql_schema
OPERATIONS = sorted(Path(django_settings.CMS_GRAPHQL_OPERATIONS_DIR).glob("*.graphql"))
POSTGRESQL_ONLY = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="only PostgreSQL cancels a statement"
)


@pytest.fixture(autouse=True)
def _no_known_documents():
    store.clear()


@pytest.fixture
def ask(client, site):
    """Return a function that sends a query and returns the answer's JSON, whole."""

    def send(query, variables=None, **extensions):
        body = {"query": query, "variables": variables, "extensions": extensions}
        return client.post("/graphql/", body, content_type="application/json").json()

    return send


def codes(answer):
    return [error["extensions"]["code"] for error in answer.get("errors", [])]


def cost(query, **variables):
    document = read(SCHEMA, query)
    return cost_of(SCHEMA, document, document.operation(None), variables)


# --- The document ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("blanks", "refused"), [(9_984, []), (9_985, ["QUERY_TOO_COMPLEX"])], ids=["10000", "10001"]
)
def test_a_document_has_ten_thousand_characters(ask, blanks, refused):
    answer = ask("{ __typename #" + "x" * blanks + "\n}")

    assert codes(answer) == refused


@pytest.mark.parametrize(("more", "refused"), [(0, []), (1, ["QUERY_TOO_COMPLEX"])])
def test_a_document_has_two_thousand_tokens(ask, more, refused):
    fields = ["id", "url", "slug", "depth", "title", "locale"] * 15
    root = f'page(slug: "a") {{ {" ".join(fields[:89])} }}'  # 97 tokens, 99 with an alias
    query = " ".join(f"a{n}: {root}" for n in range(20))

    answer = ask(f"{{ {query[:-1]} {'id ' * (18 + more)} }} }}")

    assert codes(answer) == refused


@pytest.mark.parametrize(("comments", "refused"), [(2_000, []), (2_001, ["QUERY_TOO_COMPLEX"])])
def test_a_document_has_two_thousand_comments(ask, comments, refused):
    answer = ask("{ __typename }" + "#\n" * comments)

    assert codes(answer) == refused


@pytest.mark.parametrize("query", ["{a" * 3_000, "{ page(id: " + "[" * 3_000])
def test_three_thousand_brackets_are_refused(ask, query):
    assert codes(ask(query)) == ["QUERY_TOO_COMPLEX"]


@pytest.mark.parametrize(("depth", "refused"), [(12, []), (13, ["QUERY_TOO_COMPLEX"])])
def test_a_document_nests_twelve_levels(ask, depth, refused):
    levels = depth - 1
    query = '{ page(urlPath: "/fr/") ' + "{ parent " * (levels - 1) + "{ title }" + " }" * levels

    assert codes(ask(query)) == refused


def test_depth_is_counted_through_fragments_however_they_repeat(ask):
    fragments = " ".join(
        f"fragment F{n} on PageInterface {{ parent {{ ...F{n + 1} ...F{n + 1} }} }}"
        for n in range(40)
    )
    end = "fragment F40 on PageInterface { title }"

    answer = ask(f'{{ page(slug: "a") {{ ...F0 }} }} {fragments} {end}')

    assert codes(answer) == ["QUERY_TOO_COMPLEX"]
    assert answer["errors"][0]["message"] == (
        "The operation has more than 12 levels of fields. Split the query."
    )


@pytest.mark.parametrize(("fields", "refused"), [(20, []), (21, ["QUERY_TOO_COMPLEX"])])
def test_an_operation_has_twenty_root_fields(ask, fields, refused):
    names = " ".join(f"a{n}: __typename" for n in range(fields - 10))

    answer = ask(f"{{ {names} ...F }} fragment F on Query {{ {'__typename ' * 10} }}")

    assert codes(answer) == refused


@pytest.mark.parametrize(("aliases", "refused"), [(30, []), (31, ["QUERY_TOO_COMPLEX"])])
def test_an_operation_has_thirty_aliases_counted_at_each_use(ask, aliases, refused):
    fragment = "fragment F on PageInterface { " + " ".join(f"f{n}: id" for n in range(10)) + " }"
    names = " ".join(f"a{n}: id" for n in range(aliases - 20))

    answer = ask(f'{{ page(slug: "a") {{ {names} ...F parent {{ ...F }} }} }} {fragment}')

    assert codes(answer) == refused


@pytest.mark.parametrize(("directives", "refused"), [(20, []), (21, ["QUERY_TOO_COMPLEX"])])
def test_an_operation_has_twenty_directives_counted_at_each_use(ask, directives, refused):
    fields = "id @skip(if: false) " * (directives - 10)

    answer = ask(
        f'{{ page(slug: "a") {{ {fields} ...F parent {{ ...F }} }} }} '
        f"fragment F on PageInterface {{ {'id @skip(if: false) ' * 5} }}"
    )

    assert codes(answer) == refused


@pytest.mark.parametrize(("repeats", "refused"), [(50, []), (1_900, ["QUERY_TOO_COMPLEX"])])
def test_repeating_a_field_has_a_budget(ask, repeats, refused):
    answer = ask('{ page(slug: "a") { ' + "id " * repeats + "} }")

    assert codes(answer) == refused


def test_a_circle_of_fragments_is_left_to_the_specification(ask):
    answer = ask('{ page(slug: "a") { ...A } } fragment A on PageInterface { parent { ...A } }')

    assert answer["errors"][0]["message"] == "Cannot spread fragment 'A' within itself."
    assert codes(answer) == ["GRAPHQL_VALIDATION_FAILED"]


# --- Introspection ---------------------------------------------------------------------------


def test_the_introspection_of_every_tool_is_answered(ask):
    query = get_introspection_query(
        descriptions=True,
        specified_by_url=True,
        directive_is_repeatable=True,
        schema_description=True,
        input_value_deprecation=True,
    )

    answer = ask(query, cost=True)

    assert "errors" not in answer
    assert answer["extensions"]["cost"]["requested"] == 0


@pytest.mark.parametrize(
    ("query", "refused"),
    [
        ("{ __schema { types { fields { name } } } }", []),
        ("{ __schema { types { fields { type { fields { name } } } } } }", ["QUERY_TOO_COMPLEX"]),
        (
            "{ __schema { types { ...T } } } fragment T on __Type { fields { type { ...U } } } "
            "fragment U on __Type { interfaces { name } }",
            ["QUERY_TOO_COMPLEX"],
        ),
        ('{ __type(name: "Query") ' + "{ ofType " * 50 + "{ name" + " }" * 52, []),
    ],
)
def test_introspection_nests_two_lists(ask, query, refused):
    assert codes(ask(query)) == refused


@pytest.mark.parametrize(("lists", "refused"), [(20, []), (21, ["QUERY_TOO_COMPLEX"])])
def test_introspection_has_twenty_lists(ask, lists, refused):
    answer = ask("{ __schema { " + "types { name } " * lists + "} }")

    assert codes(answer) == refused


# --- Cost ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("{ __typename }", 0),
        ('{ page(slug: "a") { title } }', 1),
        ('{ page(slug: "a") { parent { title } } }', 2),
        ("{ pages { title } }", 20),
        ("{ pages(limit: 7) { children(limit: 3) { title } } }", 7 + 7 * 3),
        ("{ pages(limit: 7) { translations { title } } }", 7 + 7 * 2),
        ("{ sectors { group { name } } }", 10 + 10),
        ("{ structures(first: 5) { totalCount } }", 1),
        ("{ structures(first: 5) { pageInfo { endCursor } nodes { kind { code } } } }", 2 + 10),
        ("{ structures(first: 5) { edges { node { title } } } }", 1 + 5 + 5),
        ("{ structures(first: 1000000) { nodes { title } } }", 1 + 100),
        ("{ pages(limit: -5) { title } }", 0),
    ],
)
def test_the_cost_is_the_objects_that_can_be_returned(query, expected):
    assert cost(query) == expected


def test_the_cost_reads_variables_and_their_defaults():
    query = "query ($n: Int = 3) { pages(limit: $n) { title } }"

    assert cost(query, n=50) == 50
    assert cost(query, n=3) == 3


def test_the_cost_counts_a_fragment_at_each_use_and_for_each_size():
    query = (
        "{ a: structures(first: 2) { ...F } b: structures(first: 30) { ...F } } "
        "fragment F on StructureConnection { nodes { networks { name } } }"
    )

    assert cost(query) == (1 + 2 * 6) + (1 + 30 * 6)


def test_the_cost_counts_the_dearest_of_types_that_exclude_each_other():
    query = """{ page(slug: "a") {
        ... on StructurePage { kind { name } commune { name epci { name } } }
        ... on NetworkIndexPage { parent { title } }
        ... on PageInterface { parent { title } }
    } }"""

    assert cost(query) == 1 + 3 + 1


def test_the_cost_leaves_out_what_directives_leave_out():
    query = """query ($no: Boolean!) { page(slug: "a") {
        parent @include(if: $no) { title }
        children(limit: 50) @skip(if: true) { title }
        translations @skip(if: $no) { title }
    } }"""

    assert cost(query, no=False) == 1 + 2


def test_the_cost_of_fragments_that_double_is_counted_once_each():
    fragments = " ".join(
        f"fragment F{n} on PageInterface {{ ...F{n + 1} ...F{n + 1} }}" for n in range(100)
    )

    requested = cost(
        f'{{ page(slug: "a") {{ ...F0 }} }} {fragments} '
        "fragment F100 on PageInterface { parent { title } }"
    )

    assert requested == 1 + 2**100


@pytest.mark.parametrize(("size", "refused"), [(98, []), (99, ["QUERY_TOO_COMPLEX"])])
def test_an_operation_costs_ten_thousand(ask, size, refused):
    query = """query ($n: Int) {
        pages(limit: 100) { children(limit: $n) { title } }
        navigation { main { label } }
    }"""

    answer = ask(query, {"n": size}, cost=True)

    requested = 100 * (1 + size) + 1 + 10
    assert codes(answer) == refused
    if refused:
        assert answer["errors"][0]["extensions"]["cost"] == {
            "requested": requested,
            "maximum": 10_000,
        }
        assert f"{requested} objects" in answer["errors"][0]["message"]
    else:
        assert answer["extensions"] == {"cost": {"requested": requested, "maximum": 10_000}}


def test_the_cost_is_told_on_request_only(ask):
    assert "extensions" not in ask("{ __typename }")
    assert "extensions" not in ask("{ __typename }", cost="yes")


@pytest.mark.parametrize("path", OPERATIONS, ids=lambda path: path.stem)
def test_a_registered_operation_is_below_every_limit(path, capsys):
    requested = cost(path.read_text(encoding="utf-8"))

    with capsys.disabled():
        sys.stdout.write(f"\n{path.stem}: cost {requested} ")
    assert requested <= django_settings.CMS_GRAPHQL_MAX_COST


# --- JSON, answer, time ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("depth", "refused"), [(30, []), (31, ["QUERY_TOO_COMPLEX"])], ids=["32", "33"]
)
def test_the_json_of_a_body_nests_thirty_two_levels(ask, depth, refused):
    value: list | None = None
    for _level in range(depth - 1):
        value = [value]

    answer = ask("{ __typename }", {"unused": value})

    assert codes(answer) == refused


def test_an_answer_has_a_size(ask, home, settings):
    ContentPageFactory(parent=home, title="é" * 200)
    query = "{ pages { title } }"
    length = len(str(ask(query)).replace("'", '"').encode())

    settings.CMS_GRAPHQL_MAX_ANSWER_BYTES = length
    enough = ask(query)
    settings.CMS_GRAPHQL_MAX_ANSWER_BYTES = length - 1
    too_long = ask(query)

    assert "errors" not in enough
    assert codes(too_long) == ["QUERY_TOO_COMPLEX"]
    assert "data" not in too_long


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
        nested = connection.in_atomic_block

    assert nested
    assert inside == ("repeatable read", "2s")
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


# --- The store of documents ------------------------------------------------------------------


def test_a_document_is_read_once(ask, monkeypatch):
    reads = []

    def spy(*args, **kwargs):
        reads.append(args)
        return parse(*args, **kwargs)

    monkeypatch.setattr("cms.graphql.documents.parse", spy)

    first, again = ask("{ __typename }"), ask("{ __typename }")
    ask("{ __typename  }")

    assert first == again == {"data": {"__typename": "Query"}}
    assert len(reads) == 2


def test_the_store_keeps_the_documents_used_last(settings):
    settings.CMS_GRAPHQL_KEPT_DOCUMENTS = 2
    documents = DocumentStore()
    first = documents.get(SCHEMA, "{ a: __typename }")
    documents.get(SCHEMA, "{ b: __typename }")

    documents.get(SCHEMA, "{ a: __typename }")
    documents.get(SCHEMA, "{ c: __typename }")

    assert len(documents) == 2
    assert documents.get(SCHEMA, "{ a: __typename }") is first


def test_a_refused_document_is_not_kept(ask):
    ask("{ nothing }")
    ask("{")

    assert len(store) == 0
