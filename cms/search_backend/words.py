"""A search for the words of whatever text somebody types."""

import re
from typing import Any

from django.db.models import Model, QuerySet
from modelsearch.query import And, Boost, MatchAll, Not, Or, Phrase, PlainText, SearchQuery

from cms.text.unicode_forms import normalize

WORD = re.compile(r"[^\W_]+")
# The expression of more words is nested too deeply for SQLite.
MOST_WORDS = 32


def plain_words(text: str) -> str:
    """Return the words of a text, in composed letters, with a space between them."""
    words = WORD.findall(normalize("NFC", text))
    return " ".join(words[:MOST_WORDS])


class WordSearch:
    """Searches for the words of a query; a query without any finds nothing."""

    def _search(
        self,
        query_compiler_class: Any,
        query: str | SearchQuery | None,
        model_or_queryset: type[Model] | QuerySet[Any],
        **options: Any,
    ) -> Any:
        if isinstance(query, str):
            query = plain_words(self.fold(query)) or None
        elif query is not None:
            query = self._plain_query(query)
        if query is None:
            # The results must still be ones that Wagtail can count, slice and break down.
            query = "x"
            if isinstance(model_or_queryset, QuerySet):
                model_or_queryset = model_or_queryset.none()
            else:
                model_or_queryset = model_or_queryset._default_manager.none()
        return super()._search(  # type: ignore[misc]  # the backend that is mixed in
            query_compiler_class, query, model_or_queryset, **options
        )

    def _plain_query(self, query: SearchQuery) -> SearchQuery | None:
        """Return a query of words alone; None where nothing is left of it."""
        if isinstance(query, PlainText):
            words = plain_words(self.fold(query.query_string))
            return PlainText(words, operator=query.operator, boost=query.boost) if words else None
        if isinstance(query, Phrase):
            words = plain_words(self.fold(query.query_string))
            return Phrase(words) if words else None
        if isinstance(query, Boost):
            inner = self._plain_query(query.subquery)
            return None if inner is None else Boost(inner, query.boost)
        if isinstance(query, Not):
            inner = self._plain_query(query.subquery)
            return None if inner is None else Not(inner)
        if isinstance(query, And | Or):
            found = [self._plain_query(part) for part in query.subqueries]
            parts = [part for part in found if part is not None]
            if isinstance(query, And):  # all rows and some are some: SQLite cannot rank all
                parts = [part for part in parts if not isinstance(part, MatchAll)] or parts[:1]
            return type(query)(parts) if len(parts) > 1 else next(iter(parts), None)
        return query

    @staticmethod
    def fold(text: str) -> str:
        """Write a text as the index has it."""
        return text
