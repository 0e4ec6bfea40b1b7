"""Search conditions for PostgreSQL: full-text search, with pg_trgm for typos."""

from typing import Any, cast

from django.db.models import BooleanField, F, Func, Q

from structures.search import tables
from structures.search.languages import LANGUAGES, PLAIN
from structures.search.terms import SHORTEST_PART, SearchTerm


class _Matches(Func):
    """Whether a key is among those of the entries with a word, or with similar names.

    Each way to match is a subquery of its own, so that each can use its index: the planner takes
    similarity for cheap, and would compute it for every row.
    """

    output_field = BooleanField()

    def __init__(self, key: F, *, term: SearchTerm) -> None:
        super().__init__(key, term=term)

    def as_sql(
        self, compiler: Any, connection: Any, *args: Any, **context: Any
    ) -> tuple[str, tuple[Any, ...]]:
        """Return SQL that looks for the key in the union of the subqueries."""
        term = self.extra["term"]
        sql, values = compiler.compile(self.source_expressions[0])
        query, words = _query(term)
        conditions = [f"{tables.ALL_WORDS} @@ ({query})"]
        if term.may_be_misspelt:
            # The operators' default thresholds are 0.5 (%>>) and 0.6 (%>).
            operators = ["%%>>", "%%>"] if len(term.word) >= SHORTEST_PART else ["%%>>"]
            conditions += [f"names {operator} %s" for operator in operators]
            words += [term.word] * len(operators)
        select = f"SELECT page_id FROM {tables.ENTRIES} WHERE "
        union = " UNION ALL ".join(f"{select}{condition}" for condition in conditions)
        return f"({sql} IN ({union}))", (*values, *words)


class _Holds(Func):
    """Whether a generated column of the entry contains a word."""

    output_field = BooleanField()

    def __init__(self, field: F, *, column: str, term: SearchTerm) -> None:
        super().__init__(field, column=column, term=term)

    def as_sql(
        self, compiler: Any, connection: Any, *args: Any, **context: Any
    ) -> tuple[str, tuple[Any, ...]]:
        """Return SQL that matches the column, under the table's alias in this query."""
        [field] = self.source_expressions
        alias = compiler.quote_name_unless_alias(cast(Any, field).alias)
        query, words = _query(self.extra["term"])
        return f"({alias}.{self.extra['column']} @@ ({query}))", tuple(words)


def matches(term: SearchTerm) -> Q:
    """Return the condition that the entry contains a word, or that its names resemble it."""
    return Q(_Matches(F("pk"), term=term))


def in_names(term: SearchTerm) -> Q:
    """Return the condition that the entry's names contain a word."""
    return _holds(tables.NAME_WORDS, term)


def in_topics(term: SearchTerm) -> Q:
    """Return the condition that the entry's topics contain a word."""
    return _holds(tables.TOPIC_WORDS, term)


def anywhere(term: SearchTerm) -> Q:
    """Return the condition that any text of the entry contains a word."""
    return _holds(tables.ALL_WORDS, term)


def _holds(column: str, term: SearchTerm) -> Q:
    return Q(_Holds(F("search_entry__names"), column=column, term=term))


def _query(term: SearchTerm) -> tuple[str, list[Any]]:
    """Return the tsquery SQL for a word: its stem, and its prefix if it is unfinished."""
    parts = []
    if term.language:
        parts.append((LANGUAGES[term.language].configuration, f"'{term.word}'"))
    if term.is_unfinished:
        parts.append((PLAIN, f"'{term.word}':*"))
    parts = parts or [(PLAIN, f"'{term.word}'")]
    sql = " || ".join(f"to_tsquery('{configuration}', %s)" for configuration, _word in parts)
    return sql, [word for _configuration, word in parts]
