"""The words of a text, for every search and every index."""

import re

from cms.text.unicode_forms import normalize

# Invisible characters: the soft hyphen, zero-width spaces and joiners.
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
# Letters and digits: nothing that a database's own query language reads as an operator, and
# nothing that a database's parser takes for a part of a number, a path or a host.
_WORD = re.compile(r"[^\W_]+")


def words_in(text: str) -> list[str]:
    """Return the words of a text, in composed letters; any sign that one sees ends a word.

    "m²" is the word "m2", as people type it.
    """
    return _WORD.findall(normalize("NFKC", text.translate(_INVISIBLE)))
