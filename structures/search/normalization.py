"""The words of a text, as the search compares them; the same on every database."""

from cms.text.letters import fold
from cms.text.unicode_forms import normalize
from cms.text.words import words_in

# What people and signs write short in the names of places.
SHORT = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}


def spelled(text: str) -> list[str]:
    """Return the words in lower case; apostrophes and hyphens part them."""
    return words_in(normalize("NFKC", text).lower())


def words_of(text: str) -> list[str]:
    """Return the same words, with "saint" for "St"."""
    return [SHORT.get(word, word) for word in spelled(text)]


def folded(text: str) -> str:
    """Return those words without accents, a space between them."""
    return fold(" ".join(words_of(text)))
