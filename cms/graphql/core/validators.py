"""Checks whether the database can store a text."""

import re
from typing import Any

# NUL and unpaired surrogates: JSON can express them as escapes, but no database stores them.
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def is_storable(text: str) -> bool:
    """Return whether the database can store the text."""
    return UNSTORABLE.search(text) is None


def inside(value: Any) -> list[Any]:
    """Return the keys and values of a JSON object, or the items of a list."""
    if isinstance(value, dict):
        return [*value.keys(), *value.values()]
    return value if isinstance(value, list) else []
