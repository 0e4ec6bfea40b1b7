"""The endpoint as HTTP: methods, bodies, errors, headers."""

import json
import logging

import pytest
from django.db import OperationalError, connections

from iae48.schema import schema

JSON = "application/json"
RESPONSE_JSON = "application/graphql-response+json"


def post(client, body, content_type=JSON, **headers):
    data = body if isinstance(body, str | bytes) else json.dumps(body)
    return client.post("/graphql/", data, content_type=content_type, headers=headers)


def test_a_query_is_answered_by_post_and_by_get(client, site):
    query = '{ page(urlPath: "/fr/") { title } }'

    posted = post(client, {"query": query})
    got = client.get("/graphql/", {"query": query})

    assert posted.status_code == got.status_code == 200
    assert posted.json() == got.json() == {"data": {"page": {"title": "Accueil"}}}
    assert posted["Content-Type"] == "application/json; charset=utf-8"


def test_variables_and_the_operations_name_are_read_from_an_address(client, site):
    response = client.get(
        "/graphql/",
        {
            "query": "query A { __typename } query B($p: String) { page(urlPath: $p) { title } }",
            "operationName": "B",
            "variables": '{"p": "/fr/"}',
        },
    )

    assert response.json() == {"data": {"page": {"title": "Accueil"}}}


LIST = "query ($n: Int) { pages(limit: $n) { title } }"


def body_of(query, **rest):
    return json.dumps({"query": query, **rest}).encode()


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b" ", 400, "BAD_USER_INPUT"),
        (b"{", 400, "BAD_USER_INPUT"),
        (b"{} {}", 400, "BAD_USER_INPUT"),
        (b"{'query': 1}", 400, "BAD_USER_INPUT"),
        (b"\x00", 400, "BAD_USER_INPUT"),
        (b"\xff\xfe", 400, "BAD_USER_INPUT"),
        (b"\xef\xbb\xbf{}", 400, "BAD_USER_INPUT"),
        (body_of("{ __typename }").decode().encode("utf-16"), 400, "BAD_USER_INPUT"),
        (b'{"query": "\xed\xa0\x80"}', 400, "BAD_USER_INPUT"),
        (b'{"query": "\n"}', 400, "BAD_USER_INPUT"),
        (b"[]", 400, "BAD_USER_INPUT"),
        (b"[" + body_of("{ __typename }") + b"]", 400, "BAD_USER_INPUT"),
        (b'"x"', 400, "BAD_USER_INPUT"),
        (b"null", 400, "BAD_USER_INPUT"),
        (b"NaN", 400, "BAD_USER_INPUT"),
        (b"1" * 5_000, 400, "BAD_USER_INPUT"),
        (b"{}", 400, "BAD_USER_INPUT"),
        (b'{"QUERY": "{ __typename }"}', 400, "BAD_USER_INPUT"),
        (body_of(None), 400, "BAD_USER_INPUT"),
        (body_of(""), 400, "BAD_USER_INPUT"),
        (body_of(1), 400, "BAD_USER_INPUT"),
        (body_of(["{ __typename }"]), 400, "BAD_USER_INPUT"),
        (body_of("\0"), 400, "BAD_USER_INPUT"),
        (b'{"query": "{ \\ud800 }"}', 400, "BAD_USER_INPUT"),
        (body_of("{ __typename }", variables=[]), 400, "BAD_USER_INPUT"),
        (body_of("{ __typename }", variables="x"), 400, "BAD_USER_INPUT"),
        (body_of("{ __typename }", variables=0), 400, "BAD_USER_INPUT"),
        (body_of("{ __typename }", variables={"a": "\0"}), 400, "BAD_USER_INPUT"),
        (body_of("{ __typename }", variables={"\0": 1}), 400, "BAD_USER_INPUT"),
        (body_of("{ __typename }", variables={"a": ["\ud800"]}), 400, "BAD_USER_INPUT"),
        (b'{"query": "{ __typename }", "variables": {"a": NaN}}', 400, "BAD_USER_INPUT"),
        (b'{"query": "{ __typename }", "variables": {"a": -Infinity}}', 400, "BAD_USER_INPUT"),
        (body_of("{ __typename }", extensions=1), 400, "BAD_USER_INPUT"),
        (body_of("{ __typename }", operationName=1), 400, "BAD_USER_INPUT"),
        (body_of(LIST, variables={"n": 1e300}), 200, "BAD_USER_INPUT"),
        (body_of(LIST, variables={"n": 2**31}), 200, "BAD_USER_INPUT"),
        (body_of(LIST, variables={"n": {"a": 1}}), 200, "BAD_USER_INPUT"),
        (body_of(LIST.replace("Int", "Int!"), variables={"m": 1}), 200, "BAD_USER_INPUT"),
        (body_of("{ __typename }", operationName="X"), 400, "GRAPHQL_VALIDATION_FAILED"),
        (
            body_of("query A { __typename } query B { __typename }"),
            400,
            "GRAPHQL_VALIDATION_FAILED",
        ),
        (body_of("fragment F on Query { __typename }"), 200, "GRAPHQL_VALIDATION_FAILED"),
        (body_of("type Query { a: Int }"), 200, "GRAPHQL_VALIDATION_FAILED"),
        (body_of("subscription { __typename }"), 200, "GRAPHQL_VALIDATION_FAILED"),
        (body_of("{"), 200, "GRAPHQL_PARSE_FAILED"),
        (body_of("   "), 200, "GRAPHQL_PARSE_FAILED"),
        (body_of('{ page(slug: "\\uD800") { title } }'), 200, "GRAPHQL_PARSE_FAILED"),
        (body_of('{ page(slug: "\\u0000") { title } }'), 200, "BAD_USER_INPUT"),
        (body_of("{ page(slug: 1) { title } }"), 200, "GRAPHQL_VALIDATION_FAILED"),
        (
            body_of("{ pages(limit: " + "9" * 9_000 + ") { title } }"),
            200,
            "GRAPHQL_VALIDATION_FAILED",
        ),
        (b'{"query": ' + b"[" * 50_000 + b"}", 400, "BAD_USER_INPUT"),
        (b'{"query": ' + b'{"a":' * 15_000 + b"1" + b"}" * 15_001, 400, "BAD_USER_INPUT"),
        (b"x" * 100_001, 413, "QUERY_TOO_COMPLEX"),
    ],
)
def test_a_malformed_body_gets_a_coded_json_error(client, db, body, status, code):
    response = post(client, body)

    assert response.status_code == status
    [error] = response.json()["errors"]
    assert error["extensions"]["code"] == code
    assert "data" not in response.json()


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "text/plain",
        "text/plain; charset=utf-8",
        "application/graphql",
        "application/graphql+json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "multipart/form-data",
        "application/json; charset=latin-1",
        "application/json, text/plain",
    ],
)
def test_a_body_of_another_type_is_refused(client, db, content_type):
    response = post(client, b"query=%7B__typename%7D", content_type)

    assert response.status_code == 415
    [error] = response.json()["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"


@pytest.mark.parametrize(
    "content_type",
    ["application/json", "Application/JSON", 'application/json; v=1; charset="UTF-8"'],
)
def test_json_is_read_however_its_type_is_written(client, db, content_type):
    body = b'{"query": "{", "query": "{ __typename }", "variables": null, "more": [1e400, 0.1]}'

    response = post(client, body, content_type)

    assert response.json() == {"data": {"__typename": "Query"}}


@pytest.mark.parametrize(
    "address",
    [
        {},
        {"query": ""},
        {"query": "{ __typename }", "variables": "{"},
        {"query": "{ __typename }", "variables": '{"a": "\\u0000"}'},
        {"query": "{ __typename }", "extensions": "[]"},
        {"query": "{ __typename }", **{f"p{n}": "" for n in range(10_001)}},
    ],
)
def test_a_malformed_address_gets_a_coded_json_error(client, db, address):
    response = client.get("/graphql/", address)

    assert response.status_code == 400
    [error] = response.json()["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"


def test_a_length_that_is_no_number_is_refused(client, db):
    response = client.post(
        "/graphql/", b"{}", content_type=JSON, headers={"content-length": "beaucoup"}
    )

    assert response.status_code == 400
    assert response.json()["errors"][0]["message"] == "Content-Length must be a number."


def test_a_mutation_is_never_read_from_an_address(client, db):
    response = client.get("/graphql/", {"query": "mutation { __typename }"})

    assert response.status_code == 405
    assert response.json()["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_another_method_is_refused(client, db, method):
    response = getattr(client, method)("/graphql/")

    assert response.status_code == 405
    assert response["Allow"] == "GET, POST, OPTIONS"
    assert response.json()["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


def test_head_is_refused_like_any_other_method(client, db):
    response = client.head("/graphql/", {"query": "{ __typename }"})

    assert response.status_code == 405
    assert response["Allow"] == "GET, POST, OPTIONS"


def test_an_invalid_document_is_refused_without_hints(client, db):
    body = {"query": "{ structurez { nodes { title } } }"}

    plain = post(client, body)
    modern = post(client, body, accept=RESPONSE_JSON)

    assert (plain.status_code, modern.status_code) == (200, 400)
    assert modern["Content-Type"] == f"{RESPONSE_JSON}; charset=utf-8"
    for response in (plain, modern):
        [error] = response.json()["errors"]
        assert error["message"] == "Cannot query field 'structurez' on type 'Query'."
        assert error["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"


def test_an_unused_fragment_is_refused_as_the_specification_says(client, db):
    response = post(client, {"query": "{ __typename } fragment F on Query { __typename }"})

    assert response.json()["errors"][0]["message"] == "Fragment 'F' is never used."


def test_a_cycle_of_fragments_is_refused(client, db):
    query = '{ page(slug: "a") { ...A } } fragment A on PageInterface { parent { ...A } }'

    response = post(client, {"query": query})

    messages = {error["message"] for error in response.json()["errors"]}
    assert "Cannot spread fragment 'A' within itself." in messages


def test_there_is_one_mutation_and_no_subscription():
    mutation = schema.graphql_schema.mutation_type
    assert mutation is not None
    assert set(mutation.fields) == {"sendContactMessage"}
    assert schema.graphql_schema.subscription_type is None


def test_no_cookie_is_read_or_set(client, site, admin_user):
    client.force_login(admin_user)

    response = post(client, {"query": '{ page(urlPath: "/fr/") { title } }'})

    assert response.cookies == {}
    assert "Cookie" not in response["Vary"]


@pytest.mark.parametrize("cookie", ["sessionid=x", "csrftoken=x", "messages=x", "locale=x"])
@pytest.mark.parametrize("query", ["{ __typename }", "{"], ids=["answered", "refused"])
def test_a_cookie_that_makes_no_sense_is_not_answered_by_another_one(client, db, cookie, query):
    name, _, value = cookie.partition("=")
    client.cookies[name] = value

    response = post(client, {"query": query})

    assert response.cookies == {}
    assert response["Vary"] == "Accept, Accept-Encoding, Origin, X-Preview-Token"


def test_browsers_of_allowed_origins_may_read_without_credentials(client, site, settings):
    settings.CMS_GRAPHQL_ALLOWED_ORIGINS = ["https://www.exemple.fr"]

    allowed = post(client, {"query": "{ __typename }"}, origin="https://www.exemple.fr")
    other = post(client, {"query": "{ __typename }"}, origin="https://mechant.example")
    preflight = client.options("/graphql/", headers={"origin": "https://www.exemple.fr"})
    refused = client.options("/graphql/", headers={"origin": "https://mechant.example"})

    assert allowed["Access-Control-Allow-Origin"] == "https://www.exemple.fr"
    assert "Access-Control-Allow-Credentials" not in allowed
    assert "Access-Control-Allow-Origin" not in other
    assert preflight.status_code == 204
    assert preflight["Access-Control-Allow-Headers"] == (
        "Content-Type, Accept, If-None-Match, X-Preview-Token, X-Preview-Version"
    )
    assert not any(name.startswith("Access-Control") for name in refused.headers)


def test_an_unforeseen_error_is_logged_and_says_nothing_to_the_client(
    client, site, monkeypatch, caplog
):
    def break_down(*args, **kwargs):
        raise RuntimeError("le mot de passe est 1234")

    monkeypatch.setattr(schema.graphql_schema.query_type.fields["page"], "resolve", break_down)

    with caplog.at_level(logging.ERROR):
        response = post(client, {"query": '{ page(slug: "a") { title } }'})

    [error] = response.json()["errors"]
    assert error["message"] == "The server could not answer this field."
    assert error["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
    assert error["extensions"]["requestId"] == response["X-Request-Id"]
    assert b"1234" not in response.content
    assert "1234" in caplog.text


def test_a_bad_variable_is_the_clients_error(client, site):
    body = {"query": "query ($n: Int) { pages(limit: $n) { title } }", "variables": {"n": "x"}}

    response = post(client, body)

    assert response.json()["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
    assert "data" not in response.json()


def test_a_directive_without_its_value_is_the_clients_error(client, site):
    query = "query ($yes: Boolean = true) { __schema { types @include(if: $yes) { name } } }"

    response = post(client, {"query": query, "variables": {"yes": None}})

    [error] = response.json()["errors"]
    assert error["message"].startswith("Argument 'if' of non-null type")
    assert error["extensions"] == {"code": "BAD_USER_INPUT"}


def test_a_defect_outside_of_any_field_is_json_too(client, db, monkeypatch, caplog):
    def break_down(*args, **kwargs):
        raise RuntimeError("le mot de passe est 1234")

    monkeypatch.setattr("cms.graphql.views.cost_of", break_down)

    response = post(client, {"query": "{ __typename }"})

    assert response.status_code == 500
    [error] = response.json()["errors"]
    assert error["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
    assert error["extensions"]["requestId"] == response["X-Request-Id"]
    assert b"1234" not in response.content
    assert response["X-Request-Id"] in caplog.text


def test_a_database_that_is_away_is_told_with_503(client, db, monkeypatch):
    def refuse():
        raise OperationalError("connection to server at 10.0.0.1 refused")

    with monkeypatch.context() as patch:
        patch.setattr(connections["default"], "ensure_connection", refuse)
        response = post(client, {"query": "{ __typename }"})

    assert response.status_code == 503
    [error] = response.json()["errors"]
    assert error["message"] == "The database can't be reached."
    assert error["extensions"]["code"] == "SERVICE_UNAVAILABLE"
    assert error["extensions"]["requestId"] == response["X-Request-Id"]


def test_the_explorer_is_for_staff(client, site, admin_user):
    anonymous = client.get("/explorer/")
    client.force_login(admin_user)

    staff = client.get("/explorer/")

    assert anonymous.status_code == 302
    assert anonymous["Location"].startswith("/compte/connexion/")
    assert staff.status_code == 200
    assert "query HomePage" in staff.content.decode()
