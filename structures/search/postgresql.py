"""The conditions of a search on PostgreSQL: full-text search, and pg_trgm for typos."""

from typing import Any

from django.db.models import BooleanField, F, Func, Q

from structures.search import tables
from structures.search.languages import LANGUAGES, PLAIN
from structures.search.terms import SHORTEST_PART, Term


class Holds(Func):
    """Whether a generated column of the entry holds a word; the entry is that of a known field."""

    output_field = BooleanField()

    def __init__(self, field: F, *, column: str, term: Term) -> None:
        super().__init__(field, column=column, term=term)

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, list[str]]:
        """Return the column, of the field's table in this query, against the word."""
        [field] = self.source_expressions
        query, words = _query(self.extra["term"])
        column = f"{compiler.quote_name_unless_alias(field.alias)}.{self.extra['column']}"
        return f"({column} @@ ({query}))", words


def _query(term: Term) -> tuple[str, list[str]]:
    """Return the SQL of a word that is stemmed, or is the beginning of one as it stands."""
    parts = []
    if term.language:
        parts.append((LANGUAGES[term.language].configuration, f"'{term.word}'"))
    if term.is_unfinished:
        parts.append((PLAIN, f"'{term.word}':*"))
    parts = parts or [(PLAIN, f"'{term.word}'")]
    sql = " || ".join(f"to_tsquery('{configuration}', %s)" for configuration, _word in parts)
    return sql, [word for _configuration, word in parts]


def in_names(term: Term) -> Q:
    """Return the condition that a word is in the names."""
    return Q(Holds(F("search_entry__names"), column=tables.NAME_WORDS, term=term))


def in_topics(term: Term) -> Q:
    """Return the condition that a word is among the topics."""
    return Q(Holds(F("search_entry__names"), column=tables.TOPIC_WORDS, term=term))


def anywhere(term: Term) -> Q:
    """Return the condition that a word is in any text."""
    return Q(Holds(F("search_entry__names"), column=tables.ALL_WORDS, term=term))


def like_a_name(word: str) -> Q:
    """Return the condition that words of the names, or a part of them, are like this one.

    The operators ask for a similarity of 0.5 and 0.6.
    """
    like = Q(search_entry__names__trigram_strict_word_similar=word)
    if len(word) >= SHORTEST_PART:
        like |= Q(search_entry__names__trigram_word_similar=word)
    return like
