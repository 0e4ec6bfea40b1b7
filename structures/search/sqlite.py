"""Search conditions for SQLite: FTS5, with pg_trgm's measures as functions."""

from collections.abc import Callable
from typing import Any

from django.db.models import BooleanField, F, FloatField, Func, Q, Value
from django.db.models.lookups import GreaterThanOrEqual

from cms.text.letters import fold
from structures.search import similarity, tables
from structures.search.languages import LANGUAGES
from structures.search.terms import SHORTEST_PART, SearchTerm

# The default thresholds of pg_trgm's operators.
LIKE_WORDS = 0.5
LIKE_A_PART = 0.6
# The names of the functions in pg_trgm, with their number of arguments.
FUNCTIONS: dict[str, tuple[int, Callable[..., Any]]] = {
    "word_similarity": (2, similarity.word_similarity),
    "strict_word_similarity": (2, similarity.strict_word_similarity),
}


def register_functions(connection: Any, **kwargs: Any) -> None:
    """Register the similarity functions on a new SQLite connection."""
    if connection.vendor == "sqlite":
        for name, (arguments, function) in FUNCTIONS.items():
            connection.connection.create_function(name, arguments, function, deterministic=True)


def index_text(text: str, language: str, *, only_stems: bool = False) -> str:
    """Return a text for the full-text table: its words without accents, and their stems."""
    words = fold(text).split()
    stems = _stems(words, language) if language else []
    return " ".join(stems if stems and only_stems else words + stems)


def _stems(words: list[str], language: str) -> list[str]:
    from snowballstemmer import stemmer  # imported here: 2 MB that PostgreSQL does not need

    stems: list[str] = stemmer(LANGUAGES[language].stemmer).stemWords(words)
    return stems


class _Holds(Func):
    """Whether a full-text table matches an FTS5 query in the entry of a key."""

    output_field = BooleanField()

    def __init__(self, key: F, *, table: str, query: str) -> None:
        super().__init__(key, table=table, query=query)

    def as_sql(
        self, compiler: Any, connection: Any, *args: Any, **context: Any
    ) -> tuple[str, tuple[Any, ...]]:
        """Return SQL that looks for the key in an uncorrelated subquery, which SQLite runs once."""
        sql, values = compiler.compile(self.source_expressions[0])
        table = self.extra["table"]
        rows = f"SELECT rowid FROM {table} WHERE {table} MATCH %s"
        return f"({sql} IN ({rows}))", (*values, self.extra["query"])


def matches(term: SearchTerm) -> Q:
    """Return the condition that the entry contains a word, or that its names resemble it.

    Only names that share a trigram with the word are measured.
    """
    if not term.may_be_misspelt:
        return anywhere(term)
    word = term.word
    trigrams = sorted({word[at : at + 3] for at in range(len(word) - 2)})
    like = _at_least(LIKE_WORDS, "strict_word_similarity", word)
    if len(word) >= SHORTEST_PART:
        like |= _at_least(LIKE_A_PART, "word_similarity", word)
    near = _holds(" OR ".join(f'"{trigram}"' for trigram in trigrams), tables.TRIGRAMS)
    return anywhere(term) | (near & like)


def in_names(term: SearchTerm) -> Q:
    """Return the condition that the entry's names contain a word."""
    return _holds(f"names : {_query(term)}")


def in_topics(term: SearchTerm) -> Q:
    """Return the condition that the entry's topics contain a word."""
    return _holds(f"topics : {_query(term)}")


def anywhere(term: SearchTerm) -> Q:
    """Return the condition that any text of the entry contains a word."""
    return _holds(_query(term))


def _holds(query: str, table: str = tables.WORDS) -> Q:
    return Q(_Holds(F("pk"), table=table, query=query))


def _query(term: SearchTerm) -> str:
    """Return the FTS5 query for a word: its stem, and its prefix if it is unfinished."""
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
