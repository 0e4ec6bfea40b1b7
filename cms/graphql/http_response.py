"""Builds HTTP responses: JSON, media type, encoding and headers."""

import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from cms.delivery.cache_wsgi import RESPONSE_KEY
from cms.delivery.compression import encoded_for
from cms.delivery.response_cache import (
    RESPONSE_TYPE,
    CachedResponse,
    etag_matches,
    wants_response_type,
)
from cms.graphql.core.errors import too_complex


def give_response(
    request: HttpRequest, cached: CachedResponse, key: str | None = None
) -> HttpResponse:
    """Return the HTTP response with caching headers, or 304 if the client has it already.

    With a `key`, ResponseCacheMiddleware stores the headers under that key.
    """
    if request.method == "GET" and etag_matches(cached.etag, request.headers.get("If-None-Match")):
        response = HttpResponse(status=304)
        del response["Content-Type"]
    else:
        response = http_response(request, cached.body, cached.encoding)
        if key is not None:
            request.META[RESPONSE_KEY] = key
    for name, value in cached.headers().items():
        response[name] = value
    return response


def media_type_of(request: HttpRequest) -> str:
    """Return the Content-Type of the response, as the request accepts it."""
    wanted = RESPONSE_TYPE if wants_response_type(request.META) else "application/json"
    return f"{wanted}; charset=utf-8"


def encode_payload(payload: dict[str, Any]) -> bytes:
    """Return the payload as JSON; raises QUERY_TOO_COMPLEX if it is too long."""
    # Unpaired surrogates, which UTF-8 can't encode, become JSON escapes.
    text = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
    body = text.encode("utf-8", "backslashreplace")
    if len(body) > settings.CMS_GRAPHQL_MAX_ANSWER_BYTES:
        most = settings.CMS_GRAPHQL_MAX_ANSWER_BYTES
        raise too_complex(f"The response is longer than {most} bytes. Request less at a time.")
    return body


def json_response(
    request: HttpRequest, payload: dict[str, Any], *, status: int | None = None
) -> HttpResponse:
    """Return the payload as an HTTP response that is not cached."""
    if status is None:
        is_refused = "data" not in payload and wants_response_type(request.META)
        status = 400 if is_refused else 200
    return http_response(
        request, *encoded_for(request.META, encode_payload(payload)), status=status
    )


def http_response(
    request: HttpRequest, body: bytes, encoding: str, *, status: int = 200
) -> HttpResponse:
    """Return an HTTP response with its Content-Type and Content-Encoding."""
    response = HttpResponse(body, status=status, content_type=media_type_of(request))
    if encoding:
        response["Content-Encoding"] = encoding
    return response
