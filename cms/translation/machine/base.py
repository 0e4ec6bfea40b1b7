"""What every machine that translates has in common."""

from collections.abc import Sequence
from typing import Protocol


class MachineError(Exception):
    """Why there is no translation, told to people."""


class Machine(Protocol):
    """Something that translates."""

    is_on: bool

    def translate(self, texts: Sequence[str], source: str, target: str) -> list[str]:
        """Return as many pieces of HTML in the language `target`; raises MachineError.

        The languages are codes such as fr; a tag of a text should be in its translation, too.
        """
