"""The endpoint as HTTP: methods, bodies, errors, headers."""

import json
import logging

import pytest

from iae48.schema import schema

JSON = "application/json"
RESPONSE_JSON = "application/graphql-response+json"
INTROSPECTION = (
    "query { __schema { types { fields { type { ofType { ofType { ofType { ofType "
    "{ ofType { ofType { ofType { ofType { ofType { name } } } } } } } } } } } } } }"
)


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


@pytest.mark.parametrize(
    ("body", "content_type", "status", "code"),
    [
        (b"{", JSON, 400, "BAD_USER_INPUT"),
        (b" ", JSON, 400, "BAD_USER_INPUT"),
        (b"\xff\xfe", JSON, 400, "BAD_USER_INPUT"),
        (b"[]", JSON, 400, "BAD_USER_INPUT"),
        (b'"x"', JSON, 400, "BAD_USER_INPUT"),
        (b"{}", JSON, 400, "BAD_USER_INPUT"),
        (b'{"query": ""}', JSON, 400, "BAD_USER_INPUT"),
        (b'{"query": 1}', JSON, 400, "BAD_USER_INPUT"),
        (b'{"query": "{ __typename }", "variables": []}', JSON, 400, "BAD_USER_INPUT"),
        (b'{"query": "{ __typename }", "variables": "x"}', JSON, 400, "BAD_USER_INPUT"),
        (b'{"query": "{ __typename }", "extensions": 1}', JSON, 400, "BAD_USER_INPUT"),
        (b'{"query": "{ __typename }", "operationName": 1}', JSON, 400, "BAD_USER_INPUT"),
        (
            b'{"query": "{ __typename }", "operationName": "X"}',
            JSON,
            400,
            "GRAPHQL_VALIDATION_FAILED",
        ),
        (b'{"query": "{"}', JSON, 400, "GRAPHQL_PARSE_FAILED"),
        (b'{"query": "\\u0000"}', JSON, 400, "GRAPHQL_PARSE_FAILED"),
        (b'{"query": "{ \\ud800 }"}', JSON, 400, "GRAPHQL_PARSE_FAILED"),
        (b'{"query": ' + b"[" * 50_000 + b"}", JSON, 400, "BAD_USER_INPUT"),
        (b"x" * 100_001, JSON, 413, "QUERY_TOO_COMPLEX"),
        (b"{ __typename }", "text/plain", 415, "BAD_USER_INPUT"),
        (b"{ __typename }", "application/graphql", 415, "BAD_USER_INPUT"),
        (b"query=x", "application/x-www-form-urlencoded", 415, "BAD_USER_INPUT"),
        (b"{}", "application/json; charset=latin-1", 415, "BAD_USER_INPUT"),
    ],
)
def test_a_malformed_request_gets_a_coded_json_error(client, db, body, content_type, status, code):
    response = post(client, body, content_type)

    assert response.status_code == status
    [error] = response.json()["errors"]
    assert error["extensions"]["code"] == code
    assert "data" not in response.json()


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_another_method_is_refused(client, db, method):
    response = getattr(client, method)("/graphql/")

    assert response.status_code == 405
    assert response["Allow"] == "GET, POST, OPTIONS"
    assert response.json()["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


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


@pytest.mark.parametrize(("depth", "code"), [(12, None), (13, "QUERY_TOO_COMPLEX")])
def test_a_document_nests_twelve_levels_and_no_more(client, site, depth, code):
    levels = depth - 1
    query = '{ page(urlPath: "/fr/") ' + "{ parent " * (levels - 1) + "{ title }" + " }" * levels

    response = post(client, {"query": query})

    codes = [error["extensions"]["code"] for error in response.json().get("errors", [])]
    assert codes == ([code] if code else [])


def test_depth_is_counted_through_fragments_however_they_repeat(client, db):
    fragments = " ".join(
        f"fragment F{n} on PageInterface {{ parent {{ ...F{n + 1} ...F{n + 1} }} }}"
        for n in range(40)
    )
    query = (
        f'{{ page(slug: "a") {{ ...F0 }} }} {fragments} fragment F40 on PageInterface {{ title }}'
    )

    response = post(client, {"query": query})

    codes = {error["extensions"]["code"] for error in response.json()["errors"]}
    assert "QUERY_TOO_COMPLEX" in codes


def test_a_cycle_of_fragments_is_refused(client, db):
    query = '{ page(slug: "a") { ...A } } fragment A on PageInterface { parent { ...A } }'

    response = post(client, {"query": query})

    messages = {error["message"] for error in response.json()["errors"]}
    assert "Cannot spread fragment 'A' within itself." in messages


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{ " + "a " * 1_990 + "}", "GRAPHQL_VALIDATION_FAILED"),
        ("{ " + "a " * 2_010 + "}", "QUERY_TOO_COMPLEX"),
        ("{ __typename #" + "x" * 9_984 + "\n}", None),
        ("{ __typename #" + "x" * 9_985 + "\n}", "QUERY_TOO_COMPLEX"),
    ],
)
def test_a_document_is_bounded_in_tokens_and_characters(client, db, query, code):
    response = post(client, {"query": query})

    codes = {error["extensions"]["code"] for error in response.json().get("errors", [])}
    assert codes == ({code} if code else set())


def test_introspection_is_open(client, db):
    response = post(client, {"query": INTROSPECTION})

    assert "errors" not in response.json()


def test_there_is_no_mutation_and_no_subscription():
    assert schema.graphql_schema.mutation_type is None
    assert schema.graphql_schema.subscription_type is None


def test_no_cookie_is_read_or_set(client, site, admin_user):
    client.force_login(admin_user)

    response = post(client, {"query": '{ page(urlPath: "/fr/") { title } }'})

    assert response.cookies == {}
    assert "Cookie" not in response["Vary"]


def test_browsers_of_allowed_origins_may_read_without_credentials(client, site, settings):
    settings.CMS_GRAPHQL_ALLOWED_ORIGINS = ["https://www.exemple.fr"]

    allowed = post(client, {"query": "{ __typename }"}, origin="https://www.exemple.fr")
    other = post(client, {"query": "{ __typename }"}, origin="https://mechant.example")
    preflight = client.options("/graphql/", headers={"origin": "https://www.exemple.fr"})

    assert allowed["Access-Control-Allow-Origin"] == "https://www.exemple.fr"
    assert "Access-Control-Allow-Credentials" not in allowed
    assert "Access-Control-Allow-Origin" not in other
    assert preflight.status_code == 204
    assert preflight["Access-Control-Allow-Headers"] == "Content-Type, Accept"


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


def test_the_explorer_is_for_staff(client, site, admin_user):
    anonymous = client.get("/explorer/")
    client.force_login(admin_user)

    staff = client.get("/explorer/")

    assert anonymous.status_code == 302
    assert anonymous["Location"].startswith("/admin/login/")
    assert staff.status_code == 200
    assert "query HomePage" in staff.content.decode()
