"""Errors as clients see them: a code of the contract and a message, no exception's own text."""

import logging
from typing import Any

from django.db import InterfaceError, OperationalError
from graphql import GraphQLError

from cms.delivery.refusals import Code

logger = logging.getLogger(__name__)


class DocumentRefusedError(Exception):
    """A request that is well-formed HTTP, and refused as GraphQL before it runs."""

    def __init__(self, code: Code, errors: list[GraphQLError]) -> None:
        super().__init__(code)
        self.code = code
        self.errors = errors


def coded(code: Code, message: str, **extensions: Any) -> GraphQLError:
    """Return an error that reaches the client as it is."""
    return GraphQLError(message, extensions={"code": code, **extensions})


def too_complex(message: str, **extensions: Any) -> DocumentRefusedError:
    """Return the refusal of an operation that asks too much."""
    return DocumentRefusedError(Code.TOO_COMPLEX, [coded(Code.TOO_COMPLEX, message, **extensions)])


def formatted_refusal(code: Code, error: GraphQLError) -> dict[str, Any]:
    """Return an error found before the run; its own code, where it has one, wins."""
    formatted: dict[str, Any] = dict(error.formatted)
    formatted["extensions"] = {"code": code, **(error.extensions or {})}
    return formatted


def formatted_failure(error: GraphQLError, request_id: str) -> dict[str, Any]:
    """Return an error raised while running.

    What nobody meant for the client is logged with the request's id, and told without its text.
    """
    formatted: dict[str, Any] = dict(error.formatted)
    extensions = error.extensions or {}
    if "code" in extensions:
        if extensions["code"] == Code.UNAVAILABLE:
            logger.warning("request %s: %s", request_id, error.message)
        return formatted
    if _is_the_clients(error):
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


def _is_the_clients(error: GraphQLError) -> bool:
    """Return whether graphql-core refused a value of the request, rather than one of ours.

    It checks arguments that hold variables only when it runs their field, and says so in a
    message that begins thus; errors without a path come from before the first field.
    """
    by_library = error.original_error is None or isinstance(error.original_error, GraphQLError)
    return error.path is None or (by_library and error.message.startswith("Argument '"))


def bad_input(message: str, **extensions: Any) -> GraphQLError:
    """Return an error for a value that the client can correct."""
    return GraphQLError(message, extensions={"code": "BAD_USER_INPUT", **extensions})
