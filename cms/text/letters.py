"""Letters that stand for others: what no decomposition of Unicode takes apart."""

# In lower case and in capitals; `ß` has had a capital of its own since 2017.
LIGATURES = str.maketrans(
    {
        "œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l",
        "Œ": "OE", "Æ": "AE", "ẞ": "SS", "Ø": "O", "Ł": "L",
    }
)  # fmt: skip


def expand_ligatures(text: str) -> str:
    """Write each ligature with the letters that it stands for."""
    return text.translate(LIGATURES)
