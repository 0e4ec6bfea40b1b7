"""The endpoint: GraphQL over HTTP, without cookies, with coded errors and nothing else."""

import logging
import uuid
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.module_loading import import_string
from django.views.decorators.csrf import csrf_exempt
from graphql import (
    ExecutionResult,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
)
from graphql.execution.values import get_variable_values

from cms.delivery.client_limits import OPERATION_COST, ClientLimit, reading_cost
from cms.delivery.compression import encoded_for
from cms.delivery.context import DeliveryContext
from cms.delivery.http import allow_origin
from cms.delivery.refusals import Code, RequestRefusedError
from cms.delivery.response_cache import (
    LONGEST_BYTES,
    CachedResponse,
    build_response,
    cached_responses,
    key_of,
)
from cms.graphql.cache_report import Status, UncachedReason, cache_report
from cms.graphql.core.errors import (
    DocumentRefusedError,
    coded,
    formatted_failure,
    formatted_refusal,
    too_complex,
)
from cms.graphql.core.validators import inside
from cms.graphql.execution.documents import MAX_ERRORS, Document, check_list, store
from cms.graphql.execution.executor import execute_operation
from cms.graphql.execution.persisted_queries import persisted_queries
from cms.graphql.execution.query_cost import cost_of
from cms.graphql.execution.timeouts import time_limits
from cms.graphql.http_request import METHODS, GraphQLRequest, read_body, read_request, wrong_method
from cms.graphql.http_response import (
    encode_payload,
    give_response,
    json_response,
    media_type_of,
)
from cms.preview.draft_graph import TOKEN_HEADER, VERSION_HEADER, draft_graph
from cms.text.normal_form import nfc

logger = logging.getLogger(__name__)

ALLOWED_HEADERS = f"Content-Type, Accept, If-None-Match, {TOKEN_HEADER}, {VERSION_HEADER}"


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
        body = read_body(request)
        if TOKEN_HEADER in request.headers:
            return _preview(request, body, request_id)
        key = key_of(request.META, body)
        cached = cached_responses.get(key)
        if cached is not None:
            return give_response(request, cached, key)
        return _build_and_cache(request, read_request(request, body), request_id, key)
    except DocumentRefusedError as refusal:
        errors = [formatted_refusal(refusal.code, error) for error in refusal.errors]
        return json_response(request, {"errors": errors})
    except RequestRefusedError as refusal:
        extensions = {"code": refusal.code, **refusal.extensions}
        error = {"message": refusal.message, "extensions": extensions}
        response = json_response(request, {"errors": [error]}, status=refusal.status)
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
    return json_response(request, {"errors": [error]}, status=status)


# --- Running ---------------------------------------------------------------------------------


def _build_and_cache(
    request: HttpRequest, graphql_request: GraphQLRequest, request_id: str, key: str
) -> HttpResponse:
    """Run an operation, and cache its response if that is allowed."""
    delivery, payload, reason = _run(request, graphql_request, request_id)
    if reason not in (None, UncachedReason.OFF):
        return json_response(request, payload)
    response = _build_response(delivery, payload)
    if graphql_request.wants_cache:
        return _cache_with_report(delivery, payload, response, key)
    if reason is None:
        cached_responses.put(key, response)
    return give_response(request, response, key)


def _cache_with_report(
    delivery: DeliveryContext, payload: dict[str, Any], response: CachedResponse, key: str
) -> HttpResponse:
    """Cache a response that reports on itself: the cached one says that it is a hit."""
    report = payload["extensions"]["cache"]
    if len(response.body) > LONGEST_BYTES:
        report |= {
            "status": Status.UNCACHEABLE,
            "reason": UncachedReason.TOO_LONG,
            "expiresAt": None,
        }
        response = _build_response(delivery, payload)
    elif report["status"] == Status.MISS:
        payload["extensions"]["cache"] = {**report, "status": Status.HIT}
        cached_responses.put(key, _build_response(delivery, payload))
    return give_response(delivery.request, response)


def _run(
    request: HttpRequest, graphql_request: GraphQLRequest, request_id: str
) -> tuple[DeliveryContext, dict[str, Any], UncachedReason | None]:
    """Return what the response was built with, its payload, and why it is not cached.

    Raises a refusal for what must not run, and for a client that has used up its limit.
    """
    limit = ClientLimit(request)
    limit.check()
    schema: GraphQLSchema = import_string(settings.GRAPHENE["SCHEMA"]).graphql_schema
    text = nfc(graphql_request.query)
    reading = 0 if store.has(schema, text) else reading_cost(text)
    try:
        document, operation, cost = _prepare(request, graphql_request, schema, text)
    except (DocumentRefusedError, RequestRefusedError):
        limit.charge(reading_cost(text))
        raise
    limit.charge(OPERATION_COST + reading + cost["requested"])
    is_mutation = operation.operation is OperationType.MUTATION
    run = _run_mutation if is_mutation else _run_query
    delivery, result = run(request, schema, document, graphql_request)
    payload: dict[str, Any] = {}
    if result.errors:
        payload["errors"] = [formatted_failure(error, request_id) for error in result.errors]
    if result.data is not None or not result.errors or result.errors[0].path is not None:
        payload["data"] = result.data
    reason = _reason_not_to_cache(delivery, result, is_mutation=is_mutation)
    extensions: dict[str, Any] = {}
    if graphql_request.wants_cost:
        extensions["cost"] = cost
    if graphql_request.wants_cache:
        extensions["cache"] = cache_report(delivery, reason)
    if extensions:
        payload["extensions"] = extensions
    return delivery, payload, reason


def _run_mutation(
    request: HttpRequest, schema: GraphQLSchema, document: Document, graphql_request: GraphQLRequest
) -> tuple[DeliveryContext, ExecutionResult]:
    """Run a mutation, and undo it where it has errors; a preview's token counts for nothing."""
    delivery = DeliveryContext(request, is_lazy=True)
    with time_limits(writes=True):
        result = _execute(delivery, schema, document, graphql_request)
        if result.errors:
            transaction.set_rollback(True)
    return delivery, result


def _run_query(
    request: HttpRequest, schema: GraphQLSchema, document: Document, graphql_request: GraphQLRequest
) -> tuple[DeliveryContext, ExecutionResult]:
    with draft_graph(request) as preview_scope, time_limits() as is_snapshot:
        delivery = DeliveryContext(request, preview_scope, is_snapshot=is_snapshot, is_lazy=True)
        return delivery, _execute(delivery, schema, document, graphql_request)


def _reason_not_to_cache(
    delivery: DeliveryContext, result: ExecutionResult, *, is_mutation: bool
) -> UncachedReason | None:
    if result.errors:
        return UncachedReason.ERRORS
    if is_mutation:
        return UncachedReason.MUTATION
    if TOKEN_HEADER in delivery.request.headers:
        return UncachedReason.PREVIEW
    if delivery.tracker.uncacheable_fields:
        return UncachedReason.FIELDS
    is_known = not delivery.has_read or delivery.site_state.moment is not None
    if not (is_known and delivery.is_snapshot and cached_responses.is_on()):
        return UncachedReason.OFF
    return None


def _prepare(
    request: HttpRequest, graphql_request: GraphQLRequest, schema: GraphQLSchema, text: str
) -> tuple[Document, OperationDefinitionNode, dict[str, int]]:
    """Return the valid document of a text, its operation and its cost; raises a refusal."""
    document = store.get(schema, text)
    if graphql_request.digest is not None:
        persisted_queries.remember(graphql_request.digest, graphql_request.query)
    operation = document.operation(graphql_request.name)
    kind = operation.operation
    if kind is not OperationType.QUERY and request.method == "GET":
        raise wrong_method("Only queries can be sent by GET.")
    if schema.get_root_type(kind) is None:
        errors = [coded(Code.VALIDATION_FAILED, f"The schema has no {kind.value}.")]
        raise DocumentRefusedError(Code.VALIDATION_FAILED, errors)
    return document, operation, _check_cost(schema, document, operation, graphql_request)


def _execute(
    delivery: DeliveryContext,
    schema: GraphQLSchema,
    document: Document,
    graphql_request: GraphQLRequest,
) -> ExecutionResult:
    return execute_operation(
        schema,
        document.ast,
        context_value=delivery.request,
        variable_values=graphql_request.variables,
        operation_name=graphql_request.name,
        hide_suggestions=True,
    )


def _build_response(delivery: DeliveryContext, payload: dict[str, Any]) -> CachedResponse:
    """Build a response that caches may keep, here or in front."""
    media_type = media_type_of(delivery.request)
    body, encoding = encoded_for(delivery.request.META, encode_payload(payload))
    if not delivery.has_read:  # nothing of the database
        return CachedResponse.of(body, encoding, media_type)
    return build_response(delivery.site_state, delivery.tracker, body, encoding, media_type)


def _check_cost(
    schema: GraphQLSchema,
    document: Document,
    operation: OperationDefinitionNode,
    graphql_request: GraphQLRequest,
) -> dict[str, int]:
    """Return the operation's cost; refuse wrong variables and a cost that is too high."""
    variables = get_variable_values(
        schema,
        operation.variable_definitions,
        graphql_request.variables,
        max_errors=MAX_ERRORS,
        hide_suggestions=True,
    )
    if isinstance(variables, list):
        raise DocumentRefusedError(Code.BAD_INPUT, variables)
    _check_lists(variables)
    most = settings.CMS_GRAPHQL_MAX_COST
    cost = {"requested": cost_of(schema, document, operation, variables), "maximum": most}
    if cost["requested"] > most:
        message = (
            f"The operation costs {cost['requested']}; at most {most} are allowed. "
            "Ask for fewer with first or limit, or split the query."
        )
        raise too_complex(message, cost=cost)
    return cost


def _check_lists(value: Any) -> None:
    """Refuse a variable with a list of more values than an argument accepts."""
    level = [value]
    while level:
        for each in level:
            if isinstance(each, list):
                check_list(each, _refuse_list)
        level = [inner for each in level for inner in inside(each)]


def _refuse_list(text: str) -> None:
    raise DocumentRefusedError(Code.BAD_INPUT, [coded(Code.BAD_INPUT, text)])


# --- Answering -------------------------------------------------------------------------------


def _preview(request: HttpRequest, body: bytes, request_id: str) -> HttpResponse:
    """Return the response to a request with a preview's header, which is never cached.

    With a bad token it is the published content.
    """
    _delivery, payload, _reason = _run(request, read_request(request, body), request_id)
    return json_response(request, payload)
