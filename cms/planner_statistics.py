"""The statistics by which the database plans its queries."""

from django.db import connection


def refresh_planner_statistics() -> None:
    """Have the database look at its tables again.

    After many rows have changed at once, plans that rest on the former numbers can be much slower;
    PostgreSQL's autovacuum comes a minute later, and SQLite has nothing of the kind.
    """
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA optimize")
