"""The database after a test that commits, restored from copies of the tables.

Django truncates all tables and loads serialized rows one by one, which takes a second a test.
"""

from django.db import connection, transaction
from django.test import TransactionTestCase

PREFIX = "restored_"


class Restorer:
    """Restores the tables of all models to the rows that they have when it is created."""

    def __init__(self) -> None:
        """Copy every table that has rows."""
        quote = connection.ops.quote_name
        self._statements: list[str] = []
        inserts = []
        with connection.cursor() as cursor:
            for table in connection.introspection.django_table_names(only_existing=True):
                self._statements.append(f"DELETE FROM {quote(table)}")
                cursor.execute(f"SELECT EXISTS (SELECT * FROM {quote(table)})")
                if cursor.fetchone()[0]:
                    copy = quote(f"{PREFIX}{table}"[:63])
                    cursor.execute(f"DROP TABLE IF EXISTS {copy}")
                    cursor.execute(f"CREATE TABLE {copy} AS SELECT * FROM {quote(table)}")
                    inserts.append(f"INSERT INTO {quote(table)} SELECT * FROM {copy}")
        self._statements += inserts

    def restore(self) -> None:
        """Restore the rows. On PostgreSQL, triggers and foreign keys do not run."""
        with transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET LOCAL session_replication_role = replica")
                cursor.execute("; ".join(self._statements))
            else:
                for statement in self._statements:
                    cursor.execute(statement)


def replace_flush() -> None:
    """Have every test that commits end with a restored database instead of an empty one."""
    restorer = Restorer()
    if hasattr(connection, "_test_serialized_contents"):  # else no test of these commits
        del connection._test_serialized_contents
    TransactionTestCase._fixture_teardown = lambda _case: restorer.restore()  # type: ignore[attr-defined]
