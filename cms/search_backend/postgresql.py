"""The search of Wagtail on PostgreSQL, whose `unaccent` also takes ligatures apart."""

from modelsearch.backends.database.postgres.postgres import PostgresSearchBackend

from cms.search_backend.words import WordSearch


class PostgreSQLBackend(WordSearch, PostgresSearchBackend):
    """Wagtail's backend on PostgreSQL, for the words of a text."""
