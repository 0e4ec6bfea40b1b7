"""Time limits of a request: one per SQL statement (PostgreSQL only), and one in total.

A query reads in one transaction, from one database snapshot. This costs one round trip before the
first statement and one at the end, and nothing if there are no statements. A mutation writes in a
transaction of its own, with the same limits.
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

# JIT compilation takes longer than any of our statements. Sorting a large directory needs more
# memory than the default of 4 MB.
PLANNING = "SET LOCAL jit = off; SET LOCAL work_mem = '32MB'"
# Statements that begin a transaction, by whether the database is PostgreSQL. On SQLite, Django
# begins a transaction that writes.
BEGIN_READING = {True: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", False: "BEGIN DEFERRED"}
BEGIN_WRITING = {True: "BEGIN", False: ""}


@contextmanager
def time_limits(*, writes: bool = False) -> Iterator[bool]:
    """Run the block in a transaction, for at most CMS_GRAPHQL_MAX_REQUEST_SECONDS.

    With `writes` the block may write. Yields whether it reads from one snapshot, which is not so
    inside an outer transaction on PostgreSQL. Raises OperationalError if the database is
    unreachable. After the time limit, each statement in the block raises a GraphQLError
    (SERVICE_UNAVAILABLE).
    """
    connection.ensure_connection()
    is_postgresql = connection.vendor == "postgresql"
    starts_transaction = not connection.in_atomic_block
    begin = BEGIN_WRITING if writes else BEGIN_READING
    guard = _StatementGuard(
        begin=begin[is_postgresql] if starts_transaction else "", limits_statements=is_postgresql
    )
    # On SQLite, Django's transactions may take the write lock, so reads use one of our own.
    uses_atomic = writes or (starts_transaction and is_postgresql)
    atomic = transaction.atomic() if uses_atomic else nullcontext()
    with atomic, connection.execute_wrapper(guard):
        try:
            yield starts_transaction or not is_postgresql
        finally:
            if starts_transaction and not uses_atomic:
                guard.end_reading()
        if uses_atomic and guard.failed:
            transaction.set_rollback(True)


class _StatementGuard:
    """Wraps each SQL statement of one request: begins the transaction and checks the time."""

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
            raise coded(Code.UNAVAILABLE, "The request takes too long. Request less at a time.")
        if self.failed:
            # The transaction was aborted; another snapshot could contradict the values read before.
            raise coded(Code.UNAVAILABLE, "The database failed in another field. Try again later.")
        try:
            if self._is_first:
                self._is_first = False
                self._begin_transaction()
            return execute(sql, params, many, context)
        except DatabaseError:
            self.failed = True
            raise

    def _begin_transaction(self) -> None:
        """Begin the transaction and set its limits, in one message instead of psycopg's two.

        psycopg then detects the open transaction and begins none.
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
        """Roll back the read transaction on SQLite."""
        driver = connection.connection
        if driver is not None and driver.in_transaction:
            driver.rollback()
