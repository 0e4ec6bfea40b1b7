"""The search of Wagtail on PostgreSQL, whose `unaccent` also takes ligatures apart."""

from typing import Any

from modelsearch.backends.database.postgres.postgres import PostgresSearchBackend

from cms.search_backend.words import WordSearch


class PostgreSQLBackend(WordSearch, PostgresSearchBackend):
    """Wagtail's backend on PostgreSQL, for the words of a text.

    What is completed is folded like what is searched; Wagtail's own configuration for it keeps
    accents, so that the admin's lists and choosers found "oeuvre" nowhere in « œuvre ».
    """

    def __init__(self, params: dict[str, Any]) -> None:
        super().__init__(params)
        if self.config:
            self.autocomplete_config = self.config
