"""The conditions of a search on PostgreSQL: full-text search, and pg_trgm for typos."""

from typing import Any, cast

from django.db.models import BooleanField, F, Func, Q

from structures.search import tables
from structures.search.languages import LANGUAGES, PLAIN
from structures.search.terms import SHORTEST_PART, Term


class _Found(Func):
    """Whether a key is among those of the entries that hold a word, or names like it.

    Each way to be found is a query of its own, so that each can use its index: the planner takes a
    measure of likeness for cheap, and would take it of every row.
    """

    output_field = BooleanField()

    def __init__(self, key: F, *, term: Term) -> None:
        super().__init__(key, term=term)

    def as_sql(
        self, compiler: Any, connection: Any, *args: Any, **context: Any
    ) -> tuple[str, tuple[Any, ...]]:
        """Return the key in the union of the ways."""
        term = self.extra["term"]
        sql, values = compiler.compile(self.source_expressions[0])
        query, words = _query(term)
        ways = [f"{tables.ALL_WORDS} @@ ({query})"]
        if term.may_be_misspelt:
            # At least 0.5 and 0.6, unless the server is set otherwise.
            operators = ["%%>>", "%%>"] if len(term.word) >= SHORTEST_PART else ["%%>>"]
            ways += [f"names {operator} %s" for operator in operators]
            words += [term.word] * len(operators)
        select = f"SELECT page_id FROM {tables.ENTRIES} WHERE "
        union = " UNION ALL ".join(f"{select}{way}" for way in ways)
        return f"({sql} IN ({union}))", (*values, *words)


class _Holds(Func):
    """Whether a generated column holds a word, in the row of a known field."""

    output_field = BooleanField()

    def __init__(self, field: F, *, column: str, term: Term) -> None:
        super().__init__(field, column=column, term=term)

    def as_sql(
        self, compiler: Any, connection: Any, *args: Any, **context: Any
    ) -> tuple[str, tuple[Any, ...]]:
        """Return the column, by the name of its table in this query, against the word."""
        [field] = self.source_expressions
        alias = compiler.quote_name_unless_alias(cast(Any, field).alias)
        query, words = _query(self.extra["term"])
        return f"({alias}.{self.extra['column']} @@ ({query}))", tuple(words)


def found(term: Term) -> Q:
    """Return the condition that a sheet holds a word, or that a part of its names is like it."""
    return Q(_Found(F("pk"), term=term))


def in_names(term: Term) -> Q:
    """Return the condition that a word is in the names of the entry."""
    return _holds(tables.NAME_WORDS, term)


def in_topics(term: Term) -> Q:
    """Return the condition that a word is among the topics of the entry."""
    return _holds(tables.TOPIC_WORDS, term)


def anywhere(term: Term) -> Q:
    """Return the condition that a word is in any text of the entry."""
    return _holds(tables.ALL_WORDS, term)


def _holds(column: str, term: Term) -> Q:
    return Q(_Holds(F("search_entry__names"), column=column, term=term))


def _query(term: Term) -> tuple[str, list[Any]]:
    """Return the SQL of a word that is stemmed, or is the beginning of one as it stands."""
    parts = []
    if term.language:
        parts.append((LANGUAGES[term.language].configuration, f"'{term.word}'"))
    if term.is_unfinished:
        parts.append((PLAIN, f"'{term.word}':*"))
    parts = parts or [(PLAIN, f"'{term.word}'")]
    sql = " || ".join(f"to_tsquery('{configuration}', %s)" for configuration, _word in parts)
    return sql, [word for _configuration, word in parts]
