"""Runs a WSGI application on granian's RSGI interface, and drops ambiguous headers.

WSGI merges `X-Forwarded-For` and `X_Forwarded_For` into one variable, so that a client could send
the latter past a proxy that sets the former. Like nginx and gunicorn, this module drops headers
with an underscore in their name before it builds the WSGI environment.
"""

import asyncio
import logging
import os
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.utils.http import parse_header_parameters
from django.utils.module_loading import import_string
from granian.rsgi import ProtocolClosed  # type: ignore[attr-defined]  # no __all__

from iae48.serve import THREADS

logger = logging.getLogger(__name__)

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
WsgiApplication = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
# The environment variable with the WSGI application as module:name; `iae48.serve` sets it.
APPLICATION = "SERVER_APPLICATION"
# Bytes of a request body above which it is stored on disk.
BODY_IN_MEMORY = 1_000_000
# The maximum number of requests that wait for a thread of this process, and of seconds to wait.
MOST_WAITING = 200
MOST_SECONDS = 15
# Headers that Django (5.2) parses without handling an unknown encoding: it would answer 500.
MEDIA_TYPES = ("HTTP_ACCEPT", "CONTENT_TYPE")
# Characters of such a header that names an encoding.
LONGEST_ENCODED = 1_000
WITHOUT_PREFIX = {"content-length", "content-type"}


class Bridge:
    """An RSGI application that runs a WSGI application in threads."""

    def __init__(self, application: WsgiApplication) -> None:
        """Set the WSGI application."""
        self._application = application
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="wsgi")
        self._open_requests = 0

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        """Answer one request; reads the body first, so that a slow client blocks no thread."""
        if "transfer-encoding" in scope.headers:
            # Without a length nothing shows whether the body is complete. A proxy sends one.
            protocol.response_empty(411, [])
            return
        loop = asyncio.get_running_loop()
        with SpooledTemporaryFile(BODY_IN_MEMORY) as body:
            async for part in protocol:
                body.write(part)
            if body.tell() < int(scope.headers.get("content-length") or 0):
                # The client has gone, and what it did not send could change the meaning.
                protocol.response_empty(400, [])
                return
            if self._open_requests >= THREADS + MOST_WAITING:
                _refuse(scope, protocol)
                return
            environ = build_environ(scope, body)
            self._open_requests += 1
            try:
                answer = self._threads.submit(self._answer, environ, protocol, loop)
                if self._open_requests > THREADS:
                    await _wait_for_thread(answer, protocol)
                if answer.cancelled():
                    _refuse(scope, protocol)
                else:
                    await asyncio.wrap_future(answer)
            finally:
                self._open_requests -= 1

    def _answer(self, environ: Environ, protocol: Any, loop: asyncio.AbstractEventLoop) -> None:
        started: list[tuple[int, Headers]] = []

        def start_response(status: str, headers: Headers, exc_info: Any = None) -> None:
            started[:] = [(int(status.split(" ", 1)[0]), headers)]

        parts: Iterable[bytes] = ()
        try:
            if not all(_is_readable(environ.get(name, "")) for name in MEDIA_TYPES):
                protocol.response_empty(400, [])
                return
            parts = self._application(environ, start_response)
            status, headers = started[0]
            if isinstance(parts, list) or not getattr(parts, "streaming", True):
                protocol.response_bytes(status, headers, b"".join(parts))
            else:
                transport = protocol.response_stream(status, headers)
                for part in parts:
                    asyncio.run_coroutine_threadsafe(_send(transport, part), loop).result()
        except ProtocolClosed:
            logger.debug("%s: the client has disconnected", environ["PATH_INFO"])
        except Exception:
            logger.exception("%s failed", environ["PATH_INFO"])
            if not started:
                protocol.response_empty(500, [])
        finally:
            close = getattr(parts, "close", None)
            if close is not None:
                close()


def _is_readable(media_types: str) -> bool:
    """Return whether Python knows each encoding in a header, such as `charset*=encoding''value`."""
    if "'" not in media_types:
        return True
    if len(media_types) > LONGEST_ENCODED:
        return False
    try:
        for media_type in media_types.split(","):
            parse_header_parameters(media_type)
    except ValueError:
        return False
    return True


async def _wait_for_thread(answer: Future[None], protocol: Any) -> None:
    """Wait for an answer until the client leaves, at most MOST_SECONDS.

    Then cancel the answer, unless a thread has begun it.
    """
    left = asyncio.ensure_future(protocol.client_disconnect())
    waited = {asyncio.wrap_future(answer), left}
    await asyncio.wait(waited, timeout=MOST_SECONDS, return_when=asyncio.FIRST_COMPLETED)
    left.cancel()
    answer.cancel()  # has no effect once a thread has begun it


def _refuse(scope: Any, protocol: Any) -> None:
    """Answer 503 to a request that no thread has run; its client may have left meanwhile."""
    logger.warning("%s: no thread was free while the client waited", scope.path)
    with suppress(ProtocolClosed):
        protocol.response_empty(503, [("retry-after", str(MOST_SECONDS))])


async def _send(transport: Any, part: bytes) -> None:
    await transport.send_bytes(part)


def build_environ(scope: Any, body: IO[bytes]) -> Environ:
    """Return the WSGI environment of a request, without headers that have an underscore."""
    length = body.tell()
    body.seek(0)
    host, _colon, port = scope.server.rpartition(":")
    environ: Environ = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": host.strip("[]"),
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": body,
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope.headers.items():
        if "_" in name:
            continue
        variable = name.upper().replace("-", "_")
        if name not in WITHOUT_PREFIX:
            variable = f"HTTP_{variable}"
        separator = ";" if name == "cookie" else ","
        previous = environ.get(variable)
        environ[variable] = value if previous is None else f"{previous}{separator}{value}"
    if length or "CONTENT_LENGTH" in environ:
        environ["CONTENT_LENGTH"] = str(length)
    environ.setdefault("HTTP_HOST", scope.authority or "")
    return environ


def load_application() -> Bridge:
    """Return the RSGI application for the WSGI application that the environment names."""
    target = os.environ.get(APPLICATION, "iae48.wsgi:application")
    return Bridge(import_string(target.replace(":", ".")))


application = load_application()
