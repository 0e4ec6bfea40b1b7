"""WSGI middleware that serves cached responses before Django runs."""

import io
import os
from collections import OrderedDict
from collections.abc import Callable, Iterable
from threading import Lock
from typing import Any

from django.conf import settings
from django.db import Error, connection

from cms.delivery.response_cache import CachedResponse, cached_responses, etag_matches, key_of

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
# The view stores the cache key of its response in the WSGI environ under this name.
RESPONSE_KEY = "cms.graphql.response_key"
# Header that requests a preview. Previews are never cached.
PREVIEW_HEADER = "HTTP_X_PREVIEW_TOKEN"
# Headers that belong to one response; those of the cached one are computed from it.
OWN = {
    "cache-control", "cache-tag", "content-encoding", "content-length", "etag", "set-cookie",
    "surrogate-key", "x-request-id",
}  # fmt: skip
# Headers about a body, which a 304 does not have.
OF_BODIES = {"content-type"}


class ResponseCacheMiddleware:
    """Serve a GraphQL response from the cache of this process while it is valid.

    The log of changes tells whether it is. The headers that do not depend on the response, such as
    those of CORS, are those that the view sent for an earlier response to the same request.
    """

    def __init__(self, application: Application, path: str = "/graphql/") -> None:
        self._application = application
        self._path = path
        self._headers: OrderedDict[tuple[str, str], Headers] = OrderedDict()
        self._lock = Lock()

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Handle one request."""
        body = self._body(environ) if environ.get("PATH_INFO") == self._path else None
        if body is None:
            return self._application(environ, start_response)
        key = key_of(environ, body)
        name = (key, environ.get("HTTP_ORIGIN", ""))
        headers = self._headers.get(name)
        response = self._cached(key) if headers is not None else None
        if headers is not None and response is not None:
            return self._send(environ, response, headers, start_response)

        def start_and_remember(status: str, sent: Headers, *rest: Any) -> Any:
            if environ.get(RESPONSE_KEY) == key and status.startswith("200"):
                self._remember_headers(name, sent)
            return start_response(status, sent, *rest)

        return self._application(environ, start_and_remember)

    def _body(self, environ: Environ) -> bytes | None:
        """Return the request body and rewind the input stream.

        None for a request that this middleware does not serve, such as a preview.
        """
        if PREVIEW_HEADER in environ:
            return None
        method = environ.get("REQUEST_METHOD")
        if method == "GET":
            return b""
        length = environ.get("CONTENT_LENGTH") or ""
        if method != "POST" or not length.isdecimal():
            return None
        if not 0 < int(length) <= settings.CMS_GRAPHQL_MAX_BODY_BYTES:
            return None
        body: bytes = environ["wsgi.input"].read(int(length))
        environ["wsgi.input"] = io.BytesIO(body)
        return body

    def _cached(self, key: str) -> CachedResponse | None:
        try:
            return cached_responses.get(key, shared=False)
        except Error:
            connection.close()
            return None  # the view reports the error

    def _remember_headers(self, name: tuple[str, str], headers: Headers) -> None:
        with self._lock:
            self._headers[name] = [(k, v) for k, v in headers if k.lower() not in OWN]
            self._headers.move_to_end(name)
            while len(self._headers) > settings.CMS_GRAPHQL_CACHED_RESPONSES:
                self._headers.popitem(last=False)

    def _send(
        self,
        environ: Environ,
        response: CachedResponse,
        headers: Headers,
        start_response: Callable[..., Any],
    ) -> Iterable[bytes]:
        own = [*response.headers().items(), ("X-Request-Id", os.urandom(16).hex())]
        is_unchanged = environ["REQUEST_METHOD"] == "GET" and etag_matches(
            response.etag, environ.get("HTTP_IF_NONE_MATCH")
        )
        if is_unchanged:
            repeated = [(k, v) for k, v in headers if k.lower() not in OF_BODIES]
            start_response("304 Not Modified", [*repeated, *own])
            return [b""]
        own.append(("Content-Length", str(len(response.body))))
        if response.encoding:
            own.append(("Content-Encoding", response.encoding))
        start_response("200 OK", [*headers, *own])
        return [response.body]
