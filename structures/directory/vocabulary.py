"""The vocabulary: kinds, networks, sectors and sector groups, as visible in one language.

A sheet refers to a row in any language. Readers see its translation in their language or, for a row
of another language, in the next language of the fallback chain. A row without a visible translation
is neither a filter value nor a facet.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Case, Model, Q, Value, When

from cms.delivery.context import DeliveryContext
from networks.models import Network
from structures.models import Sector, SectorGroup, StructureKind

# The columns of a row's public value and of its label.
VALUE_AND_LABEL: dict[type[Model], tuple[str, str]] = {
    StructureKind: ("code", "name"),
    Network: ("slug", "name"),
    Sector: ("slug", "name"),
    SectorGroup: ("slug", "name"),
}
# The columns that a response depends on (the models' `listed_columns`).
LOOKED_AT = {
    StructureKind: ("code", "name", "family"),
    Network: ("slug", "name"),
    Sector: ("slug", "name", "group_id"),
    SectorGroup: ("slug", "name"),
}


class FilterValue(NamedTuple):
    """A filter value: the value, its label, and the value of its parent (family or group)."""

    value: str
    label: str
    parent: str = ""


class Vocabulary:
    """The vocabulary of one response; each model costs one query, at its first use."""

    def __init__(self, delivery: DeliveryContext, locale_id: int) -> None:
        self._delivery = delivery
        self._chain = delivery.locale_chain(locale_id)
        # By model and row id: the translation key, and the term, or None if the row is hidden.
        self._rows: dict[type[Model], dict[int, tuple[UUID, FilterValue | None]]] = {}

    def keys(self, model: type[Model], fits: Callable[[FilterValue], bool]) -> list[int]:
        """Return the ids of the rows, in any language, whose term passes the test."""
        rows = self._of(model).items()
        return [pk for pk, (_key, term) in rows if term is not None and fits(term)]

    def by_id(self, model: type[Model]) -> dict[int, FilterValue]:
        """Return the visible terms by row id, for rows in any language."""
        return {pk: term for pk, (_key, term) in self._of(model).items() if term is not None}

    def _of(self, model: type[Model]) -> dict[int, tuple[UUID, FilterValue | None]]:
        if model not in self._rows:
            self._rows[model] = self._read(model)
        return self._rows[model]

    def _read(self, model: type[Model]) -> dict[int, tuple[UUID, FilterValue | None]]:
        self._delivery.tracker.members(model, LOOKED_AT[model])
        is_visible = self._delivery.visibility.snippets(model) & Q(locale__in=self._chain)
        columns = [*VALUE_AND_LABEL[model], *self._parent_column(model)]
        queryset = (
            model._default_manager.order_by()
            .annotate(is_visible=Case(When(is_visible, then=Value(True)), default=Value(False)))
            .values_list("pk", "translation_key", "locale_id", "is_visible", *columns)
        )
        rows = list(queryset)
        translations: dict[UUID, list[tuple[int, FilterValue]]] = defaultdict(list)
        for _pk, key, locale_id, visible, *texts in rows:
            if visible:
                term = self._term(model, *texts)
                translations[key].append((self._chain.index(locale_id), term))
        best = {key: min(terms)[1] for key, terms in translations.items()}
        # A hidden row of the reader's own language has no fallback, as everywhere in the API.
        hidden = {
            pk
            for pk, _key, locale_id, visible, *_rest in rows
            if locale_id == self._chain[0] and not visible
        }
        return {pk: (key, None if pk in hidden else best.get(key)) for pk, key, *_rest in rows}

    def _parent_column(self, model: type[Model]) -> list[str]:
        if model is StructureKind:
            return ["family"]
        return ["group_id"] if model is Sector else []

    def _term(self, model: type[Model], value: str, label: str, parent: Any = "") -> FilterValue:
        if model is Sector:
            group = self.by_id(SectorGroup).get(parent)
            parent = group.value if group is not None else ""
        return FilterValue(value, label, parent)
