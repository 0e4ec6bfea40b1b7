"""Queries of the log of changes: what has changed since a moment.

A moment identifies a database snapshot. On PostgreSQL it is the snapshot itself, so a transaction
that was open at the time and has committed since counts as new. On SQLite, which has one writer at
a time, it is the id of the last row in the log.
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

# Rows of the log are deleted after this time. Caches must expire earlier.
RETENTION = timedelta(days=2)

# Maximum number of tags in an answer of the log.
MAX_TAGS = 5_000

SQLITE_LAST = "SELECT coalesce(max(id), 0) FROM cms_change"
SQLITE_SINCE = (
    f"SELECT ({SQLITE_LAST}), (SELECT json_group_array(tag) FROM "
    f"(SELECT DISTINCT tag FROM cms_change WHERE id > %s LIMIT {MAX_TAGS + 1}))"
)
SINCE = (
    "SELECT DISTINCT tag FROM cms_change WHERE xid >= %s "
    f"AND NOT pg_visible_in_snapshot(xid::text::xid8, %s::pg_snapshot) LIMIT {MAX_TAGS + 1}"
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A database snapshot, as text."""

    text: str


def moment_expression() -> RawSQL:
    """Return an SQL expression for the moment of the query that contains it."""
    sql = "pg_current_snapshot()::text" if _is_postgresql() else f"CAST(({SQLITE_LAST}) AS text)"
    return RawSQL(sql, [])


@cache
def _is_postgresql() -> bool:
    return connection.vendor == "postgresql"


def present() -> Moment:
    """Return the current moment."""
    if _is_postgresql():
        return Moment(postgres_snapshot.current())
    with connection.cursor() as cursor:
        cursor.execute(SQLITE_LAST)
        return Moment(str(cursor.fetchone()[0]))


def changed_since(moment: Moment) -> tuple[Moment, list[str] | None]:
    """Return the current moment, and the tags that have changed since another moment.

    The tags are None if there are more than MAX_TAGS, or if the other moment does not belong to
    this database, for example after a backup was restored.
    """
    if _is_postgresql():
        if postgres_snapshot.current() == moment.text:
            return moment, []
        text, tags = postgres_snapshot.since(moment.text, MAX_TAGS + 1)
    else:
        with connection.cursor() as cursor:
            cursor.execute(SQLITE_SINCE, [int(moment.text)])
            text, listed = cursor.fetchone()
            tags = json.loads(listed)
    now = Moment(str(text))
    return now, tags if len(tags) <= MAX_TAGS and not _precedes(now, moment) else None


def _precedes(now: Moment, then: Moment) -> bool:
    """Return whether `now` does not include all changes of `then`."""
    if _is_postgresql():
        return not _includes(now, then)
    return int(now.text) < int(then.text)


def seen_between(before: Moment, now: Moment) -> list[str] | None:
    """Return the tags that changed between a moment and that of the current transaction.

    None if there are more than MAX_TAGS, or if `before` includes changes that this transaction
    can't see.
    """
    if not _is_postgresql():
        if int(before.text) > int(now.text):
            return None
        sql = f"SELECT DISTINCT tag FROM cms_change WHERE id > %s LIMIT {MAX_TAGS + 1}"
        parameters: list[int | str] = [int(before.text)]
    elif _includes(now, before):
        sql = SINCE
        parameters = [int(before.text.partition(":")[0]), before.text]
    else:
        return None
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        tags = [tag for (tag,) in cursor.fetchall()]
    return tags if len(tags) <= MAX_TAGS else None


def _includes(one: Moment, other: Moment) -> bool:
    """Return whether PostgreSQL snapshot `one` sees all transactions that `other` sees."""
    (_, one_end, one_open), (_, other_end, other_open) = map(_parse_snapshot, (one, other))
    return other_end <= one_end and all(xid >= other_end or xid in other_open for xid in one_open)


def _parse_snapshot(moment: Moment) -> tuple[int, int, set[int]]:
    """Return xmin, xmax and the ids of the transactions in progress (pg_snapshot)."""
    first, end, others = moment.text.split(":")
    return int(first), int(end), {int(xid) for xid in others.split(",") if xid}


def prune() -> int:
    """Delete the rows that are older than RETENTION; return their number."""
    return Change.objects.filter(at__lt=timezone.now() - RETENTION).delete()[0]
