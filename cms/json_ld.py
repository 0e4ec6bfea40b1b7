"""JSON-LD as text that may stand in a page's script element."""

import json
from typing import Any

CONTEXT = "https://schema.org"
# What could end a script element or begin a comment in one, and what older JavaScript takes for the
# end of a line; a JSON text has them in strings alone, where an escape means the same.
ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def script_safe(data: dict[str, Any]) -> str:
    """Return data of schema.org as JSON-LD, without what a script element could trip over."""
    return json.dumps({"@context": CONTEXT} | data, ensure_ascii=False).translate(ESCAPES)


def without_empty(node: dict[str, Any]) -> dict[str, Any]:
    """Return a node without the properties that say nothing."""
    return {name: value for name, value in node.items() if value not in (None, "", [], {})}
