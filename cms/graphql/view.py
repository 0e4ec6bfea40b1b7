"""The endpoint: GraphQL over HTTP, without cookies, with coded errors and nothing else."""

import json
import logging
import uuid
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, UnreadablePostError
from django.utils.module_loading import import_string
from django.views.decorators.csrf import csrf_exempt
from graphql import (
    ExecutionResult,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
)
from graphql.execution.values import get_variable_values

from cms.delivery.cache_wsgi import ANSWERED
from cms.delivery.client_limits import REFUSED_COST, ClientLimit
from cms.delivery.compression import encoded_for
from cms.delivery.context import DeliveryContext
from cms.delivery.http import allow_origin
from cms.delivery.refusals import Code, RequestRefusedError
from cms.delivery.response_cache import (
    RESPONSE_TYPE,
    CachedResponse,
    build_response,
    cached_responses,
    is_asked_for,
    key_of,
    wants_response_type,
)
from cms.graphql.core.errors import (
    DocumentRefusedError,
    coded,
    formatted_failure,
    formatted_refusal,
    too_complex,
)
from cms.graphql.core.validators import inside, is_storable
from cms.graphql.execution.documents import MAX_ERRORS, Document, store
from cms.graphql.execution.executor import execute_operation
from cms.graphql.execution.persisted_queries import named_document, persisted_queries
from cms.graphql.execution.query_cost import cost_of
from cms.graphql.execution.timeouts import time_limits
from cms.preview.draft_graph import TOKEN_HEADER, VERSION_HEADER, draft_graph
from cms.text.normal_form import nfc

logger = logging.getLogger(__name__)

METHODS = "GET, POST, OPTIONS"
ALLOWED_HEADERS = f"Content-Type, Accept, If-None-Match, {TOKEN_HEADER}, {VERSION_HEADER}"


@dataclass(frozen=True)
class Question:
    """What a request asks: a document, its variables and the name of its operation.

    The request extension `{"extensions": {"cost": true}}` asks for the cost of the operation; the
    answer then has `{"extensions": {"cost": {"requested": 120, "maximum": 10000}}}`.
    """

    query: str
    variables: dict[str, Any]
    name: str | None
    wants_cost: bool
    digest: str | None = None  # by which the client names the document


@csrf_exempt  # no cookie is read, so there is nothing that another site could ride on
def graphql_view(request: HttpRequest) -> HttpResponseBase:
    """Answer a GraphQL request; every refusal is JSON with a code and a request id."""
    request_id = uuid.uuid4().hex
    if request.method == "OPTIONS":
        response = HttpResponse(status=204, headers={"Allow": METHODS})
    else:
        response = _answer(request, request_id)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store"
    response["X-Request-Id"] = request_id
    response["Vary"] = f"Accept, Accept-Encoding, Origin, {TOKEN_HEADER}"
    allow_origin(request, response, METHODS, accepted=ALLOWED_HEADERS)
    return response


def _answer(request: HttpRequest, request_id: str) -> HttpResponse:
    try:
        body = _read_body(request)
        if TOKEN_HEADER in request.headers:
            return _preview(request, body, request_id)
        key = key_of(request.META, body)
        answer = cached_responses.get(key)
        if answer is None:
            question = _read(request, body)
            payload, answer, may_keep = _run(request, question, request_id)
            if answer is None:
                return _json(request, payload)
            if may_keep:
                cached_responses.put(key, answer)
        return _give(request, answer, key)
    except DocumentRefusedError as refusal:
        errors = [formatted_refusal(refusal.code, error) for error in refusal.errors]
        return _json(request, {"errors": errors})
    except RequestRefusedError as refusal:
        extensions = {"code": refusal.code, **refusal.extensions}
        error = {"message": refusal.message, "extensions": extensions}
        response = _json(request, {"errors": [error]}, status=refusal.status)
        for name, value in refusal.headers.items():
            response[name] = value
        return response
    except (OperationalError, InterfaceError):
        logger.exception("request %s: the database can't be reached", request_id)
        message, code, status = "The database can't be reached.", Code.UNAVAILABLE, 503
    except Exception:
        logger.exception("request %s failed", request_id)
        message, code, status = "The server could not answer.", Code.INTERNAL, 500
    error = {"message": message, "extensions": {"code": code, "requestId": request_id}}
    return _json(request, {"errors": [error]}, status=status)


# --- Reading ---------------------------------------------------------------------------------


def _read(request: HttpRequest, body: bytes) -> Question:
    """Return the question of a GET's address or of a POST's JSON body."""
    if request.method == "GET":
        raw = _read_address(request)
    else:
        raw = _parse_json(body, "the body")
        if not isinstance(raw, dict):
            raise _bad_request("The body must be one JSON object.")
    query, name = raw.get("query"), raw.get("operationName")
    variables, extensions = raw.get("variables"), raw.get("extensions")
    digest = named_document(raw)
    if digest is not None and query in (None, ""):
        query = persisted_queries.text(digest)
    if not isinstance(query, str) or not query:
        raise _bad_request("query must be a text that is not empty.")
    if name is not None and not isinstance(name, str):
        raise _bad_request("operationName must be a text.")
    for label, value in (("variables", variables), ("extensions", extensions)):
        if value is not None and not isinstance(value, dict):
            raise _bad_request(f"{label} must be a JSON object.")
    wants_cost = (extensions or {}).get("cost") is True
    return Question(query, nfc(variables or {}), name or None, wants_cost, digest)


def _read_address(request: HttpRequest) -> dict[str, Any]:
    try:
        parameters = request.GET
    except SuspiciousOperation as error:
        raise _bad_request("The address has too many parameters.") from error
    names = ("query", "operationName", "documentId")
    raw: dict[str, Any] = {name: parameters.get(name) for name in names}
    for name in ("variables", "extensions"):
        if text := parameters.get(name):
            raw[name] = _parse_json(text.encode(), f"{name} in the address")
    return raw


def _read_body(request: HttpRequest) -> bytes:
    """Return the body of a POST, nothing for a GET; raises RequestRefusedError."""
    if request.method == "GET":
        return b""
    if request.method != "POST":
        raise _wrong_method("Use GET or POST.")
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
        raise _bad_request("Content-Length must be a number.") from error
    except RequestDataTooBig:
        length = most + 1
    except UnreadablePostError as error:
        raise _bad_request("The body ended too early.") from error
    if max(length, len(body)) > most:
        message = f"The body is longer than {most} bytes."
        raise RequestRefusedError(413, Code.TOO_COMPLEX, message)
    return body


def _parse_json(body: bytes, what: str) -> Any:
    """Return the value; texts that no database takes, and deep nesting, are refused."""
    try:
        value = json.loads(body.decode("utf-8"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise _bad_request(f"Can't read {what} as JSON.") from error
    level, depth = [value], 0
    while level:
        if any(isinstance(item, str) and not is_storable(item) for item in level):
            raise _bad_request(f"A text in {what} has NUL or half a surrogate pair.")
        depth += 1
        if depth > settings.CMS_GRAPHQL_MAX_JSON_DEPTH:
            raise RequestRefusedError(
                400, Code.TOO_COMPLEX, f"The JSON of {what} nests too deeply."
            )
        level = [inner for item in level for inner in inside(item)]
    return value


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _bad_request(message: str) -> RequestRefusedError:
    return RequestRefusedError(400, Code.BAD_INPUT, message)


def _wrong_method(message: str) -> RequestRefusedError:
    return RequestRefusedError(405, Code.BAD_INPUT, message, headers={"Allow": METHODS})


# --- Running ---------------------------------------------------------------------------------


def _run(
    request: HttpRequest, question: Question, request_id: str
) -> tuple[dict[str, Any], CachedResponse | None, bool]:
    """Return the payload, the answer that it makes when there is no error, and if it may be kept.

    Raises a refusal for what must not run, and for a client that has used up its limit.
    """
    limit = ClientLimit(request)
    limit.check()
    try:
        schema, document, operation, cost = _prepare(request, question)
    except (DocumentRefusedError, RequestRefusedError):
        limit.charge(REFUSED_COST)
        raise
    limit.charge(cost["requested"])
    kind = operation.operation
    if kind is OperationType.MUTATION:  # no preview: what is sent is sent by a published page
        request.is_snapshot = is_snapshot = False  # type: ignore[attr-defined]  # a mark on it
        with time_limits(writes=True):
            result = _executed(request, schema, document, question)
            if result.errors:
                transaction.set_rollback(True)
    else:
        with draft_graph(request) as preview_scope, time_limits() as is_snapshot:
            request.preview_scope = preview_scope  # type: ignore[attr-defined]  # a mark on it
            request.is_snapshot = is_snapshot  # type: ignore[attr-defined]  # a mark on it
            result = _executed(request, schema, document, question)
    payload: dict[str, Any] = {}
    if result.errors:
        payload["errors"] = [formatted_failure(error, request_id) for error in result.errors]
    if result.data is not None or not result.errors or result.errors[0].path is not None:
        payload["data"] = result.data
    if question.wants_cost:
        payload["extensions"] = {"cost": cost}
    delivery: DeliveryContext | None = getattr(request, "delivery", None)
    is_uncacheable = delivery is not None and delivery.tracker.is_uncacheable
    if result.errors or kind is OperationType.MUTATION or is_uncacheable:
        return payload, None, False
    answer, may_keep = _made(request, payload)
    return payload, answer, may_keep and is_snapshot


def _prepare(
    request: HttpRequest, question: Question
) -> tuple[GraphQLSchema, Document, OperationDefinitionNode, dict[str, int]]:
    """Return the schema, the valid document, its operation and its cost; raises a refusal."""
    schema: GraphQLSchema = import_string(settings.GRAPHENE["SCHEMA"]).graphql_schema
    document = store.get(schema, nfc(question.query))
    if question.digest is not None:
        persisted_queries.remember(question.digest, question.query)
    operation = document.operation(question.name)
    kind = operation.operation
    if kind is not OperationType.QUERY and request.method == "GET":
        raise _wrong_method("Only queries can be sent by GET.")
    if schema.get_root_type(kind) is None:
        errors = [coded(Code.VALIDATION_FAILED, f"The schema has no {kind.value}.")]
        raise DocumentRefusedError(Code.VALIDATION_FAILED, errors)
    return schema, document, operation, _affordable(schema, document, operation, question)


def _executed(
    request: HttpRequest, schema: GraphQLSchema, document: Document, question: Question
) -> ExecutionResult:
    return execute_operation(
        schema,
        document.ast,
        context_value=request,
        variable_values=question.variables,
        operation_name=question.name,
        hide_suggestions=True,
    )


def _made(request: HttpRequest, payload: dict[str, Any]) -> tuple[CachedResponse, bool]:
    """Return the answer, and whether it is known what it depends on."""
    media_type = _media_type(request)
    body, encoding = encoded_for(request.META, _as_json(payload))
    delivery: DeliveryContext | None = getattr(request, "delivery", None)
    if delivery is None:  # nothing of the database was read
        return CachedResponse.of(body, encoding, media_type), True
    answer = build_response(delivery.site_state, delivery.tracker, body, encoding, media_type)
    is_known = delivery.tracker.is_complete and delivery.site_state.moment is not None
    return answer, is_known


def _affordable(
    schema: GraphQLSchema,
    document: Document,
    operation: OperationDefinitionNode,
    question: Question,
) -> dict[str, int]:
    """Return the operation's cost; raises a refusal for wrong variables and for a high cost."""
    variables = get_variable_values(
        schema,
        operation.variable_definitions,
        question.variables,
        max_errors=MAX_ERRORS,
        hide_suggestions=True,
    )
    if isinstance(variables, list):
        raise DocumentRefusedError(Code.BAD_INPUT, variables)
    most = settings.CMS_GRAPHQL_MAX_COST
    cost = {"requested": cost_of(schema, document, operation, variables), "maximum": most}
    if cost["requested"] > most:
        message = (
            f"The operation costs {cost['requested']}; at most {most} are allowed. "
            "Ask for fewer with first or limit, or split the query."
        )
        raise too_complex(message, cost=cost)
    return cost


# --- Answering -------------------------------------------------------------------------------


def _give(request: HttpRequest, answer: CachedResponse, key: str) -> HttpResponse:
    """Return the answer, or word that the client has it."""
    if request.method == "GET" and is_asked_for(answer.etag, request.headers.get("If-None-Match")):
        response = HttpResponse(status=304)
        del response["Content-Type"]
    else:
        response = _response(request, answer.body, answer.encoding)
        request.META[ANSWERED] = key
    for name, value in answer.headers().items():
        response[name] = value
    return response


def _preview(request: HttpRequest, body: bytes, request_id: str) -> HttpResponse:
    """Return the answer to a request with a preview's header: it is made anew and not kept.

    With a bad token it is the published answer.
    """
    payload, answer, _may_keep = _run(request, _read(request, body), request_id)
    if answer is None:
        return _json(request, payload)
    return _response(request, answer.body, answer.encoding)


def _media_type(request: HttpRequest) -> str:
    wanted = RESPONSE_TYPE if wants_response_type(request.META) else "application/json"
    return f"{wanted}; charset=utf-8"


def _as_json(payload: dict[str, Any]) -> bytes:
    """Return the payload as JSON; one that is too long is refused."""
    # A letter that UTF-8 has no bytes for would be written as JSON's own escape.
    text = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
    body = text.encode("utf-8", "backslashreplace")
    if len(body) > settings.CMS_GRAPHQL_MAX_ANSWER_BYTES:
        most = settings.CMS_GRAPHQL_MAX_ANSWER_BYTES
        raise too_complex(f"The answer is longer than {most} bytes. Ask for less at a time.")
    return body


def _json(
    request: HttpRequest, payload: dict[str, Any], *, status: int | None = None
) -> HttpResponse:
    """Return a payload that is not kept."""
    if status is None:
        is_refused = "data" not in payload and wants_response_type(request.META)
        status = 400 if is_refused else 200
    return _response(request, *encoded_for(request.META, _as_json(payload)), status=status)


def _response(
    request: HttpRequest, body: bytes, encoding: str, *, status: int = 200
) -> HttpResponse:
    response = HttpResponse(body, status=status, content_type=_media_type(request))
    if encoding:
        response["Content-Encoding"] = encoding
    return response
