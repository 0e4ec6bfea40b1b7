"""The search of Wagtail on SQLite."""

from modelsearch.backends.database.sqlite import sqlite

from cms.search_backend.words import WordIndexer, WordSearch


class _Indexer(WordIndexer, sqlite.ObjectIndexer):
    pass


# The index makes its indexers by this name, and has no other place to name a class.
sqlite.ObjectIndexer = _Indexer


class SQLiteBackend(WordSearch, sqlite.SQLiteSearchBackend):
    """Wagtail's backend on SQLite, for the words of a text."""
