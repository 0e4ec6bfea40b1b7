"""What an answer of the endpoint says."""

from typing import Any


def codes(answer: dict[str, Any]) -> list[str]:
    """Return the codes of an answer's errors, in their order."""
    return [error["extensions"]["code"] for error in answer.get("errors", [])]
