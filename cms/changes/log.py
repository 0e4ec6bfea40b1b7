"""Asking the log what has changed since a moment.

A moment is what a reader's snapshot of the database had seen: on PostgreSQL the snapshot itself, so
that a transaction which was open then and has committed since counts as new, whatever the order; on
SQLite, which has one writer at a time, the number of the last line.
"""

import json
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from django.db import connection
from django.db.models.expressions import RawSQL
from django.utils import timezone

from cms.changes import postgres_snapshot
from cms.models.change import Change

# Lines are kept for this long; whoever keeps an answer keeps it for less.
KEPT = timedelta(days=2)

# More changes than these are not told one by one.
MOST = 5_000

SQLITE_LAST = "SELECT coalesce(max(id), 0) FROM cms_change"
SQLITE_SINCE = (
    f"SELECT ({SQLITE_LAST}), (SELECT json_group_array(tag) FROM "
    f"(SELECT DISTINCT tag FROM cms_change WHERE id > %s LIMIT {MOST + 1}))"
)
SINCE = (
    "SELECT DISTINCT tag FROM cms_change WHERE xid >= %s "
    f"AND NOT pg_visible_in_snapshot(xid::text::xid8, %s::pg_snapshot) LIMIT {MOST + 1}"
)


@dataclass(frozen=True, slots=True)
class Moment:
    """What a snapshot of the database had seen, as a text."""

    text: str


def moment_expression() -> RawSQL:
    """Return the SQL expression whose value, in some query, is the query's moment."""
    sql = "pg_current_snapshot()::text" if _is_postgresql() else f"CAST(({SQLITE_LAST}) AS text)"
    return RawSQL(sql, [])


@cache
def _is_postgresql() -> bool:
    return connection.vendor == "postgresql"


def present() -> Moment:
    """Return the present moment."""
    if _is_postgresql():
        return Moment(postgres_snapshot.current())
    with connection.cursor() as cursor:
        cursor.execute(SQLITE_LAST)
        return Moment(str(cursor.fetchone()[0]))


def changed_since(moment: Moment) -> tuple[Moment, list[str] | None]:
    """Return the present moment, and the tags that have moved since another.

    They are None where there are too many to tell, or where the other moment is none of this
    database: it was restored from an older one.
    """
    if _is_postgresql():
        if postgres_snapshot.current() == moment.text:
            return moment, []
        text, tags = postgres_snapshot.since(moment.text, MOST + 1)
    else:
        with connection.cursor() as cursor:
            cursor.execute(SQLITE_SINCE, [int(moment.text)])
            text, listed = cursor.fetchone()
            tags = json.loads(listed)
    now = Moment(str(text))
    return now, tags if len(tags) <= MOST and not _precedes(now, moment) else None


def _precedes(now: Moment, then: Moment) -> bool:
    """Return whether a moment cannot come after another one."""
    if _is_postgresql():
        return not _had_seen_all(now, then)
    return int(now.text) < int(then.text)


def seen_between(before: Moment, now: Moment) -> list[str] | None:
    """Return the tags that have moved between a moment and that of the present transaction.

    None for too many, and where the first moment had seen what this transaction has not.
    """
    if not _is_postgresql():
        if int(before.text) > int(now.text):
            return None
        sql = f"SELECT DISTINCT tag FROM cms_change WHERE id > %s LIMIT {MOST + 1}"
        parameters: list[int | str] = [int(before.text)]
    elif _had_seen_all(now, before):
        sql = SINCE
        parameters = [int(before.text.partition(":")[0]), before.text]
    else:
        return None
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        tags = [tag for (tag,) in cursor.fetchall()]
    return tags if len(tags) <= MOST else None


def _had_seen_all(one: Moment, of: Moment) -> bool:
    """Return whether a snapshot had seen all transactions that another had, as texts of theirs."""
    (_, one_end, one_open), (_, of_end, of_open) = map(_parts, (one, of))
    return of_end <= one_end and all(xid >= of_end or xid in of_open for xid in one_open)


def _parts(moment: Moment) -> tuple[int, int, set[int]]:
    """Return the first transaction unseen, the first that had not begun, and those in between."""
    first, end, others = moment.text.split(":")
    return int(first), int(end), {int(xid) for xid in others.split(",") if xid}


def prune() -> int:
    """Remove the lines that nobody can ask for any more; return how many."""
    return Change.objects.filter(at__lt=timezone.now() - KEPT).delete()[0]
