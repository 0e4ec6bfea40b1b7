"""One writer at a time for the trees of pages and of collections.

treebeard computes paths from rows that were read earlier, and saving a page writes its path. Two
requests that move, reorder, add or publish pages at the same moment can leave pages without a
parent. Code that changes a tree takes this lock before it reads the rows to change.
"""

import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction

LOCK = zlib.crc32(b"cms.tree_lock")
# Seconds that a request waits for another one's change, such as an import.
LOCK_SECONDS = 3
# Requests of one process that have the lock or wait for it: the other threads answer readers.
MOST_REQUESTS = 2
_requests = threading.BoundedSemaphore(MOST_REQUESTS)
_thread = threading.local()


class TreeBusyError(Exception):
    """Another writer has had the lock for longer than the caller waits."""


@contextmanager
def tree_locked(patience: int | None = None) -> Iterator[None]:
    """Hold the lock for one transaction; the caller that has it already takes it at once.

    Raises TreeBusyError where it is not free within `patience` seconds, or too many requests of
    this process wait; without `patience`, waits. On SQLite, which has one writer at a time, a
    statement that writes makes this transaction it.
    """
    with _turn(patience), transaction.atomic():
        if connection.vendor == "postgresql":
            _lock(patience)
        else:
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA user_version = 0")  # writes, and changes no row
        yield


@contextmanager
def _turn(patience: int | None) -> Iterator[None]:
    if patience is None or getattr(_thread, "has_turn", False):
        yield
        return
    if not _requests.acquire(blocking=False):
        raise TreeBusyError
    _thread.has_turn = True
    try:
        yield
    finally:
        _thread.has_turn = False
        _requests.release()


def _lock(patience: int | None) -> None:
    with connection.cursor() as cursor:
        if patience is not None:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{patience}s"])
        try:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        except OperationalError as error:
            raise TreeBusyError from error
        if patience is not None:
            cursor.execute("SET LOCAL lock_timeout TO DEFAULT")
