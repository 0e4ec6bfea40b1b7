"""Writes GraphQL responses over HTTP: JSON, its media type, its encoding and its headers."""

import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from cms.delivery.cache_wsgi import ANSWERED
from cms.delivery.compression import encoded_for
from cms.delivery.response_cache import (
    RESPONSE_TYPE,
    CachedResponse,
    is_asked_for,
    wants_response_type,
)
from cms.graphql.core.errors import too_complex


def give_response(
    request: HttpRequest, answer: CachedResponse, key: str | None = None
) -> HttpResponse:
    """Return a response with what HTTP caches need, or 304 when the client has it already.

    The middleware in front keeps the headers of the one that is cached under the key.
    """
    if request.method == "GET" and is_asked_for(answer.etag, request.headers.get("If-None-Match")):
        response = HttpResponse(status=304)
        del response["Content-Type"]
    else:
        response = http_response(request, answer.body, answer.encoding)
        if key is not None:
            request.META[ANSWERED] = key
    for name, value in answer.headers().items():
        response[name] = value
    return response


def media_type_of(request: HttpRequest) -> str:
    """Return the media type of the response, as the request accepts it."""
    wanted = RESPONSE_TYPE if wants_response_type(request.META) else "application/json"
    return f"{wanted}; charset=utf-8"


def encode_payload(payload: dict[str, Any]) -> bytes:
    """Return the payload as JSON; one that is too long is refused."""
    # A letter that UTF-8 has no bytes for would be written as JSON's own escape.
    text = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
    body = text.encode("utf-8", "backslashreplace")
    if len(body) > settings.CMS_GRAPHQL_MAX_ANSWER_BYTES:
        most = settings.CMS_GRAPHQL_MAX_ANSWER_BYTES
        raise too_complex(f"The answer is longer than {most} bytes. Ask for less at a time.")
    return body


def json_response(
    request: HttpRequest, payload: dict[str, Any], *, status: int | None = None
) -> HttpResponse:
    """Return a payload as a response that is not cached."""
    if status is None:
        is_refused = "data" not in payload and wants_response_type(request.META)
        status = 400 if is_refused else 200
    return http_response(
        request, *encoded_for(request.META, encode_payload(payload)), status=status
    )


def http_response(
    request: HttpRequest, body: bytes, encoding: str, *, status: int = 200
) -> HttpResponse:
    """Return a response with its media type and its encoding."""
    response = HttpResponse(body, status=status, content_type=media_type_of(request))
    if encoding:
        response["Content-Encoding"] = encoding
    return response
