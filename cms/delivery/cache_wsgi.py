"""Serves cached responses before Django runs: a WSGI application around the other one."""

import io
import os
from collections import OrderedDict
from collections.abc import Callable, Iterable
from threading import Lock
from typing import Any

from django.conf import settings
from django.db import Error, connection

from cms.delivery.response_cache import CachedResponse, cached_responses, is_asked_for, key_of

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
# Where the view stores the key of the response that it gave.
ANSWERED = "cms.graphql.answered"
# The header of a preview; previews are never cached.
PREVIEW = "HTTP_X_PREVIEW_TOKEN"
# Headers that are recomputed for every response.
FRESH = {"x-request-id", "cache-control", "content-length", "set-cookie"}
# What a 304 repeats.
REPEATED = {"cache-tag", "surrogate-key", "etag", "vary"}


class ResponseCacheMiddleware:
    """A WSGI application around another one.

    It serves a response from the endpoint's cache when the log of changes says that it is still
    valid, with the headers that the endpoint sent the first time.
    """

    def __init__(self, application: Application, path: str = "/graphql/") -> None:
        self._application = application
        self._path = path
        self._headers: OrderedDict[tuple[str, str], Headers] = OrderedDict()
        self._lock = Lock()

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer one request."""
        body = self._body(environ) if environ.get("PATH_INFO") == self._path else None
        if body is None:
            return self._application(environ, start_response)
        key = key_of(environ, body)
        name = (key, environ.get("HTTP_ORIGIN", ""))
        headers = self._headers.get(name)
        answer = self._kept(key) if headers is not None else None
        if headers is not None and answer is not None:
            return self._give(environ, answer, headers, start_response)

        def started(status: str, sent: Headers, *rest: Any) -> Any:
            if environ.get(ANSWERED) == key and status.startswith("200"):
                self._remember(name, sent)
            return start_response(status, sent, *rest)

        return self._application(environ, started)

    def _body(self, environ: Environ) -> bytes | None:
        """Return the body, and leave it to be read again; None for a request that is not ours.

        A preview is not.
        """
        if PREVIEW in environ:
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

    def _kept(self, key: str) -> CachedResponse | None:
        try:
            return cached_responses.get(key, shared=False)
        except Error:
            connection.close()
            return None  # the endpoint says what is wrong

    def _remember(self, name: tuple[str, str], headers: Headers) -> None:
        with self._lock:
            self._headers[name] = [(k, v) for k, v in headers if k.lower() not in FRESH]
            self._headers.move_to_end(name)
            while len(self._headers) > settings.CMS_GRAPHQL_CACHED_RESPONSES:
                self._headers.popitem(last=False)

    def _give(
        self,
        environ: Environ,
        answer: CachedResponse,
        headers: Headers,
        start_response: Callable[..., Any],
    ) -> Iterable[bytes]:
        control = ("Cache-Control", answer.headers()["Cache-Control"])
        own = [control, ("X-Request-Id", os.urandom(16).hex())]
        has_it = environ["REQUEST_METHOD"] == "GET" and is_asked_for(
            answer.etag, environ.get("HTTP_IF_NONE_MATCH")
        )
        if has_it:
            repeated = [(k, v) for k, v in headers if k.lower() in REPEATED]
            start_response("304 Not Modified", [*repeated, *own])
            return [b""]
        start_response("200 OK", [*headers, *own, ("Content-Length", str(len(answer.body)))])
        return [answer.body]
