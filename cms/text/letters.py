"""Texts without accents and ligatures, for comparisons and searches."""

import unicodedata
from typing import Any

from cms.text.unicode_forms import normalize

# What no decomposition of Unicode takes apart, in lower case and in capitals; `ß` has had a capital
# of its own since 2017.
LIGATURES = str.maketrans(
    {
        "œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l",
        "Œ": "OE", "Æ": "AE", "ẞ": "SS", "Ø": "O", "Ł": "L",
    }
)  # fmt: skip


def expand_ligatures(text: str) -> str:
    """Write each ligature with the letters that it stands for."""
    return text.translate(LIGATURES)


def fold(text: str) -> str:
    """Return a text without its accents and ligatures."""
    parts = normalize("NFKD", expand_ligatures(text))
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


def unaccented(text: str) -> str:
    """Return a folded text in lower case as PostgreSQL's unaccent has it: straight apostrophes."""
    return fold(text.lower()).replace("’", "'")


def register_unaccent(connection: Any, **kwargs: Any) -> None:
    """Give a new connection to SQLite the function that PostgreSQL has as an extension."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("unaccent", 1, unaccented, deterministic=True)
