"""Fast queries of PostgreSQL's current snapshot, without the overhead of Django and psycopg.

They run before each reuse of a cached response, so the statements are prepared once per connection.
Each thread has its own connection, which is closed with the thread. A connection of Django's pool
would cost a checkout each time, and leak if the thread ended while holding it.
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


class _ThreadState(threading.local):
    pgconn: abc.PGconn | None = None


_thread = _ThreadState()


def current() -> str:
    """Return the current snapshot as text; equal texts mean the same visible transactions."""
    return _execute(b"cms_now", [])[0].decode()


def since(snapshot: str, most: int) -> tuple[str, list[str]]:
    """Return the current snapshot, and at most `most` tags that `snapshot` does not see."""
    first_unseen = snapshot.partition(":")[0]
    values = [first_unseen.encode(), snapshot.encode(), str(most).encode()]
    text, tags = _execute(b"cms_since", values)
    return text.decode(), json.loads(tags)


def close() -> None:
    """Close the connection of this thread; the next query opens a new one."""
    if _thread.pgconn is not None:
        _thread.pgconn.finish()
        _thread.pgconn = None


def _execute(name: bytes, values: list[bytes]) -> list[bytes]:
    """Execute a prepared statement and return the columns of its only row.

    Reconnects once if the server has closed the connection, then raises OperationalError.
    """
    pgconn = _thread.pgconn
    if pgconn is not None:
        result = pgconn.exec_prepared(name, values)
        if result.status == ExecStatus.TUPLES_OK:
            return [result.get_value(0, column) or b"" for column in range(result.nfields)]
        close()
    _thread.pgconn = pgconn = _connect()
    result = pgconn.exec_prepared(name, values)
    if result.status != ExecStatus.TUPLES_OK:
        close()
        raise OperationalError(result.get_error_message())
    return [result.get_value(0, column) or b"" for column in range(result.nfields)]


def _connect() -> abc.PGconn:
    """Open a connection to Django's database and prepare the statements."""
    keywords = {option.keyword.decode() for option in Conninfo.get_defaults()}
    parameters = connection.get_connection_params()
    conninfo = make_conninfo(**{name: parameters[name] for name in keywords & parameters.keys()})
    pgconn = PGconn.connect(conninfo.encode())
    if pgconn.status != ConnStatus.OK:
        raise OperationalError(pgconn.get_error_message())
    for name, statement in STATEMENTS.items():
        pgconn.prepare(name, statement)
    return pgconn
