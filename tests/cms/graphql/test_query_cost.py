"""What an operation costs: counted before it runs, and refused when it is too dear."""

import sys
import time
from pathlib import Path

import pytest
from django.conf import settings as django_settings

from cms.graphql.execution.documents import parse_document
from cms.graphql.execution.query_cost import cost_of
from iae48.schema import schema
from tests.cms.graphql.answers import codes
from tests.cms.graphql.test_guide import DOCUMENTS

SCHEMA = schema.graphql_schema
OPERATIONS = sorted(Path(django_settings.CMS_GRAPHQL_OPERATIONS_DIR).glob("*.graphql"))


def cost(query, **variables):
    document = parse_document(SCHEMA, query)
    return cost_of(SCHEMA, document, document.operation(None), variables)


@pytest.fixture
def free(settings):
    """Have SQL weigh nothing: what is left is the number of objects."""
    settings.CMS_GRAPHQL_SQL_WEIGHT = 0
    settings.CMS_GRAPHQL_SQL_WEIGHTS = {}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("{ __typename }", 0),
        ("{ __schema { queryType { name } } }", 2),
        ('{ __type(name: "Site") { name } }', 1),
        ("{ __schema { types { name fields { args { name } } } } }", 1 + 3 * 200),
        ("{ __schema { ...S } } fragment S on __Schema { types { kind } }", 1 + 200),
        ("{ __schema { types { ...T } } } fragment T on __Type { fields { name } }", 1 + 2 * 200),
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
        # A kind, a commune, 5 networks, 2 pictures and 5 activities with 5 communes and 5 EPCI.
        ('{ structure(slug: "a") { jsonLd } }', 1 + 1 + 1 + 5 + 2 + 5 * (1 + 5 + 5)),
    ],
)
def test_the_cost_is_the_objects_that_can_be_returned(free, query, expected):
    assert cost(query) == expected


def test_the_cost_reads_variables_and_their_defaults(free):
    query = "query ($n: Int = 3) { pages(limit: $n) { title } }"

    assert cost(query, n=50) == 50
    assert cost(query, n=3) == 3


def test_the_cost_counts_a_fragment_at_each_use_and_for_each_size(free):
    query = (
        "{ a: structures(first: 2) { ...F } b: structures(first: 30) { ...F } } "
        "fragment F on StructureConnection { nodes { networks { name } } }"
    )

    assert cost(query) == (1 + 2 * 6) + (1 + 30 * 6)


def test_the_cost_counts_the_dearest_of_types_that_exclude_each_other(free):
    query = """{ page(slug: "a") {
        ... on StructurePage { kind { name } commune { name epci { name } } }
        ... on NetworkIndexPage { parent { title } }
        ... on PageInterface { parent { title } }
    } }"""

    assert cost(query) == 1 + 3 + 1


def test_the_cost_leaves_out_what_directives_leave_out(free):
    query = """query ($no: Boolean!) { page(slug: "a") {
        parent @include(if: $no) { title }
        children(limit: 50) @skip(if: true) { title }
        translations @skip(if: $no) { title }
    } }"""

    assert cost(query, no=False) == 1 + 2


def test_the_cost_of_fragments_that_double_is_counted_once_each(free):
    fragments = " ".join(
        f"fragment F{n} on PageInterface {{ ...F{n + 1} ...F{n + 1} }}" for n in range(99)
    )

    requested = cost(
        f'{{ page(slug: "a") {{ ...F0 }} }} {fragments} '
        "fragment F99 on PageInterface { parent { title } }"
    )

    assert requested == 1 + 2**99


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("{ __typename }", 0),
        ('{ page(slug: "a") { title } }', 1),
        ('{ page(slug: "a") { parent { title } } }', 2),
        ("{ pages(limit: 1) { title } }", 1),
        ("{ pages(limit: 100) { title } }", 1),
        ("{ pages(limit: 100) { children(limit: 100) { title } } }", 2),
        ("{ structures { pageInfo { endCursor } nodes { kind { code } } } }", 2),
        ("{ structures { edges { node { kind { code } } } } }", 2),
        ("{ images { nodes { focalPoint { x y } sources(preset: HERO) { srcset } } } }", 2),
        ("{ networks { nodes { description { html json { spans { text } } } } } }", 2),
        ('{ route(path: "/fr/") { ... on PageRoute { breadcrumbs { path } } } }', 2),
        ("{ structures { facets { kinds { count } } } }", 1 + 5),
        (
            "{ a: structures { ...F } b: structures { ...F } } "
            "fragment F on StructureConnection { nodes { networks { name } } }",
            4,
        ),
        (
            '{ page(slug: "a") { ... on StructurePage { kind { name } } '
            "... on NetworkIndexPage { parent { title } } } }",
            3,
        ),
        ('{ page(slug: "a") { parent @skip(if: true) { title } } }', 1),
    ],
)
def test_the_cost_has_a_weight_for_each_field_that_leads_to_rows(settings, query, expected):
    with_sql = cost(query)
    settings.CMS_GRAPHQL_SQL_WEIGHT = 0
    settings.CMS_GRAPHQL_SQL_WEIGHTS = {}

    objects = cost(query)

    assert with_sql - objects == 10 * expected


def test_a_place_and_a_total_cost_what_they_take():
    plain = cost("{ structures(first: 1) { nodes { title } } }")

    near = 'near: {commune: "48095", km: 25, coverage: EITHER}'
    placed = cost(f"{{ structures(first: 1, {near}) {{ nodes {{ title }} }} }}")
    counted = cost("{ structures(first: 1) { totalCount nodes { title } } }")
    unplaced = cost("{ structures(first: 1, near: null) { nodes { title } } }")

    assert (placed - plain, counted - plain, unplaced - plain) == (300, 40, 0)


def test_the_weights_are_settings(settings):
    settings.CMS_GRAPHQL_SQL_WEIGHT = 7
    settings.CMS_GRAPHQL_SQL_WEIGHTS = {"parent": 100}

    requested = cost('{ page(slug: "a") { parent { title } children(limit: 3) { title } } }')

    assert requested == (1 + 1 + 3) + (7 + 100 + 7)


@pytest.mark.parametrize(("size", "refused"), [(70, []), (71, ["QUERY_TOO_COMPLEX"])])
def test_an_operation_costs_ten_thousand(ask, size, refused):
    query = """query ($n: Int) {
        pages(limit: 100) { children(limit: 98) { title } }
        more: pages(limit: $n) { title }
    }"""
    ask("{ __typename }")
    began = time.thread_time()

    answer = ask(query, {"n": size}, cost=True)

    seconds = time.thread_time() - began
    requested = 100 * (1 + 98) + size + 3 * 10
    assert codes(answer) == refused
    if refused:
        assert answer["errors"][0]["extensions"]["cost"] == {
            "requested": requested,
            "maximum": 10_000,
        }
        assert f"{requested}" in answer["errors"][0]["message"]
        assert seconds < 0.1
    else:
        assert answer["extensions"] == {"cost": {"requested": requested, "maximum": 10_000}}


def test_the_cost_is_told_on_request_only(ask):
    assert "extensions" not in ask("{ __typename }")
    assert "extensions" not in ask("{ __typename }", cost="yes")


@pytest.mark.parametrize("path", OPERATIONS, ids=lambda path: path.stem)
def test_a_registered_operation_is_far_below_the_limit(path, capsys):
    requested = cost(path.read_text(encoding="utf-8"))

    with capsys.disabled():
        sys.stdout.write(f"\n{path.stem}: cost {requested} ")
    assert requested <= django_settings.CMS_GRAPHQL_MAX_COST / 4


@pytest.mark.parametrize("query", [query for query in DOCUMENTS if "titel" not in query])
def test_a_document_of_the_guide_is_far_below_the_limit(query):
    assert cost(query) <= django_settings.CMS_GRAPHQL_MAX_COST / 4


def test_each_value_of_a_list_counts():
    query = "query ($w: StructureFilter) { structures(where: $w, first: 1) { totalCount } }"
    codes_of = ["48095"] * 7

    few = cost(query, w={"commune": ["48095"]})
    more = cost(query, w={"commune": codes_of, "not": {"epci": ["200000000"] * 3}})

    assert more - few == 9


@pytest.mark.parametrize("number", [100, 101])
@pytest.mark.parametrize("as_variable", [True, False])
def test_a_list_has_a_hundred_values(graphql, home, number, as_variable):
    values = ["48095"] * number
    if as_variable:
        query = "query ($w: StructureFilter) { structures(where: $w) { totalCount } }"
        answer = graphql(query, w={"not": {"commune": values}})
    else:
        text = ", ".join(f'"{value}"' for value in values)
        answer = graphql(f"{{ structures(where: {{commune: [{text}]}}) {{ totalCount }} }}")

    refused = "BAD_USER_INPUT" if as_variable else "GRAPHQL_VALIDATION_FAILED"
    assert codes(answer) == ([] if number == 100 else [refused])
