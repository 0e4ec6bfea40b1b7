"""Wagtail's search in the database, for any text that somebody types.

Wagtail passes a text on to the database's own query language: on SQLite a quotation mark ends a
string there, and the search fails. A search here is for the words of a text, whatever else it has.
"""

from typing import Any

from django.db import connection


def SearchBackend(params: dict[str, Any]) -> Any:  # noqa: N802  the name that Wagtail looks for
    """Return the backend of the database in use."""
    if connection.vendor == "postgresql":
        # It imports what only its database has.
        from cms.search_backend.postgresql import PostgreSQLBackend

        return PostgreSQLBackend(params)
    # As above.
    from cms.search_backend.sqlite import SQLiteBackend

    return SQLiteBackend(params)
