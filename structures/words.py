"""The words of a text, as the search compares them; the same on every database."""

import re
import unicodedata

from cms.text.letters import expand_ligatures
from cms.text.unicode_forms import normalize

WORD = re.compile(r"[^\W_]+")
# What people and signs write short in the names of places.
SHORT = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}


def spelled(text: str) -> list[str]:
    """Return the words in lower case; apostrophes and hyphens part them."""
    return WORD.findall(normalize("NFKC", text).lower())


def words_of(text: str) -> list[str]:
    """Return the same words, with "saint" for "St"."""
    return [SHORT.get(word, word) for word in spelled(text)]


def fold(text: str) -> str:
    """Return a text in lower case without its accents."""
    parts = normalize("NFKD", expand_ligatures(text))
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


def unaccented(text: str) -> str:
    """Return a folded text as PostgreSQL's unaccent has it: with straight apostrophes."""
    return fold(text.lower()).replace("’", "'")


def folded(text: str) -> str:
    """Return those words without accents, a space between them."""
    return fold(" ".join(words_of(text)))
