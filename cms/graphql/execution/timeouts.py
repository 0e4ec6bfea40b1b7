"""How long an answer may take: a limit for each SQL statement, and one for all of them.

An answer is read in one transaction, from one snapshot of the database; PostgreSQL also cancels a
long statement. It costs a round trip before the first statement and one at the end, and nothing
where nothing is read. A mutation writes in a transaction of its own, under the same limits.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from time import monotonic
from typing import Any

from django.conf import settings
from django.db import DatabaseError, OperationalError, connection, transaction
from psycopg.pq import ExecStatus

from cms.delivery.refusals import Code
from cms.graphql.core.errors import coded

# Compiling a statement takes PostgreSQL longer than any of ours runs, and what a large directory
# sorts is more than the 4 MB of its default.
PLANNING = "SET LOCAL jit = off; SET LOCAL work_mem = '32MB'"
# How a transaction begins, on PostgreSQL or not; Django itself begins one that writes on SQLite.
BEGIN_READING = {True: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", False: "BEGIN DEFERRED"}
BEGIN_WRITING = {True: "BEGIN", False: ""}


@contextmanager
def time_limits(*, writes: bool = False) -> Iterator[bool]:
    """Let the block read for CMS_GRAPHQL_MAX_REQUEST_SECONDS; with `writes` it may write, too.

    Yields whether all is read from one snapshot: it is not inside somebody else's transaction on
    PostgreSQL. Raises OperationalError when the database can't be reached. Inside the block a
    statement that comes too late raises a GraphQLError (SERVICE_UNAVAILABLE).
    """
    connection.ensure_connection()
    is_postgresql = connection.vendor == "postgresql"
    own = not connection.in_atomic_block
    begin = BEGIN_WRITING if writes else BEGIN_READING
    watch = _Watch(begin=begin[is_postgresql] if own else "", limits_statements=is_postgresql)
    # On SQLite Django's transactions may take the lock for writing: one that only reads is ours.
    is_djangos = writes or (own and is_postgresql)
    atomic = transaction.atomic() if is_djangos else nullcontext()
    with atomic, connection.execute_wrapper(watch):
        try:
            yield own or not is_postgresql
        finally:
            if own and not is_djangos:
                watch.end_reading()
        if is_djangos and watch.failed:
            transaction.set_rollback(True)


class _Watch:
    """Stands before each SQL statement of one answer."""

    def __init__(self, *, begin: str, limits_statements: bool) -> None:
        self.failed = False
        self._ends = monotonic() + settings.CMS_GRAPHQL_MAX_REQUEST_SECONDS
        self._begin = begin
        self._limits_statements = limits_statements
        self._is_first = bool(begin) or limits_statements

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        if monotonic() > self._ends:
            raise coded(Code.UNAVAILABLE, "The answer takes too long. Ask for less at a time.")
        if self.failed:
            # The transaction is over, and what is left of it could contradict what was read.
            raise coded(Code.UNAVAILABLE, "The database failed in another field. Try again later.")
        try:
            if self._is_first:
                self._is_first = False
                self._open()
            return execute(sql, params, many, context)
        except DatabaseError:
            self.failed = True
            raise

    def _open(self) -> None:
        """Open the transaction and set its limit, in one message where psycopg would send two.

        psycopg then finds itself in a transaction and opens none.
        """
        driver = connection.connection
        assert driver is not None, "a statement is about to run on it"
        if not self._limits_statements:
            with connection.wrap_database_errors:
                driver.execute(self._begin)
            return
        milliseconds = int(settings.CMS_GRAPHQL_MAX_STATEMENT_MILLISECONDS)
        command = f"SET LOCAL statement_timeout = {milliseconds}; {PLANNING}"
        if self._begin:
            command = f"{self._begin}; {command}"
        with connection.wrap_database_errors:
            result = driver.pgconn.exec_(command.encode())
        if result.status != ExecStatus.COMMAND_OK:
            raise OperationalError(f"PostgreSQL refused: {command}")

    def end_reading(self) -> None:
        """End the transaction on SQLite."""
        driver = connection.connection
        if driver is not None and driver.in_transaction:
            driver.rollback()
