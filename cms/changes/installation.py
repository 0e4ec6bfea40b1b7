"""The triggers that keep the log of changes: putting them in place, on either database.

Installed after every `migrate`, so that a new page type or a new table of a snippet is watched from
its first row on. Both databases get the same conditions; only the shell around them differs.
"""

from collections.abc import Iterator

from django.db import connection

from cms.changes.content_triggers import all_triggers
from cms.changes.tags import EVERYTHING
from cms.changes.trigger_sql import PREFIX
from cms.models.change import Change

LOG = Change._meta.db_table


def install() -> None:
    """Put the triggers in place of those that are there.

    What changed while there were none is logged as a change of everything.
    """
    remove()
    with connection.cursor() as cursor:
        for statement in _creation():
            cursor.execute(statement)
        cursor.execute(_into_log(f"SELECT '{EVERYTHING}' AS tag"))


def remove() -> None:
    """Take the triggers away: SQLite renames no table that a trigger names."""
    with connection.cursor() as cursor:
        for name, table in _installed():
            quoted = connection.ops.quote_name(name)
            if connection.vendor == "postgresql":
                cursor.execute(f"DROP TRIGGER {quoted} ON {connection.ops.quote_name(table)}")
                cursor.execute(f"DROP FUNCTION {quoted}()")
            else:
                cursor.execute(f"DROP TRIGGER {quoted}")


def are_installed() -> bool:
    """Return whether every trigger is there; without them nobody knows what changed."""
    expected = {(trigger.name, trigger.table) for trigger in all_triggers()}
    return expected == set(_installed())


# --- The shell of each database ------------------------------------------------------------------


def _installed() -> list[tuple[str, str]]:
    """Return the names of the triggers, with their tables."""
    if connection.vendor == "postgresql":
        rows = (
            "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
            "WHERE starts_with(tgname, %s) AND tgenabled <> 'D'"
        )
    else:
        rows = (
            "SELECT name, tbl_name FROM sqlite_master "
            "WHERE type = 'trigger' AND instr(name, %s) = 1"
        )
    with connection.cursor() as cursor:
        cursor.execute(rows, [PREFIX])
        return list(cursor.fetchall())


def _creation() -> Iterator[str]:
    quote = connection.ops.quote_name
    for trigger in all_triggers():
        tags = " UNION ".join(item.select() for item in trigger.tags)
        when = f" WHEN ({trigger.condition})" if trigger.condition else ""
        name, after = quote(trigger.name), f"AFTER {trigger.event} ON {quote(trigger.table)}"
        if connection.vendor == "postgresql":
            yield (
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN "
                f"{_into_log(tags)}; RETURN NULL; END $body$"
            )
            yield f"CREATE TRIGGER {name} {after} FOR EACH ROW{when} EXECUTE FUNCTION {name}()"
        else:
            yield f"CREATE TRIGGER {name} {after} FOR EACH ROW{when} BEGIN {_into_log(tags)}; END"


def _into_log(tags: str) -> str:
    """Return the statement that logs the tags of a SELECT."""
    xid, now = "0", "strftime('%Y-%m-%d %H:%M:%f', 'now')"
    if connection.vendor == "postgresql":
        xid, now = "pg_current_xact_id()::text::bigint", "statement_timestamp()"
    return f"INSERT INTO {LOG} (tag, xid, at) SELECT tag, {xid}, {now} FROM ({tags}) AS found"
