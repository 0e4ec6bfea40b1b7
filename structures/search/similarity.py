"""How much names resemble each other: pg_trgm's measures, for the database without it.

A word has the trigrams of itself with two spaces before it and one behind; what two texts share of
theirs, of all that both have, is their similarity (PostgreSQL's manual, pg_trgm).
"""

import struct

from cms.text.words import words_in


def word_similarity(wanted: str, text: str) -> float:
    """Return the greatest similarity of what is wanted to a run of a text's trigrams."""
    return _best(wanted, [[trigram] for word in _words(text) for trigram in word])


def strict_word_similarity(wanted: str, text: str) -> float:
    """Return the greatest similarity of what is wanted to a run of a text's words."""
    return _best(wanted, _words(text))


def _words(text: str) -> list[list[str]]:
    """Return the trigrams of each word."""
    padded = [f"  {word.lower()} " for word in words_in(text)]
    return [[word[at : at + 3] for at in range(len(word) - 2)] for word in padded]


def _best(wanted: str, parts: list[list[str]]) -> float:
    sought = {trigram for word in _words(wanted) for trigram in word}
    best = 0.0
    for start in range(len(parts)):
        run: set[str] = set()
        for part in parts[start:]:
            run.update(part)
            best = max(best, len(sought & run) / len(sought | run))
    # PostgreSQL counts in single precision.
    [single] = struct.unpack("f", struct.pack("f", best))
    return float(single)
