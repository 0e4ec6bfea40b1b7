"""Creates and removes the triggers of the log of changes, on PostgreSQL and SQLite.

Runs after every `migrate`, so the triggers cover new page types and tables from their first row on.
Both databases have the same conditions; only the statements around them differ.
"""

from collections.abc import Iterator

from django.db import connection

from cms.changes.content_triggers import all_triggers
from cms.changes.tags import EVERYTHING
from cms.changes.trigger_sql import PREFIX
from cms.models.change import Change

LOG = Change._meta.db_table


def install() -> None:
    """Replace all triggers.

    Logs a change of everything, in case anything changed while there were none.
    """
    remove_triggers()
    with connection.cursor() as cursor:
        for statement in _create_statements():
            cursor.execute(statement)
        cursor.execute(_insert_sql(f"SELECT '{EVERYTHING}' AS tag"))


def remove_triggers() -> None:
    """Remove all triggers; migrations need this, as SQLite can't rename a table with triggers."""
    with connection.cursor() as cursor:
        for name, table in _existing_triggers():
            quoted = connection.ops.quote_name(name)
            if connection.vendor == "postgresql":
                cursor.execute(f"DROP TRIGGER {quoted} ON {connection.ops.quote_name(table)}")
                cursor.execute(f"DROP FUNCTION {quoted}()")
            else:
                cursor.execute(f"DROP TRIGGER {quoted}")


def are_installed() -> bool:
    """Return whether all triggers exist. If not, changes are not logged."""
    expected = {(trigger.name, trigger.table) for trigger in all_triggers()}
    return expected == set(_existing_triggers())


# --- Statements of each database -----------------------------------------------------------------


def _existing_triggers() -> list[tuple[str, str]]:
    """Return the existing triggers as (name, table)."""
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


def _create_statements() -> Iterator[str]:
    quote = connection.ops.quote_name
    for trigger in all_triggers():
        tags = " UNION ".join(item.select() for item in trigger.tags)
        when = f" WHEN ({trigger.condition})" if trigger.condition else ""
        name, after = quote(trigger.name), f"AFTER {trigger.event} ON {quote(trigger.table)}"
        if connection.vendor == "postgresql":
            yield (
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN "
                f"{_insert_sql(tags)}; RETURN NULL; END $body$"
            )
            yield f"CREATE TRIGGER {name} {after} FOR EACH ROW{when} EXECUTE FUNCTION {name}()"
        else:
            yield f"CREATE TRIGGER {name} {after} FOR EACH ROW{when} BEGIN {_insert_sql(tags)}; END"


def _insert_sql(tags: str) -> str:
    """Return the INSERT statement that logs the tags of a SELECT."""
    xid, now = "0", "strftime('%Y-%m-%d %H:%M:%f', 'now')"
    if connection.vendor == "postgresql":
        xid, now = "pg_current_xact_id()::text::bigint", "statement_timestamp()"
    return f"INSERT INTO {LOG} (tag, xid, at) SELECT tag, {xid}, {now} FROM ({tags}) AS found"
