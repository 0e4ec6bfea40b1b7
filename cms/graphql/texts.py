"""Which texts a database can store."""

import re

# NUL and halves of surrogate pairs, which JSON can write as escapes and no database stores.
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def is_storable(text: str) -> bool:
    """Return whether a database takes the text."""
    return UNSTORABLE.search(text) is None
