"""The words of the lists that describe structures, as readers of one language see them.

A sheet refers to a row in any language; readers see that row's version in theirs, or, of a row in
another language, in the next one of the chain, or nothing. What they do not see is no word to ask
by, and no facet.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Case, Model, Q, Value, When

from cms.delivery.context import DeliveryContext
from networks.models import Network
from structures.models import Sector, SectorGroup, StructureKind

# What readers know a row by, and what it is called.
WORDS: dict[type[Model], tuple[str, str]] = {
    StructureKind: ("code", "name"),
    Network: ("slug", "name"),
    Sector: ("slug", "name"),
    SectorGroup: ("slug", "name"),
}
# What is looked at of a row (the models' `listed_columns`).
LOOKED_AT = {
    StructureKind: ("code", "name", "family"),
    Network: ("slug", "name"),
    Sector: ("slug", "name", "group_id"),
    SectorGroup: ("slug", "name"),
}


class Term(NamedTuple):
    """A word: what to ask by, what it is called, and the word above (a family, a group)."""

    value: str
    label: str
    above: str = ""


class Vocabulary:
    """The words of one answer; each list costs one query, the first time that it is needed."""

    def __init__(self, delivery: DeliveryContext, locale_id: int) -> None:
        self._delivery = delivery
        self._chain = delivery.locale_chain(locale_id)
        # Of each row of a model: the key that its versions share, and the word, if any is seen.
        self._rows: dict[type[Model], dict[int, tuple[UUID, Term | None]]] = {}

    def keys(self, model: type[Model], fits: Callable[[Term], bool]) -> list[int]:
        """Return the ids of the rows, in any language, whose word fits."""
        rows = self._of(model).items()
        return [pk for pk, (_key, term) in rows if term is not None and fits(term)]

    def by_id(self, model: type[Model]) -> dict[int, Term]:
        """Return the words by the ids of the rows, in any language."""
        return {pk: term for pk, (_key, term) in self._of(model).items() if term is not None}

    def _of(self, model: type[Model]) -> dict[int, tuple[UUID, Term | None]]:
        if model not in self._rows:
            self._rows[model] = self._read(model)
        return self._rows[model]

    def _read(self, model: type[Model]) -> dict[int, tuple[UUID, Term | None]]:
        self._delivery.tracker.members(model, LOOKED_AT[model])
        shown = self._delivery.visibility.snippets(model) & Q(locale__in=self._chain)
        columns = [*WORDS[model], *self._column_above(model)]
        rows = (
            model._default_manager.order_by()
            .annotate(is_shown=Case(When(shown, then=Value(True)), default=Value(False)))
            .values_list("pk", "translation_key", "locale_id", "is_shown", *columns)
        )
        found = list(rows)
        versions: dict[UUID, list[tuple[int, Term]]] = defaultdict(list)
        for _pk, key, locale_id, is_shown, *texts in found:
            if is_shown:
                term = self._term(model, *texts)
                versions[key].append((self._chain.index(locale_id), term))
        best = {key: min(vocabulary)[1] for key, vocabulary in versions.items()}
        # As everywhere, a row of the readers' own language that is hidden has no stand-in.
        gone = {
            pk
            for pk, _key, locale_id, is_shown, *_rest in found
            if locale_id == self._chain[0] and not is_shown
        }
        return {pk: (key, None if pk in gone else best.get(key)) for pk, key, *_rest in found}

    def _column_above(self, model: type[Model]) -> list[str]:
        if model is StructureKind:
            return ["family"]
        return ["group_id"] if model is Sector else []

    def _term(self, model: type[Model], value: str, label: str, above: Any = "") -> Term:
        if model is Sector:
            group = self.by_id(SectorGroup).get(above)
            above = group.value if group is not None else ""
        return Term(value, label, above)
