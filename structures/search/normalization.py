"""Splits and normalizes texts for the search, in the same way for both databases."""

from cms.text.letters import fold
from cms.text.unicode_forms import normalize
from cms.text.words import words_in

# Common abbreviations in place names.
SHORT = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}


def spelled(text: str) -> list[str]:
    """Return the words in lower case, split at apostrophes and hyphens."""
    return words_in(normalize("NFKC", text).lower())


def normalized_words(text: str) -> list[str]:
    """Return the words in lower case, with "saint" for "St"."""
    return [SHORT.get(word, word) for word in spelled(text)]


def folded(text: str) -> str:
    """Return the words in lower case, without accents, separated by spaces."""
    return fold(" ".join(normalized_words(text)))
