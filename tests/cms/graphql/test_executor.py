"""Our execution of an operation gives what graphql-core's own gives, errors and all."""

from functools import partial
from typing import Any, cast

import graphql
import pytest
from django.conf import settings

from cms.graphql import views
from cms.graphql.execution.executor import execute_operation

pytestmark = pytest.mark.any_database

SCHEMA = """
type Query {
  plain: String
  must: String!
  colour: Colour
  badColour: Colour
  fails: Int
  mustFail: Int!
  isError: String
  things: [Thing!]
  holes: [Int!]!
  others: [Thing]
  thing(id: Int!, tags: [String!]): Thing
  any: [Any!]!
  lost: Any
  wrong: Wrong
  items: [Int]
}
enum Colour { RED BLUE }
type Thing { name: String! size: Int twice: Int! self: Thing }
type Wrong { name: String }
union Any = Thing | Wrong
"""
DOCUMENTS = {
    "leaves": "{ plain colour a: plain __typename }",
    "null that must not be": "{ plain must }",
    "unknown value of an enumeration": "{ badColour plain }",
    "a resolver that fails": "{ fails plain }",
    "one that fails and must not": "{ plain mustFail }",
    "an error that is returned": "{ isError plain }",
    "a list with holes": "{ plain holes }",
    "a list that is none": "{ items plain }",
    "objects": "{ things { name size s: self { name __typename } } others { name } }",
    "failures in objects of a list": "{ others { name twice self { twice } } }",
    "arguments": "{ a: thing(id: 1) { name } b: thing(id: 2, tags: [\"x\"]) { name size } }",
    "variables": "query ($id: Int!) { thing(id: $id) { ...T } } fragment T on Thing { name ...U } "
                 "fragment U on Thing { size self { name } }",
    "a variable without a value": "query ($no: Int) { plain thing(id: $no) { name } }",
    "left out and kept": "query ($yes: Boolean = true) "
                         "{ plain @skip(if: $yes) colour @include(if: $yes) }",
    "abstract types": "{ any { __typename ... on Thing { name } ... on Wrong { n: name } } }",
    "a type that is unknown": "{ plain lost { __typename } }",
    "not of its type": "{ plain wrong { name } }",
    "introspection": "{ __schema { queryType { name fields { name type { name kind } } } } "
                     "__type(name: \"Thing\") { name } }",
}  # fmt: skip


def _raise(*_values, **_arguments):
    raise ValueError("no luck")


def _schema():
    schema = graphql.build_schema(SCHEMA)
    thing = {"name": "one", "size": 2, "self": {"name": "inner", "size": None}}
    values = {
        "plain": "text", "colour": "RED", "badColour": "GREEN", "isError": ValueError("returned"),
        "things": [thing, dict(thing, name="two")], "holes": [1, None, 3], "items": 7,
        "others": [thing, None, {"name": None}],
        "any": [dict(thing, kind="Thing"), {"name": "w", "kind": "Wrong"}],
        "lost": {"kind": "Nobody"}, "wrong": {"name": "w", "kind": "other"},
    }  # fmt: skip
    query, types = cast(Any, schema.query_type), cast(Any, schema.type_map)
    for name, field in query.fields.items():
        field.resolve = partial(lambda name, _source, _info, **_rest: values.get(name), name)
    query.fields["fails"].resolve = _raise
    query.fields["mustFail"].resolve = _raise
    query.fields["thing"].resolve = lambda _source, _info, id, tags=(): dict(
        thing, name=f"{id} {list(tags)}", size=len(tags)
    )
    types["Thing"].fields["twice"].resolve = _raise
    types["Any"].resolve_type = lambda value, _info, _type: value["kind"]
    types["Wrong"].is_type_of = lambda value, _info: value["kind"] == "Wrong"
    return schema


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS.keys())
def test_any_operation_has_the_same_result(document):
    schema, ast, variables = _schema(), graphql.parse(document), {"id": 4}

    ours = execute_operation(schema, ast, variable_values=variables)
    theirs = graphql.execute_sync(schema, ast, variable_values=variables)

    assert ours.formatted == theirs.formatted
    assert list(ours.data or ()) == list(theirs.data or ())


@pytest.mark.parametrize(
    "path",
    sorted(settings.CMS_GRAPHQL_OPERATIONS_DIR.glob("*.graphql")),
    ids=lambda path: path.stem,
)
def test_each_registered_operation_has_the_same_answer(path, starter, client, cold, monkeypatch):
    def ask():
        body = {"query": path.read_text(encoding="utf-8"), "variables": {"path": "/"}}
        headers = {"host": "localhost"}
        return client.post("/graphql/", body, content_type="application/json", headers=headers)

    ours = ask()
    monkeypatch.setattr(views, "execute_operation", graphql.execute_sync)

    assert ours.content == ask().content
    assert b'"data"' in ours.content
