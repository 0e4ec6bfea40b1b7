"""The columns that hold names and titles: they are sorted and compared by the collation.

The collation is set on the columns, so that every list has its order: ours,
Wagtail's and those of the keys that pages of a list are found by. Wagtail's own tables are among
them, and SQLite has no statement for it; so it is no migration, but done after each one.
"""

import re
from collections import defaultdict
from collections.abc import Iterator

from django.apps import apps
from django.contrib.auth.models import Group
from django.db import connection
from django.db.models import CharField
from taggit.models import Tag
from wagtail.models import Collection, Page, Task, Workflow

from cms.text.collation import COLLATION

NAMES = {"title", "draft_title", "name", "brand", "first_name", "last_name", "username", "subject"}
OURS = ("cms", "home", "iae48", "networks", "structures")
# Models of others, of which the admin shows lists by name.
LISTED = {Page, Collection, Group, Workflow, Task, Tag}
DIFFERENT = """
SELECT c.relname, a.attname FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid JOIN pg_collation o ON o.oid = a.attcollation
WHERE c.oid = to_regclass(c.relname) AND c.relkind = 'r' AND o.collname <> %s
AND c.relname = ANY(%s) AND a.attname = ANY(%s)
"""


def collated_fields() -> Iterator[tuple[str, CharField[str, str]]]:
    """Yield the tables and fields of names, of our own models and of others' that are listed."""
    for model in apps.get_models():
        options = model._meta
        is_ours = model.__module__.split(".")[0] in OURS
        if options.managed and (is_ours or model in LISTED):
            for field in options.local_concrete_fields:
                if field.name in NAMES and isinstance(field, CharField):
                    yield options.db_table, field


def set_collations() -> None:
    """Give each column of names the collation, where it does not have it yet."""
    tables: dict[str, list[CharField[str, str]]] = defaultdict(list)
    for table, field in collated_fields():
        tables[table].append(field)
    if connection.vendor == "postgresql":
        _set_on_postgresql(tables)
    else:
        _set_on_sqlite(tables)


def _set_on_postgresql(tables: dict[str, list[CharField[str, str]]]) -> None:
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(DIFFERENT, [COLLATION, list(tables), list(NAMES)])
        different = set(cursor.fetchall())
        for table, fields in tables.items():
            changes = ", ".join(
                f"ALTER COLUMN {quote(str(field.column))} TYPE {field.db_type(connection)} "
                f"COLLATE {quote(COLLATION)}"
                for field in fields
                if (table, field.column) in different
            )
            if changes:
                cursor.execute(f"ALTER TABLE {quote(table)} {changes}")


def _set_on_sqlite(tables: dict[str, list[CharField[str, str]]]) -> None:
    """Write the collation into the stored definition of the tables.

    SQLite describes this for changes that leave the rows as they are (lang_altertable.html,
    section 7); the indexes are then made anew.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
        changed = {}
        for table, sql in cursor.fetchall():
            new = sql
            for field in tables.get(table, ()):
                definition = rf'("{field.column}" varchar\(\d+\))(?! COLLATE)'
                new = re.sub(definition, rf'\1 COLLATE "{COLLATION}"', new)
            if new != sql:
                changed[table] = new
        if not changed:
            return
        cursor.execute("PRAGMA schema_version")
        version = cursor.fetchone()[0]
        cursor.execute("PRAGMA writable_schema = ON")
        for table, sql in changed.items():
            statement = "UPDATE sqlite_master SET sql = %s WHERE type = 'table' AND name = %s"
            cursor.execute(statement, [sql, table])
        cursor.execute(f"PRAGMA schema_version = {version + 1}")
        cursor.execute("PRAGMA writable_schema = RESET")
        cursor.execute("REINDEX")
