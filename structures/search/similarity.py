"""The similarity measures of PostgreSQL's pg_trgm, for SQLite.

The trigrams of a word are those of the word with two spaces before and one after it. The similarity
of two texts is the share of common trigrams among all their trigrams.
"""

import struct

from cms.text.words import words_in


def word_similarity(query: str, text: str) -> float:
    """Return the greatest similarity of the query to a sequence of the text's trigrams."""
    return _best(query, [[trigram] for word in _words(text) for trigram in word])


def strict_word_similarity(query: str, text: str) -> float:
    """Return the greatest similarity of the query to a sequence of the text's words."""
    return _best(query, _words(text))


def _words(text: str) -> list[list[str]]:
    """Return the trigrams of each word."""
    padded = [f"  {word.lower()} " for word in words_in(text)]
    return [[word[at : at + 3] for at in range(len(word) - 2)] for word in padded]


def _best(query: str, parts: list[list[str]]) -> float:
    query_trigrams = {trigram for word in _words(query) for trigram in word}
    best = 0.0
    for start in range(len(parts)):
        run: set[str] = set()
        for part in parts[start:]:
            run.update(part)
            best = max(best, len(query_trigrams & run) / len(query_trigrams | run))
    # Round to single precision, as PostgreSQL does.
    [single] = struct.unpack("f", struct.pack("f", best))
    return float(single)
