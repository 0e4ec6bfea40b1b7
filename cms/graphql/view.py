"""The endpoint: GraphQL over HTTP, without cookies, with coded errors and nothing else."""

import json
import logging
import uuid
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.module_loading import import_string
from django.views.decorators.csrf import csrf_exempt
from graphql import (
    ExecutionResult,
    GraphQLError,
    GraphQLSyntaxError,
    OperationType,
    execute,
    get_operation_ast,
    parse,
    specified_rules,
    validate,
)

from cms.graphql.limits import DepthLimit

logger = logging.getLogger(__name__)

RESPONSE_TYPE = "application/graphql-response+json"
RULES = (*specified_rules, DepthLimit)


class RequestRefusedError(Exception):
    """A request that is answered before any GraphQL runs."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message


@dataclass(frozen=True)
class Operation:
    """What a request asks: a document, its variables and the name of its operation."""

    query: str
    variables: dict[str, Any] | None
    name: str | None


@csrf_exempt  # no cookie is read, so there is nothing that another site could ride on
def graphql_view(request: HttpRequest) -> HttpResponseBase:
    """Answer a GraphQL request; every refusal is JSON with a code and a request id."""
    request_id = uuid.uuid4().hex
    if request.method == "OPTIONS":
        response: HttpResponse = HttpResponse(status=204)
    else:
        try:
            response = _answer(request, _read(request), request_id)
        except RequestRefusedError as refusal:
            error = {"message": refusal.message, "extensions": {"code": refusal.code}}
            response = _json(request, {"errors": [error]}, refusal.status, request_id)
            if refusal.status == 405:
                response["Allow"] = "GET, POST, OPTIONS"
    response["X-Request-Id"] = request_id
    _allow_origin(request, response)
    return response


def _read(request: HttpRequest) -> Operation:
    """Return the operation of a GET's address or of a POST's JSON body."""
    if request.method == "GET":
        raw: dict[str, Any] = {name: request.GET.get(name) for name in ("query", "operationName")}
        for name in ("variables", "extensions"):
            if text := request.GET.get(name):
                raw[name] = _parse_json(text.encode(), f"{name} in the address")
    elif request.method == "POST":
        raw = _read_body(request)
    else:
        raise RequestRefusedError(405, "BAD_USER_INPUT", "Use GET or POST.")
    return _operation(raw)


def _read_body(request: HttpRequest) -> dict[str, Any]:
    media_type, _semicolon, parameters = request.headers.get("Content-Type", "").partition(";")
    charset = parameters.strip().lower().removeprefix("charset=").strip('"')
    if media_type.strip().lower() != "application/json" or charset not in {"", "utf-8"}:
        raise RequestRefusedError(
            415, "BAD_USER_INPUT", "Send the body as application/json in UTF-8."
        )
    most = settings.CMS_GRAPHQL_MAX_BODY_BYTES
    try:
        too_long = int(request.headers.get("Content-Length") or 0) > most
        body = b"" if too_long else request.body
    except RequestDataTooBig:
        too_long = True
    if too_long or len(body) > most:
        raise RequestRefusedError(
            413, "QUERY_TOO_COMPLEX", f"The body is longer than {most} bytes."
        )
    value = _parse_json(body, "the body")
    if not isinstance(value, dict):
        raise RequestRefusedError(400, "BAD_USER_INPUT", "The body must be one JSON object.")
    return value


def _parse_json(body: bytes, what: str) -> Any:
    try:
        return json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise RequestRefusedError(400, "BAD_USER_INPUT", f"Can't read {what} as JSON.") from error


def _operation(raw: dict[str, Any]) -> Operation:
    query, name = raw.get("query"), raw.get("operationName")
    variables, extensions = raw.get("variables"), raw.get("extensions")
    if not isinstance(query, str) or not query:
        raise RequestRefusedError(400, "BAD_USER_INPUT", "query must be a text that is not empty.")
    if name is not None and not isinstance(name, str):
        raise RequestRefusedError(400, "BAD_USER_INPUT", "operationName must be a text.")
    for label, value in (("variables", variables), ("extensions", extensions)):
        if value is not None and not isinstance(value, dict):
            raise RequestRefusedError(400, "BAD_USER_INPUT", f"{label} must be a JSON object.")
    if len(query) > settings.CMS_GRAPHQL_MAX_CHARACTERS:
        most = settings.CMS_GRAPHQL_MAX_CHARACTERS
        raise RequestRefusedError(
            400, "QUERY_TOO_COMPLEX", f"The document is longer than {most} characters."
        )
    return Operation(query, variables, name or None)


def _answer(request: HttpRequest, operation: Operation, request_id: str) -> HttpResponse:
    """Parse, validate and run the operation."""
    schema = import_string(settings.GRAPHENE["SCHEMA"]).graphql_schema
    try:
        document = parse(operation.query, max_lexical_tokens=settings.CMS_GRAPHQL_MAX_TOKENS)
    except GraphQLSyntaxError as error:
        code = "QUERY_TOO_COMPLEX" if "more than" in str(error) else None
        return _refuse(request, [error], code or "GRAPHQL_PARSE_FAILED", request_id)
    except RecursionError as error:
        message = "The document nests too deeply."
        raise RequestRefusedError(400, "QUERY_TOO_COMPLEX", message) from error
    errors = validate(schema, document, RULES, max_errors=20, hide_suggestions=True)
    if errors:
        return _refuse(request, errors, "GRAPHQL_VALIDATION_FAILED", request_id)
    node = get_operation_ast(document, operation.name)
    if node is None:
        message = "operationName must name one operation of the document."
        raise RequestRefusedError(400, "GRAPHQL_VALIDATION_FAILED", message)
    if request.method == "GET" and node.operation is not OperationType.QUERY:
        raise RequestRefusedError(405, "BAD_USER_INPUT", "Only queries can be sent by GET.")
    result = execute(
        schema,
        document,
        context_value=request,
        variable_values=operation.variables,
        operation_name=operation.name,
    )
    assert isinstance(result, ExecutionResult), "the delivery edge is synchronous"
    return _result(request, result, request_id)


def _result(request: HttpRequest, result: ExecutionResult, request_id: str) -> HttpResponse:
    payload: dict[str, Any] = {}
    if result.errors:
        payload["errors"] = [_formatted(error, request_id) for error in result.errors]
    refused = result.data is None and result.errors and result.errors[0].path is None
    if not refused:
        payload["data"] = result.data
    status = 400 if refused and _wants_response_type(request) else 200
    return _json(request, payload, status, request_id)


def _refuse(request: HttpRequest, errors: list[Any], code: str, request_id: str) -> HttpResponse:
    for error in errors:
        error.extensions = {"code": code, **(error.extensions or {})}
    status = 400 if _wants_response_type(request) or code == "GRAPHQL_PARSE_FAILED" else 200
    payload = {"errors": [_formatted(error, request_id) for error in errors]}
    return _json(request, payload, status, request_id)


def _formatted(error: GraphQLError, request_id: str) -> dict[str, Any]:
    """Return the error for the client: an unforeseen exception's text stays in the log."""
    formatted: dict[str, Any] = dict(error.formatted)
    coded = "code" in (error.extensions or {})
    if not coded and error.path is not None:  # raised while running, and by nobody's intention
        logger.error("request %s failed", request_id, exc_info=error)
        formatted["message"] = "The server could not answer this field."
        formatted["extensions"] = {"code": "INTERNAL_SERVER_ERROR", "requestId": request_id}
    elif not coded:
        formatted["extensions"] = {"code": "BAD_USER_INPUT"}
    return formatted


def _wants_response_type(request: HttpRequest) -> bool:
    return RESPONSE_TYPE in request.headers.get("Accept", "")


def _json(
    request: HttpRequest, payload: dict[str, Any], status: int, request_id: str
) -> HttpResponse:
    media_type = RESPONSE_TYPE if _wants_response_type(request) else "application/json"
    return JsonResponse(
        payload,
        status=status,
        content_type=f"{media_type}; charset=utf-8",
        json_dumps_params={"ensure_ascii": False},
    )


def _allow_origin(request: HttpRequest, response: HttpResponse) -> None:
    """Let browsers of the allowed origins read the answer; never with credentials."""
    allowed = settings.CMS_GRAPHQL_ALLOWED_ORIGINS
    origin = request.headers.get("Origin")
    response["Vary"] = "Accept, Origin"
    if origin and ("*" in allowed or origin in allowed):
        response["Access-Control-Allow-Origin"] = "*" if "*" in allowed else origin
        response["Access-Control-Allow-Methods"] = "GET, POST, OPTIONS"
        response["Access-Control-Allow-Headers"] = "Content-Type, Accept"
        response["Access-Control-Max-Age"] = "86400"
