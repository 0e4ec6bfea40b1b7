"""Thousands of generated requests to the WSGI application: none may find a defect.

`make test-fuzz` sends the same ones each time; `make test-fuzz SEED=1234` sends others.
"""

import json
import logging
import os
from contextlib import suppress

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from graphql import (
    ArgumentNode,
    FieldNode,
    GraphQLSyntaxError,
    IntValueNode,
    ListValueNode,
    StringValueNode,
    Visitor,
    parse,
    print_ast,
    visit,
)
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from schemathesis.checks import negative_data_rejection, not_a_server_error
from schemathesis.generation import GenerationMode
from wagtail.models import Page
from werkzeug import Client

from networks.models import Network
from structures.models import StructurePage

pytestmark = pytest.mark.fuzz

SEED = os.environ.get("FUZZ_SEED") or None
# What a client may do wrong. A server that fails, or takes too long, is a finding.
CODES = {
    "GRAPHQL_PARSE_FAILED",
    "GRAPHQL_VALIDATION_FAILED",
    "BAD_USER_INPUT",
    "QUERY_TOO_COMPLEX",
}
# What the text of an exception, or of the place where it was raised, would say.
TRACES = ("Traceback (most recent", " object at 0x", "site-packages", '.py", line ')
# The client that sends them does not unpack an answer in gzip.
PLAIN = {"Accept-Encoding": "identity"}


def cases(count):
    """Let a test have so many generated cases: the same ones, or those of FUZZ_SEED."""

    def decorate(test):
        chosen = settings(
            max_examples=count,
            derandomize=SEED is None,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        )(test)
        return chosen if SEED is None else seed(int(SEED))(chosen)

    return decorate


@pytest.fixture(scope="module")
def application():
    return WSGIHandler()


@pytest.fixture(scope="module")
def questions(application, starter_of_module):
    """Return the endpoint's schema, as its introspection tells it."""
    return schemathesis.graphql.from_wsgi("/graphql/", application)


@pytest.fixture
def check(starter, caplog):
    """Return a function that fails on what no client may see, and on an error in the log."""
    caplog.set_level(logging.ERROR)

    def check(status, content):
        assert status < 500
        answer = json.loads(content)
        for error in answer.get("errors", ()):
            assert error["extensions"]["code"] in CODES, error
            assert not any(trace in error["message"] for trace in TRACES), error
        assert [record.getMessage() for record in caplog.records] == []
        return answer

    return check


# --- Documents -------------------------------------------------------------------------------

# Two of these in one field would hardly find anything.
FINDERS = {"id", "slug", "urlPath", "siret", "contentType", "parent", "ancestor", "hostname"}


@pytest.fixture
def known(starter):
    """Return what arguments find something with, by their name, or their field's and theirs."""
    pages = Page.objects.filter(depth__gt=1)
    ids = [str(key) for key in pages.values_list("pk", flat=True)]
    addresses = [page.specific.get_url_parts()[2] for page in pages]
    return {
        "locale": ["fr", "en"],
        "locales": ["fr", "en"],
        "id": ids,
        "parent": ids,
        "ancestor": ids,
        "hostname": ["localhost"],
        "contentType": ["home.ContentPage", "structures.StructurePage", "home.HomePage"],
        "slug": list(pages.values_list("slug", flat=True)),
        "structure.slug": list(StructurePage.objects.values_list("slug", flat=True)),
        "network.slug": list(Network.objects.values_list("slug", flat=True)),
        "urlPath": addresses,
        "path": ["/", "/en/qui-sommes-nous", "/fr/rien/", "//en/../fr?a#b", *addresses],
        "query": ["insertion", "Mende", "structure", "les", "a e i", "COORACE jardins"],
    }


class Guide(Visitor):
    """Puts arguments that find something, and sizes that are allowed, in the place of others."""

    def __init__(self, known):
        super().__init__()
        self.known = known

    def leave_field(self, node, *_args):
        """Give a field one argument that finds something, and the first page of a list."""
        finders = [item for item in node.arguments if item.name.value in FINDERS]
        left_out = {item.name.value for item in finders[1:]} | {"after"}
        arguments = [
            ArgumentNode(name=item.name, value=self.value(node.name.value, item))
            for item in node.arguments
            if item.name.value not in left_out
        ]
        return FieldNode(
            alias=node.alias,
            name=node.name,
            arguments=arguments,
            directives=node.directives,
            selection_set=node.selection_set,
        )

    def value(self, field, argument):
        """Return a value of the same kind, the same one for the same text or number."""
        name, value = argument.name.value, argument.value
        if isinstance(value, IntValueNode) and name in {"first", "limit", "offset"}:
            smallest = 0 if name == "offset" else 1
            return IntValueNode(value=str(int(value.value) % 4 + smallest))
        texts = self.known.get(f"{field}.{name}", self.known.get(name))
        if texts is None:
            return value
        if isinstance(value, ListValueNode):
            return ListValueNode(values=[text_of(item, texts) for item in value.values])
        return text_of(value, texts)


def text_of(value, texts):
    """Return one of the texts for a text or a number, and null for null."""
    if not isinstance(value, StringValueNode | IntValueNode):
        return value
    return StringValueNode(value=texts[sum(map(ord, value.value)) % len(texts)])


def test_what_finds_something_is_answered(questions, known, check):
    found = []

    def guided(case):
        with suppress(GraphQLSyntaxError):  # half a surrogate pair is for the endpoint to refuse
            case.body = print_ast(visit(parse(case.body), Guide(known)))
        return case

    @cases(2_000)
    @given(case=questions.as_strategy(generation_mode=GenerationMode.POSITIVE).map(guided))
    def ask(case):
        response = case.call_and_validate(headers=PLAIN, checks=[not_a_server_error])
        data = check(response.status_code, response.content).get("data") or {}
        found.append(any(data.values()))

    ask()

    assert sum(found) > len(found) / 4  # else it would test refusals alone


def test_what_the_schema_allows_is_answered_or_refused(questions, check):
    @cases(2_000)
    @given(case=questions.as_strategy(generation_mode=GenerationMode.POSITIVE))
    def ask(case):
        response = case.call_and_validate(headers=PLAIN, checks=[not_a_server_error])
        check(response.status_code, response.content)

    ask()


def test_what_breaks_the_schema_is_refused(questions, check):
    @cases(1_000)
    @given(case=questions.as_strategy(generation_mode=GenerationMode.NEGATIVE))
    def ask(case):
        response = case.call_and_validate(
            headers=PLAIN, checks=[not_a_server_error, negative_data_rejection]
        )
        check(response.status_code, response.content)

    ask()


# --- Bodies that are no request ----------------------------------------------------------------

TEXTS = st.text(alphabet=st.characters(exclude_categories=()), max_size=20)
NAMES = st.sampled_from(["query", "variables", "operationName", "extensions", "documentId"])
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | TEXTS | st.just("{ __typename }")
INNER = LEAVES | st.lists(LEAVES, max_size=3) | st.dictionaries(TEXTS | NAMES, LEAVES, max_size=3)
VALUES = INNER | st.lists(INNER, max_size=3) | st.dictionaries(TEXTS | NAMES, INNER, max_size=3)
BODIES = st.one_of(
    st.binary(max_size=200),
    st.dictionaries(NAMES | TEXTS, VALUES, max_size=5).map(lambda body: json.dumps(body).encode()),
    VALUES.map(lambda body: json.dumps(body).encode()),
)


def test_no_body_makes_the_server_fail(application, check):
    client = Client(application)

    @cases(500)
    @given(body=BODIES)
    def send(body):
        response = client.post("/graphql/", data=body, content_type="application/json")
        check(response.status_code, response.data)

    send()
