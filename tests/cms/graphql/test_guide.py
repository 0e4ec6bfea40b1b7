"""The guide of front-end developers (docs/graphql.md) says what is so."""

import json
import re

import pytest
from django.conf import settings
from graphql import parse, validate

from cms.delivery.refusals import Code
from cms.graphql.core.search_input import MAX_LENGTH
from cms.graphql.execution.document_limits import MOST_MUTATION_FIELDS
from iae48.schema import schema
from iae48.settings.graphql import DEFAULT_CLIENT_COST

pytestmark = pytest.mark.any_database

GUIDE = (settings.BASE_DIR / "docs/graphql.md").read_text(encoding="utf-8")
DOCUMENTS = re.findall(r"^```graphql\n(.*?)^```$", GUIDE, re.DOTALL | re.MULTILINE)
# A comment `<!-- variables: {…} -->` before a query holds its variables.
RESPONSE_KEY = re.findall(
    r"(?:^<!-- variables: ([^\n]*) -->\n\n)?"
    r"^```graphql\n((?:(?!```).)*)^```\n\n```json\n(.*?)^```$",
    GUIDE,
    re.DOTALL | re.MULTILINE,
)
LIMITS = {
    "body": f"{settings.CMS_GRAPHQL_MAX_BODY_BYTES:,} bytes",
    "depth of the body's JSON": f"{settings.CMS_GRAPHQL_MAX_JSON_DEPTH}",
    "document": f"{settings.CMS_GRAPHQL_MAX_CHARACTERS:,} characters",
    "tokens of the document": f"{settings.CMS_GRAPHQL_MAX_TOKENS:,}",
    "depth of fields": f"{settings.CMS_GRAPHQL_MAX_DEPTH}",
    "aliases": f"{settings.CMS_GRAPHQL_MAX_ALIASES}",
    "root fields": f"{settings.CMS_GRAPHQL_MAX_ROOT_FIELDS}",
    "root fields of a mutation": f"{MOST_MUTATION_FIELDS}",
    "directives": f"{settings.CMS_GRAPHQL_MAX_DIRECTIVES}",
    "fragments of the document": f"{settings.CMS_GRAPHQL_MAX_FRAGMENTS}",
    "lists of introspection · in each other": (
        f"{settings.CMS_GRAPHQL_MAX_INTROSPECTION_LISTS} "
        f"· {settings.CMS_GRAPHQL_MAX_INTROSPECTION_DEPTH}"
    ),
    "cost": f"{settings.CMS_GRAPHQL_MAX_COST:,}",
    "page size": f"{settings.CMS_GRAPHQL_MAX_PAGE_SIZE}",
    "offset": f"{settings.CMS_GRAPHQL_MAX_OFFSET:,}",
    "values of a list": f"{settings.CMS_GRAPHQL_MAX_LIST_VALUES}",
    "search text": f"{MAX_LENGTH} characters, {settings.CMS_GRAPHQL_MAX_SEARCH_WORDS} words",
    "searches of a document": f"{settings.CMS_GRAPHQL_MAX_SEARCHES}",
    "cost of one client's operations in a minute": f"{DEFAULT_CLIENT_COST:,}",
    "one SQL statement (PostgreSQL)": (
        f"{settings.CMS_GRAPHQL_MAX_STATEMENT_MILLISECONDS / 1_000:g} s"
    ),
    "all SQL statements of a request": f"{settings.CMS_GRAPHQL_MAX_REQUEST_SECONDS:g} s",
    "answer": f"{settings.CMS_GRAPHQL_MAX_ANSWER_BYTES / 1_000_000:g} MB",
}


def rows(heading):
    """Return the rows of the first table below a heading, as tuples of cells."""
    section = GUIDE.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines[2:]]


@pytest.mark.parametrize(
    ("variables", "query", "answer"), RESPONSE_KEY, ids=range(1, len(RESPONSE_KEY) + 1)
)
def test_a_query_of_the_guide_is_answered_as_it_says(client, starter, variables, query, answer):
    body = {"query": query, "variables": json.loads(variables or "{}")}

    response = client.post("/graphql/", body, content_type="application/json")

    assert response.json() == json.loads(answer)


def test_the_guide_has_ten_queries_then_three_of_its_sections_and_two_errors():
    assert ["errors" in json.loads(answer) for *_, answer in RESPONSE_KEY] == [False] * 13 + [
        True
    ] * 2
    assert sum(bool(variables) for variables, *_ in RESPONSE_KEY) == 1


def test_the_mutation_of_the_guide_is_answered_as_it_says(client, starter, settings):
    settings.CMS_CONTACT_MIN_SECONDS = -1
    section = GUIDE.split("\n## The contact form\n", 1)[1].split("\n## ", 1)[0]
    documents = re.findall(r"^```graphql\n(.*?)^```$", section, re.DOTALL | re.MULTILINE)
    _form, variables, refused = re.findall(
        r"^```json\n(.*?)^```$", section, re.DOTALL | re.MULTILINE
    )

    def send(query, variables):
        body = {"query": query, "variables": variables}
        return client.post("/graphql/", body, content_type="application/json").json()

    page = send(documents[1], {"path": "/en/contact/"})["data"]["page"]
    given = json.loads(variables)["input"] | {"page": page["id"], "token": page["formToken"]}
    mended = given | {"email": "camille@exemple.fr"}

    assert send(documents[2], {"input": given}) == json.loads(refused)
    assert send(documents[2], {"input": mended})["data"]["sendContactMessage"]["isSent"]


@pytest.mark.parametrize("query", [query for query in DOCUMENTS if "titel" not in query])
def test_a_document_of_the_guide_fits_the_schema(query):
    assert validate(schema.graphql_schema, parse(query)) == []


def test_the_limits_of_the_guide_are_the_settings():
    assert dict(rows("Limits")) == LIMITS


def test_the_guide_names_each_code():
    assert [code for code, _meaning in rows("Errors")] == [f"`{code}`" for code in Code]
