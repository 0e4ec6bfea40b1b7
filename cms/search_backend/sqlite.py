"""The search of Wagtail on SQLite, whose index takes off accents but knows no ligature."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Model
from modelsearch.backends.database.sqlite.sqlite import SQLiteIndex, SQLiteSearchBackend

from cms.search_backend.words import WordSearch
from cms.text.letters import expand_ligatures
from cms.text.unicode_forms import normalize

TEXTS = ("title", "autocomplete", "body")


class _FoldingIndex(SQLiteIndex):
    """An index without ligatures, in composed letters."""

    def add_items(self, model: type[Model], objs: Sequence[Any]) -> None:
        """Index objects; what Wagtail has written is then folded where it must be."""
        super().add_items(model, objs)
        entries = self.entries.filter(object_id__in=[str(one.pk) for one in objs])
        for entry in entries.only("pk", *TEXTS):
            folded = {name: fold(getattr(entry, name)) for name in TEXTS}
            if any(folded[name] != getattr(entry, name) for name in TEXTS):
                self.entries.filter(pk=entry.pk).update(**folded)


class SQLiteBackend(WordSearch, SQLiteSearchBackend):
    """Wagtail's backend on SQLite, for the words of a text."""

    index_class = _FoldingIndex

    @staticmethod
    def fold(text: str) -> str:
        """Write a text as the index has it."""
        return fold(text)


def fold(text: str) -> str:
    """Write a text in composed letters, œ as oe."""
    return expand_ligatures(normalize("NFC", text))
