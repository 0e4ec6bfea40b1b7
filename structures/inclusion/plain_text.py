"""Converts texts of a source to plain text, without markup or unstorable characters."""

import re
from html import unescape

from bs4 import BeautifulSoup

# Control characters except tab and line ends, lone surrogates, and bidirectional controls.
UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
DROPPED_WITH_CONTENT = ("script", "style", "template", "noscript", "iframe", "object")
BLOCKS = ("p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote")
# Longer than any text of the standard; bounds the time for parsing markup.
MAX_LENGTH = 30_000
# Markup that is escaped more often than this is malicious: its characters are removed.
MAX_LAYERS = 4
TAG = re.compile(r"<(?=[A-Za-z/!?])")


def plain_lines(text: str) -> str:
    """Return the text without markup, with single spaces and at most one empty line in a row.

    The function is idempotent.
    """
    text = UNWANTED.sub("", text[:MAX_LENGTH])
    for _layer in range(MAX_LAYERS):
        cleaned = UNWANTED.sub("", _without_markup(text))
        if cleaned == text:
            break
        text = cleaned
    else:
        text = TAG.sub("", text).replace("&", "")
    lines = [" ".join(line.split()) for line in text.splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def plain_line(text: str) -> str:
    """Return the text without markup, on one line."""
    return " ".join(plain_lines(text).split())


def _without_markup(text: str) -> str:
    if TAG.search(text) is None:
        return unescape(text)
    soup = BeautifulSoup(text, "html.parser")
    for element in soup(DROPPED_WITH_CONTENT):
        element.decompose()
    for element in soup("br"):
        element.replace_with("\n")
    for element in soup(BLOCKS):
        element.append("\n")
    return soup.get_text()
