"""Refusals as clients see them: an HTTP status and a code of the contract."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any


class Code(StrEnum):
    """The codes that a client may rely on, in `extensions.code`."""

    PARSE_FAILED = "GRAPHQL_PARSE_FAILED"
    VALIDATION_FAILED = "GRAPHQL_VALIDATION_FAILED"
    BAD_INPUT = "BAD_USER_INPUT"
    TOO_COMPLEX = "QUERY_TOO_COMPLEX"
    NOT_PERSISTED = "PERSISTED_QUERY_NOT_FOUND"
    RATE_LIMITED = "RATE_LIMITED"
    UNAVAILABLE = "SERVICE_UNAVAILABLE"
    INTERNAL = "INTERNAL_SERVER_ERROR"


class RequestRefusedError(Exception):
    """A request that HTTP itself refuses, before any GraphQL runs."""

    def __init__(
        self,
        status: int,
        code: Code,
        message: str,
        *,
        headers: Mapping[str, str] | None = None,
        **extensions: Any,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.headers = headers or {}
        self.extensions = extensions
