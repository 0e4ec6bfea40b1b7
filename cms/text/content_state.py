"""The JSON that the rich text editor sends (Draft.js calls it a content state)."""

import json


def without_halves(text: str) -> str:
    """Return JSON in which a replacement stands for each half of a pair of surrogates.

    JSON can name half a character, which no page and no database can hold.
    """
    if "\\ud" not in text.lower():
        return text
    unescaped = json.dumps(json.loads(text), ensure_ascii=False)
    return unescaped.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def editor_text(value: str) -> str:
    """Return a form's text; of what the rich text editor sends, the words alone."""
    try:
        return "\n".join(block["text"] for block in json.loads(without_halves(value))["blocks"])
    # Another field's, or nested too deeply for a document.
    except (ValueError, TypeError, KeyError, RecursionError):
        return value
