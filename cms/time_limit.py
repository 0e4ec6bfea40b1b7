"""A limit for the whole of an exchange with another server.

A socket's own limit is not one: it begins again with every byte that comes.
"""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from socket import SHUT_RDWR, socket
from typing import TypeVar

Result = TypeVar("Result")


class _Exchange:
    """The sockets of one call, until it is over."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._copies: list[socket] = []
        self._is_over = False

    def add(self, opened: socket) -> None:
        with self._lock:
            if self._is_over:
                opened.close()
                raise TimeoutError
            # A copy, since TLS takes the socket itself to pieces.
            self._copies.append(opened.dup())

    def end(self) -> None:
        with self._lock:
            self._is_over = True
            for copy in self._copies:
                with copy, suppress(OSError):
                    copy.shutdown(SHUT_RDWR)


_thread = threading.local()


def within(seconds: float, call: Callable[[], Result]) -> Result:
    """Return what a call returns; raise TimeoutError when it has not ended in time.

    It runs in a thread of its own, since nothing stops the look for a name: it reads no database.
    In the end the sockets that `limited` was given are closed, whoever still waits for them.
    """
    exchange, result = _Exchange(), Future[Result]()

    def run() -> None:
        _thread.exchange = exchange
        try:
            result.set_result(call())
        except BaseException as error:
            result.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    try:
        return result.result(seconds)
    finally:
        exchange.end()


def limited(opened: socket) -> socket:
    """Return a socket that is closed when the call that opens it has used up its time."""
    exchange: _Exchange | None = getattr(_thread, "exchange", None)
    if exchange is not None:
        exchange.add(opened)
    return opened
