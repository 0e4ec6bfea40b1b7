"""The search of Wagtail on PostgreSQL."""

from typing import Any

from modelsearch.backends.database.postgres import postgres

from cms.search_backend.words import WordIndexer, WordSearch


class _Indexer(WordIndexer, postgres.ObjectIndexer):
    pass


# The index makes its indexers by this name, and has no other place to name a class.
postgres.ObjectIndexer = _Indexer


class PostgreSQLBackend(WordSearch, postgres.PostgresSearchBackend):
    """Wagtail's backend on PostgreSQL, for the words of a text.

    What is completed is folded like what is searched; Wagtail's own configuration for it keeps
    accents, so that the admin's lists and choosers found "ete" nowhere in « été ».
    """

    def __init__(self, params: dict[str, Any]) -> None:
        super().__init__(params)
        if self.config:
            self.autocomplete_config = self.config
