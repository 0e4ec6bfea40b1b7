"""Asking the log what has changed since a moment.

A moment is what a reader's snapshot of the database had seen: on PostgreSQL the snapshot itself, so
that a transaction which was open then and has committed since counts as new, whatever the order; on
SQLite, which has one writer at a time, the number of the last line.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.db.models.expressions import RawSQL
from django.utils import timezone

from cms.models.change import Change

# Lines are kept for this long; whoever keeps an answer keeps it for less.
KEPT = timedelta(days=2)

POSTGRESQL_SINCE = (
    "SELECT pg_current_snapshot()::text, EXISTS (SELECT 1 FROM cms_change WHERE xid >= %s "
    "AND NOT pg_visible_in_snapshot(xid::text::xid8, %s::pg_snapshot) AND tag = ANY(%s))"
)
SQLITE_LAST = "SELECT coalesce(max(id), 0) FROM cms_change"
SQLITE_SINCE = (
    f"SELECT ({SQLITE_LAST}), EXISTS (SELECT 1 FROM cms_change WHERE id > %s "
    "AND tag IN (SELECT value FROM json_each(%s)))"
)


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


def unchanged_since(moment: Moment, tags: Iterable[str]) -> Moment | None:
    """Return the present moment when none of the tags has moved since another one, else None."""
    with connection.cursor() as cursor:
        if _is_postgresql():
            cursor.execute(POSTGRESQL_SINCE, [moment.first_unseen, moment.text, list(tags)])
        else:
            cursor.execute(SQLITE_SINCE, [moment.first_unseen, json.dumps(list(tags))])
        now, has_moved = cursor.fetchone()
    return None if has_moved else Moment(str(now))


def prune() -> int:
    """Remove the lines that nobody can ask for any more; return how many."""
    return Change.objects.filter(at__lt=timezone.now() - KEPT).delete()[0]
