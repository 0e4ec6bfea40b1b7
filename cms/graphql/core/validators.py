"""Which texts a database can store."""

import re
from typing import Any

# NUL and halves of surrogate pairs, which JSON can write as escapes and no database stores.
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def is_storable(text: str) -> bool:
    """Return whether a database takes the text."""
    return UNSTORABLE.search(text) is None


def inside(value: Any) -> list[Any]:
    """Return the keys and values of an object of JSON, or the items of a list."""
    if isinstance(value, dict):
        return [*value.keys(), *value.values()]
    return value if isinstance(value, list) else []
