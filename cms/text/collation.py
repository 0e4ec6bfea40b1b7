"""The order in which people see names: one collation, the same on every database.

PostgreSQL has it from ICU (`und-u-ka-shifted`): first the letters and digits, then the accents,
then capitals; apostrophes, hyphens and spaces do not count. `sort_key` follows the same rules for
SQLite, and for what Python sorts. Texts that are still alike are ordered by their characters, so
that the order is total and only equal texts are equal.
"""

import unicodedata
from functools import lru_cache
from typing import Any

COLLATION = "cms_names"
ICU_LOCALE = "und-u-ka-shifted"

SortKey = tuple[tuple[tuple[int, int], ...], tuple[int, ...], tuple[int, ...], str]

# Secondary weights: of a letter as it is, of marks in the order of the Unicode Collation Algorithm,
# and of a ligature.
PLAIN = 1
MARKS = {
    mark: weight
    for weight, mark in enumerate(
        "\u0301\u0300\u0306\u0302\u030c\u030a\u0308\u030b\u0303\u0307\u0338\u0327\u0328\u0304", 2
    )
}
OTHER_MARK = 100
LIGATURE = 200
# Tertiary weights: a small letter, a variant of it, a capital, a variant of that.
SMALL, VARIANT, CAPITAL, CAPITAL_VARIANT = 1, 2, 3, 4
# Primary weights begin with what a character is.
SYMBOL, DIGIT, LETTER = 0, 1, 2
LIGATURES = {"œ": ("o", "e"), "æ": ("a", "e"), "ß": ("s", "s")}
STROKES = {"ø": "o", "ł": "l", "đ": "d", "ħ": "h"}


@lru_cache(maxsize=20_000)
def sort_key(text: str) -> SortKey:
    """Return the key of a text; keys of two texts compare as the texts do in the collation."""
    primary: list[tuple[int, int]] = []
    secondary: list[int] = []
    tertiary: list[int] = []

    def add(weight: tuple[int, int], case: int) -> None:
        primary.append(weight)
        secondary.append(PLAIN)
        tertiary.append(case)

    for char in unicodedata.normalize("NFD", text):
        lower = char.lower()
        is_capital = lower != char
        if unicodedata.combining(char):
            secondary.append(MARKS.get(char, OTHER_MARK))
            tertiary.append(SMALL)
        elif lower in LIGATURES:
            case = CAPITAL_VARIANT if is_capital else VARIANT
            first, second = LIGATURES[lower]
            add((LETTER, ord(first)), case)
            secondary.append(LIGATURE)
            tertiary.append(case)
            add((LETTER, ord(second)), case)
        elif lower in STROKES:
            add((LETTER, ord(STROKES[lower])), CAPITAL if is_capital else SMALL)
            secondary.append(MARKS["\u0338"])
            tertiary.append(SMALL)
        else:
            plain = unicodedata.normalize("NFKD", char)
            is_variant = plain != char
            for part in plain:
                if (weight := _primary(part)) is not None:
                    small = part.lower() == part
                    case = VARIANT if is_variant else SMALL
                    add(weight, case if small else case + 2)
    return tuple(primary), tuple(secondary), tuple(tertiary), text


def _primary(char: str) -> tuple[int, int] | None:
    """Return the primary weight of a character; None for one that does not count."""
    category = unicodedata.category(char)
    if category[0] in "PZC" or category == "Mn":
        return None
    if category == "Nd":
        return DIGIT, unicodedata.digit(char)
    if category[0] == "S":
        return SYMBOL, ord(char)
    return LETTER, ord(char.lower()[0])


def compare_names(one: str, other: str) -> int:
    """Return -1, 0 or 1, as SQLite asks of a collation."""
    if one == other:
        return 0
    return -1 if sort_key(one) < sort_key(other) else 1


def register_collation(connection: Any, **kwargs: Any) -> None:
    """Give a new connection to SQLite the collation."""
    if connection.vendor == "sqlite":
        connection.connection.create_collation(COLLATION, compare_names)
