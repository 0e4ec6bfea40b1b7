"""Parses GraphQL requests: the body of a POST or the query string of a GET, within limits."""

import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, UnreadablePostError

from cms.delivery.refusals import Code, RequestRefusedError
from cms.graphql.core.validators import inside, is_storable
from cms.graphql.execution.persisted_queries import document_digest, persisted_queries
from cms.text.normal_form import nfc

METHODS = "GET, POST, OPTIONS"


@dataclass(frozen=True)
class GraphQLRequest:
    """A GraphQL request: a document, its variables and the name of its operation.

    The extension `{"extensions": {"cost": true, "cache": true}}` requests the cost of the operation
    and the state of the cache; the response then has `cost` and `cache` in its `extensions`.
    """

    query: str
    variables: dict[str, Any]
    name: str | None
    wants_cost: bool
    wants_cache: bool
    digest: str | None = None  # SHA-256 of a persisted query


def read_request(request: HttpRequest, body: bytes) -> GraphQLRequest:
    """Parse the query string of a GET or the JSON body of a POST; raises RequestRefusedError."""
    if request.method == "GET":
        raw = _read_address(request)
    else:
        raw = _parse_json(body, "the body")
        if not isinstance(raw, dict):
            raise bad_request("The body must be a JSON object.")
    query, name = raw.get("query"), raw.get("operationName")
    variables, extensions = raw.get("variables"), raw.get("extensions")
    digest = document_digest(raw)
    if digest is not None and query in (None, ""):
        query = persisted_queries.text(digest)
    if not isinstance(query, str) or not query:
        raise bad_request("query must be a non-empty string.")
    if name is not None and not isinstance(name, str):
        raise bad_request("operationName must be a string.")
    for label, value in (("variables", variables), ("extensions", extensions)):
        if value is not None and not isinstance(value, dict):
            raise bad_request(f"{label} must be a JSON object.")
    wanted = {name for name, value in (extensions or {}).items() if value is True}
    return GraphQLRequest(
        query=query,
        variables=nfc(variables or {}),
        name=name or None,
        wants_cost="cost" in wanted,
        wants_cache="cache" in wanted,
        digest=digest,
    )


def _read_address(request: HttpRequest) -> dict[str, Any]:
    try:
        parameters = request.GET
    except SuspiciousOperation as error:
        raise bad_request("The query string has too many parameters.") from error
    names = ("query", "operationName", "documentId")
    raw: dict[str, Any] = {name: parameters.get(name) for name in names}
    for name in ("variables", "extensions"):
        if text := parameters.get(name):
            raw[name] = _parse_json(text.encode(), f"{name} in the query string")
    return raw


def read_body(request: HttpRequest) -> bytes:
    """Return the body of a POST, or b"" for a GET; raises RequestRefusedError."""
    if request.method == "GET":
        return b""
    if request.method != "POST":
        raise wrong_method("Use GET or POST.")
    charset = (request.content_params or {}).get("charset", "utf-8")
    if request.content_type != "application/json" or charset.lower() != "utf-8":
        raise RequestRefusedError(
            415, Code.BAD_INPUT, "Send the body as application/json in UTF-8."
        )
    most = settings.CMS_GRAPHQL_MAX_BODY_BYTES
    try:
        length = int(request.headers.get("Content-Length") or 0)
        body = b"" if length > most else request.body
    except ValueError as error:
        raise bad_request("Content-Length must be a number.") from error
    except RequestDataTooBig:
        length = most + 1
    except UnreadablePostError as error:
        raise bad_request("The body is incomplete.") from error
    if max(length, len(body)) > most:
        message = f"The body is longer than {most} bytes."
        raise RequestRefusedError(413, Code.TOO_COMPLEX, message)
    return body


def _parse_json(body: bytes, what: str) -> Any:
    """Parse JSON; refuses texts that no database can store, and deep nesting."""
    try:
        value = json.loads(body.decode("utf-8"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise bad_request(f"Can't read {what} as JSON.") from error
    level, depth = [value], 0
    while level:
        if any(isinstance(item, str) and not is_storable(item) for item in level):
            raise bad_request(f"A string in {what} contains NUL or an unpaired surrogate.")
        depth += 1
        if depth > settings.CMS_GRAPHQL_MAX_JSON_DEPTH:
            raise RequestRefusedError(
                400, Code.TOO_COMPLEX, f"The JSON of {what} nests too deeply."
            )
        level = [inner for item in level for inner in inside(item)]
    return value


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def bad_request(message: str) -> RequestRefusedError:
    """Return the refusal (400) of a malformed request."""
    return RequestRefusedError(400, Code.BAD_INPUT, message)


def wrong_method(message: str) -> RequestRefusedError:
    """Return the refusal (405) of an HTTP method."""
    return RequestRefusedError(405, Code.BAD_INPUT, message, headers={"Allow": METHODS})
