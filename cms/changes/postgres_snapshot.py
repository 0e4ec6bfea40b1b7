"""Asking PostgreSQL what its snapshot has seen, by the shortest way there is.

Every kept answer asks before it is given again, so the statements are prepared once a connection,
and pass by what Django and psycopg do around one. Each thread has a connection of its own, which
ends with the thread: one of Django's pool would have to be fetched and given back each time, and
the pool would lose it for good when the thread ends in between.
"""

import json
import threading

from django.db import OperationalError, connection
from psycopg.conninfo import make_conninfo
from psycopg.pq import Conninfo, ConnStatus, ExecStatus, PGconn, abc

NOW = b"SELECT pg_current_snapshot()::text"
SINCE = (
    b"SELECT pg_current_snapshot()::text, array_to_json(array(SELECT DISTINCT tag FROM cms_change "
    b"WHERE xid >= $1 AND NOT pg_visible_in_snapshot(xid::text::xid8, $2::pg_snapshot) LIMIT $3))"
)
STATEMENTS = {b"cms_now": NOW, b"cms_since": SINCE}


class _Own(threading.local):
    pgconn: abc.PGconn | None = None


_own = _Own()


def current() -> str:
    """Return the present snapshot; two that read alike have seen the same transactions."""
    return _ask(b"cms_now", [])[0].decode()


def since(snapshot: str, most: int) -> tuple[str, list[str]]:
    """Return the present snapshot, and at most so many tags that another one had not seen."""
    first_unseen = snapshot.partition(":")[0]
    known = [first_unseen.encode(), snapshot.encode(), str(most).encode()]
    text, tags = _ask(b"cms_since", known)
    return text.decode(), json.loads(tags)


def close() -> None:
    """End the connection of this thread; the next question opens another one."""
    if _own.pgconn is not None:
        _own.pgconn.finish()
        _own.pgconn = None


def _ask(name: bytes, values: list[bytes]) -> list[bytes]:
    """Return the columns of a statement's one row.

    A connection that the server has ended meanwhile is replaced once; then raises OperationalError.
    """
    pgconn = _own.pgconn
    if pgconn is not None:
        result = pgconn.exec_prepared(name, values)
        if result.status == ExecStatus.TUPLES_OK:
            return [result.get_value(0, column) or b"" for column in range(result.nfields)]
        close()
    _own.pgconn = pgconn = _opened()
    result = pgconn.exec_prepared(name, values)
    if result.status != ExecStatus.TUPLES_OK:
        close()
        raise OperationalError(result.get_error_message())
    return [result.get_value(0, column) or b"" for column in range(result.nfields)]


def _opened() -> abc.PGconn:
    """Return a new connection to Django's database, on which the statements are prepared."""
    known = {option.keyword.decode() for option in Conninfo.get_defaults()}
    parameters = connection.get_connection_params()
    conninfo = make_conninfo(**{name: parameters[name] for name in known & parameters.keys()})
    pgconn = PGconn.connect(conninfo.encode())
    if pgconn.status != ConnStatus.OK:
        raise OperationalError(pgconn.get_error_message())
    for name, statement in STATEMENTS.items():
        pgconn.prepare(name, statement)
    return pgconn
