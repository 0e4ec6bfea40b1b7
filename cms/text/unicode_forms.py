"""Unicode normalisation whose time grows with the length of a text, whatever the text is."""

import re
import unicodedata
from typing import Literal

# No language puts more marks on one letter (Stream-Safe Text Format, UAX #15).
MOST_MARKS = 30
# Shorter texts are sorted at once, whatever they are.
_SHORT = 200


def _is_mark(character: str) -> bool:
    """Return whether all of what a character is decomposed into is sorted as marks are."""
    return all(map(unicodedata.combining, unicodedata.normalize("NFKD", character)))


# No character after these combines with another one.
_MARKS = "".join(filter(_is_mark, map(chr, range(0x300, 0x1F000))))
_TOO_MANY_MARKS = re.compile(f"[{re.escape(_MARKS)}]{{{MOST_MARKS + 1}}}")


def normalize(form: Literal["NFC", "NFKC", "NFKD"], text: str) -> str:
    """Return a text in a normal form; a long text with over 30 marks in a row as it is.

    `unicodedata.normalize` sorts a run of marks in quadratic time: 50,000 of them take seconds.
    """
    if text.isascii() or (len(text) > _SHORT and _TOO_MANY_MARKS.search(text)):
        return text
    return unicodedata.normalize(form, text)
