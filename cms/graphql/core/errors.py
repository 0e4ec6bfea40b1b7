"""Errors in responses: a code of the API contract and a message, never an exception's own text."""

import logging
from typing import Any

from django.db import InterfaceError, OperationalError
from graphql import GraphQLError

from cms.delivery.refusals import Code

logger = logging.getLogger(__name__)


class DocumentRefusedError(Exception):
    """The document is refused before it is executed, for example because it is invalid."""

    def __init__(self, code: Code, errors: list[GraphQLError]) -> None:
        super().__init__(code)
        self.code = code
        self.errors = errors


def coded(code: Code, message: str, **extensions: Any) -> GraphQLError:
    """Return an error whose message reaches the client unchanged."""
    return GraphQLError(message, extensions={"code": code, **extensions})


def too_complex(message: str, **extensions: Any) -> DocumentRefusedError:
    """Return the refusal (QUERY_TOO_COMPLEX) of an operation that exceeds a limit."""
    return DocumentRefusedError(Code.TOO_COMPLEX, [coded(Code.TOO_COMPLEX, message, **extensions)])


def formatted_refusal(code: Code, error: GraphQLError) -> dict[str, Any]:
    """Format an error found before execution; the error's own code takes precedence."""
    formatted: dict[str, Any] = dict(error.formatted)
    formatted["extensions"] = {"code": code, **(error.extensions or {})}
    return formatted


def formatted_failure(error: GraphQLError, request_id: str) -> dict[str, Any]:
    """Format an error raised during execution.

    Unexpected errors are logged with the request id; the client gets the id and a generic message.
    """
    formatted: dict[str, Any] = dict(error.formatted)
    extensions = error.extensions or {}
    if "code" in extensions:
        if extensions["code"] == Code.UNAVAILABLE:
            logger.warning("request %s: %s", request_id, error.message)
        return formatted
    if _is_client_error(error):
        formatted["extensions"] = {"code": Code.BAD_INPUT}
        return formatted
    logger.error("request %s failed", request_id, exc_info=error)
    if isinstance(error.original_error, OperationalError | InterfaceError):
        formatted["message"] = "The database did not answer in time. Try again later."
        code = Code.UNAVAILABLE
    else:
        formatted["message"] = "The server could not answer this field."
        code = Code.INTERNAL
    formatted["extensions"] = {"code": code, "requestId": request_id}
    return formatted


def _is_client_error(error: GraphQLError) -> bool:
    """Return whether graphql-core refused a value of the request.

    graphql-core validates arguments with variables only when it executes their field; the message
    then starts with "Argument '". Errors without a path come from before the first field.
    """
    by_library = error.original_error is None or isinstance(error.original_error, GraphQLError)
    return error.path is None or (by_library and error.message.startswith("Argument '"))


def bad_input(message: str, **extensions: Any) -> GraphQLError:
    """Return an error (BAD_USER_INPUT) for a value that the client can correct."""
    return GraphQLError(message, extensions={"code": "BAD_USER_INPUT", **extensions})
