"""The facets of a search: each filter value with its label and its number of sheets.

`facet_counts` counts by key; this module turns keys into values and labels.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, TextChoices

from cms.text.collation import sort_key
from networks.models import Network
from structures.directory.facet_counts import CRITERIA, Counts, FacetCounts
from structures.directory.labels import label_of
from structures.directory.search import Directory
from structures.directory.vocabulary import FilterValue
from structures.enums import Audience, OfferType, StructureFamily
from structures.models import Commune, Sector, SectorGroup, StructureKind

# The maximum number of values for one facet; the most frequent ones remain.
MOST = 500


@dataclass(frozen=True)
class FacetCount:
    """A filter value, its label, and the number of sheets with it."""

    value: str
    label: str
    count: int


def facets_of(
    directory: Directory, facet_counts: FacetCounts, names: Iterable[str]
) -> dict[str, list[FacetCount]]:
    """Return the named facets, the most frequent value first.

    A value that a criterion selects is included even if its count is zero.
    """
    labeller = _Labeller(directory, facet_counts.facets)
    return {name: labeller.counts(name) for name in names}


class _Labeller:
    """Turns the keys of facet counts into filter values and labels."""

    def __init__(self, directory: Directory, counts: dict[str, Counts]) -> None:
        self._directory = directory
        self._counts = counts
        self._communes: dict[int, tuple[FilterValue, FilterValue]] | None = None

    def counts(self, name: str) -> list[FacetCount]:
        """Return the labelled counts of one facet."""
        totals: Counter[FilterValue] = Counter()
        term_of = self._term_lookup(name)
        for key, count in self._counts[name].items():
            if (term := term_of(key)) is not None:
                totals[term] += count
        for term in self._selected_terms(name):
            totals[term] += 0
        counts = [FacetCount(term.value, term.label, count) for term, count in totals.items()]
        return sorted(counts, key=lambda one: (-one.count, sort_key(one.label), one.value))[:MOST]

    def _term_lookup(self, name: str) -> Callable[[Any], FilterValue | None]:
        """Return the function from a key to its term, or to None if its row is hidden."""
        vocabulary = self._directory.vocabulary
        if name == "families":
            kinds = vocabulary.by_id(StructureKind)
            return lambda key: self._family(kinds.get(key))
        if name == "kinds":
            kinds = vocabulary.by_id(StructureKind)
            return lambda key: _without_parent(kinds.get(key))
        if name in ROWS:
            rows = {term.value: term for term in vocabulary.by_id(ROWS[name]).values()}
            return lambda key: _without_parent(rows.get(key))
        if name in CODES:
            codes = CODES[name]
            return lambda key: self._coded(codes(key))
        place = ("communes", "epcis").index(name)
        return lambda key: terms[place] if (terms := self._places().get(key)) else None

    def _selected_terms(self, name: str) -> Iterable[FilterValue]:
        """Return the visible terms that the criteria select."""
        values = set(self._directory.criteria.values(CRITERIA[name]))
        vocabulary = self._directory.vocabulary
        if name in ROWS:
            terms = vocabulary.by_id(ROWS[name]).values()
            return {FilterValue(term.value, term.label) for term in terms if term.value in values}
        if name in CODES:
            return [self._coded(CODES[name](value)) for value in values]
        place = ("communes", "epcis").index(name)
        places = {codes[place] for codes in self._places().values()}
        return [term for term in places if term.value in values]

    def _family(self, kind: FilterValue | None) -> FilterValue | None:
        return None if kind is None else self._coded(StructureFamily(kind.parent))

    def _coded(self, choice: TextChoices) -> FilterValue:
        """Return the term of a code; its value is the name in the filter's GraphQL enum."""
        return FilterValue(choice.name, label_of(choice, self._directory.language))

    def _places(self) -> dict[int, tuple[FilterValue, FilterValue]]:
        """Return the counted and selected communes, each with its EPCI; one query."""
        if self._communes is None:
            criteria = self._directory.criteria
            keys = {*self._counts.get("communes", ()), *self._counts.get("epcis", ())}
            rule = Q(pk__in=keys) | Q(code_insee__in=criteria.commune)
            rule |= Q(epci__code__in=criteria.epci)
            columns = ("pk", "code_insee", "name", "epci__code", "epci__name")
            rows = Commune.objects.filter(rule).order_by().values_list(*columns)
            self._communes = {
                pk: (FilterValue(code, name), FilterValue(epci_code, epci_name))
                for pk, code, name, epci_code, epci_name in rows
            }
        return self._communes


ROWS: dict[str, type[Model]] = {
    "kinds": StructureKind,
    "networks": Network,
    "sectors": Sector,
    "sector_groups": SectorGroup,
}
CODES: dict[str, Any] = {
    "families": StructureFamily,
    "audiences": Audience,
    "offer_types": OfferType,
}


def _without_parent(term: FilterValue | None) -> FilterValue | None:
    """Return the term without its parent, so that equal values are counted together."""
    return None if term is None else FilterValue(term.value, term.label)
