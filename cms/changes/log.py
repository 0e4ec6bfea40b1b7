"""Asking the log what has changed since a moment.

A moment is what a reader's snapshot of the database had seen: on PostgreSQL the snapshot itself, so
that a transaction which was open then and has committed since counts as new, whatever the order; on
SQLite, which has one writer at a time, the number of the last line.
"""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from weakref import WeakSet

from django.db import connection
from django.db.models.expressions import RawSQL
from django.utils import timezone
from psycopg.pq import ExecStatus

from cms.models.change import Change

# Lines are kept for this long; whoever keeps an answer keeps it for less.
KEPT = timedelta(days=2)

# More changes than these are not told one by one.
MOST = 5_000

POSTGRESQL_SINCE = (
    "SELECT pg_current_snapshot()::text, array(SELECT DISTINCT tag FROM cms_change "
    "WHERE xid >= %s AND NOT pg_visible_in_snapshot(xid::text::xid8, %s::pg_snapshot) "
    f"LIMIT {MOST + 1})"
)
SQLITE_LAST = "SELECT coalesce(max(id), 0) FROM cms_change"
SQLITE_SINCE = (
    f"SELECT ({SQLITE_LAST}), (SELECT json_group_array(tag) FROM "
    f"(SELECT DISTINCT tag FROM cms_change WHERE id > %s LIMIT {MOST + 1}))"
)


PREPARED = b"cms_changes_since"
# The connections on which the statement is prepared.
_prepared: WeakSet[Any] = WeakSet()


@dataclass(frozen=True, slots=True)
class Moment:
    """What a snapshot of the database had seen, as a text."""

    text: str

    @property
    def first_unseen(self) -> int:
        """Return the number before which it had seen all."""
        return int(self.text.partition(":")[0])


def moment_expression() -> RawSQL:
    """Return the SQL expression whose value, in some query, is the query's moment."""
    sql = "pg_current_snapshot()::text" if _is_postgresql() else f"CAST(({SQLITE_LAST}) AS text)"
    return RawSQL(sql, [])


def _is_postgresql() -> bool:
    return connection.vendor == "postgresql"


def changed_since(moment: Moment) -> tuple[Moment, list[str] | None]:
    """Return the present moment, and the tags that have moved since another; None for too many."""
    if _is_postgresql() and (now := _now_when_nothing_changed(moment)) is not None:
        return now, []
    with connection.cursor() as cursor:
        if _is_postgresql():
            cursor.execute(POSTGRESQL_SINCE, [moment.first_unseen, moment.text])
            text, tags = cursor.fetchone()
        else:
            cursor.execute(SQLITE_SINCE, [moment.first_unseen])
            text, listed = cursor.fetchone()
            tags = json.loads(listed)
    return Moment(str(text)), tags if len(tags) <= MOST else None


def _now_when_nothing_changed(moment: Moment) -> Moment | None:
    """Return the present moment when nothing at all has changed, by the shortest way there is.

    Every kept answer asks this each time, so it is prepared once a connection and passes by what
    Django and psycopg do around a statement. None also stands for a connection that is broken: the
    long way then says what is wrong with it.
    """
    connection.ensure_connection()
    driver = connection.connection
    assert driver is not None, "it was just opened"
    pgconn = driver.pgconn
    if driver not in _prepared:
        pgconn.prepare(
            PREPARED, POSTGRESQL_SINCE.replace("%s", "$1", 1).replace("%s", "$2").encode()
        )
        _prepared.add(driver)
    known = [str(moment.first_unseen).encode(), moment.text.encode()]
    result = pgconn.exec_prepared(PREPARED, known)
    if result.status != ExecStatus.TUPLES_OK or result.get_value(0, 1) != b"{}":
        return None
    return Moment((result.get_value(0, 0) or b"").decode())


def prune() -> int:
    """Remove the lines that nobody can ask for any more; return how many."""
    return Change.objects.filter(at__lt=timezone.now() - KEPT).delete()[0]
