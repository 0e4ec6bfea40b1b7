"""Spaces and line breaks that tools add around a translation, or lose."""

import re

from cms.translation.exchange.rich_text import Parts, merged, text_of
from cms.translation.exchange.strings import String

ENDS = "\r\n"
# Blanks with a break among them; a no-break space belongs to the text. No search begins inside
# of such a row, so that the time is linear.
_BREAK = r"\r\n\t\x0b\x0c\x85\u2028\u2029"
BREAKS = re.compile(rf"(?<![ {_BREAK}]) *+[{_BREAK}][ {_BREAK}]*+")


def fitted(parts: Parts, string: String) -> Parts:
    """Return a translation on one line where its place has one line, else between the same ends.

    A text begins and ends with a line break if its source does: gettext asks for that, too. In rich
    text a line break is a space.
    """
    if string.is_single_line:
        return merged([BREAKS.sub(" ", text_of(parts)).strip(" ")])
    if string.is_rich:
        return parts
    source = text_of(string.source)
    before = source[: len(source) - len(source.lstrip(ENDS))]
    after = source[len(source.rstrip(ENDS)) :]
    return merged([before, text_of(parts).strip(ENDS), after])
