"""An index of the words of texts, and a search for the words of whatever text somebody types."""

from typing import Any

from django.db.models import Model, QuerySet
from modelsearch.query import And, Boost, MatchAll, Not, Or, Phrase, PlainText, SearchQuery

from cms.text.letters import expand_ligatures
from cms.text.words import words_in

# The expression of more words is nested too deeply for SQLite.
MOST_WORDS = 32


class WordIndexer:
    """Gives an index the words of a field, with a space between them.

    A search is for words, so the index has to have the same ones: PostgreSQL's own parser keeps
    "S.A.P." and "CDD/CDI" whole, and reads "-7" in "CANARI-7".
    """

    def prepare_value(self, value: Any) -> str:
        """Return a field's value as the index has it."""
        return indexed(super().prepare_value(value))  # type: ignore[misc]  # of Wagtail's indexer


def indexed(text: str) -> str:
    """Return the words of a text as the index has them, œ as oe."""
    return expand_ligatures(" ".join(words_in(text)))


def _wanted(text: str) -> str:
    """Return the words of a query, as the index has them."""
    return " ".join(indexed(text).split()[:MOST_WORDS])


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
            query = _wanted(query) or None
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
            words = _wanted(query.query_string)
            return PlainText(words, operator=query.operator, boost=query.boost) if words else None
        if isinstance(query, Phrase):
            words = _wanted(query.query_string)
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
