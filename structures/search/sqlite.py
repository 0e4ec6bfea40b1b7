"""The conditions of a search on SQLite: FTS5, and functions that measure as pg_trgm does."""

from collections.abc import Callable
from typing import Any

from django.db.models import BooleanField, F, FloatField, Func, Q, Value
from django.db.models.lookups import GreaterThanOrEqual

from cms.text.letters import fold
from structures.search import similarity, tables
from structures.search.languages import LANGUAGES
from structures.search.terms import SHORTEST_PART, Term

# What pg_trgm's operators ask for unless they are told otherwise.
LIKE_WORDS = 0.5
LIKE_A_PART = 0.6
# By the names that PostgreSQL's extensions give them, with the number of their arguments.
FUNCTIONS: dict[str, tuple[int, Callable[..., Any]]] = {
    "word_similarity": (2, similarity.word_similarity),
    "strict_word_similarity": (2, similarity.strict_word_similarity),
}


def register_functions(connection: Any, **kwargs: Any) -> None:
    """Give a new connection the functions that searches call."""
    if connection.vendor == "sqlite":
        for name, (arguments, function) in FUNCTIONS.items():
            connection.connection.create_function(name, arguments, function, deterministic=True)


def indexed(text: str, language: str, *, stems_alone: bool = False) -> str:
    """Return what the full-text table keeps of words: each without accents, then the stems."""
    words = fold(text).split()
    stems = _stems(words, language) if language else []
    return " ".join(stems if stems and stems_alone else words + stems)


def _stems(words: list[str], language: str) -> list[str]:
    from snowballstemmer import stemmer  # 2 MB of a process, which PostgreSQL has no use for

    stems: list[str] = stemmer(LANGUAGES[language].stemmer).stemWords(words)
    return stems


class _Holds(Func):
    """Whether a full-text table holds something for the entry of a key."""

    output_field = BooleanField()

    def __init__(self, key: F, *, table: str, wanted: str) -> None:
        super().__init__(key, table=table, wanted=wanted)

    def as_sql(
        self, compiler: Any, connection: Any, *args: Any, **context: Any
    ) -> tuple[str, tuple[Any, ...]]:
        """Return the key among those that the table finds; SQLite looks once a query."""
        sql, values = compiler.compile(self.source_expressions[0])
        table = self.extra["table"]
        rows = f"SELECT rowid FROM {table} WHERE {table} MATCH %s"
        return f"({sql} IN ({rows}))", (*values, self.extra["wanted"])


def found(term: Term) -> Q:
    """Return the condition that a sheet holds a word, or that a part of its names is like it.

    Only names that share three letters in a row with it are measured.
    """
    if not term.may_be_misspelt:
        return anywhere(term)
    word = term.word
    threes = sorted({word[at : at + 3] for at in range(len(word) - 2)})
    like = _at_least(LIKE_WORDS, "strict_word_similarity", word)
    if len(word) >= SHORTEST_PART:
        like |= _at_least(LIKE_A_PART, "word_similarity", word)
    near = _holds(" OR ".join(f'"{three}"' for three in threes), tables.TRIGRAMS)
    return anywhere(term) | (near & like)


def in_names(term: Term) -> Q:
    """Return the condition that a word is in the names of the entry."""
    return _holds(f"names : {_query(term)}")


def in_topics(term: Term) -> Q:
    """Return the condition that a word is among the topics of the entry."""
    return _holds(f"topics : {_query(term)}")


def anywhere(term: Term) -> Q:
    """Return the condition that a word is in any text of the entry."""
    return _holds(_query(term))


def _holds(wanted: str, table: str = tables.WORDS) -> Q:
    return Q(_Holds(F("pk"), table=table, wanted=wanted))


def _query(term: Term) -> str:
    """Return FTS5's words for a word that is stemmed, or is the beginning of one as it stands."""
    parts = [f'"{term.word}"']
    if term.language:
        parts[0] = f'"{_stems([term.word], term.language)[0]}"'
    if term.is_unfinished:
        parts.append(f'"{term.word}"*')
    return f"({' OR '.join(parts)})"


def _at_least(least: float, function: str, word: str) -> Q:
    measure = Func(
        Value(word), F("search_entry__names"), function=function, output_field=FloatField()
    )
    return Q(GreaterThanOrEqual(measure, least))
