"""How many sheets each value of each filter would give, under all the other filters.

`facet_counts` counts; here the values get their names.
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
from structures.directory.vocabulary import Term
from structures.enums import Audience, OfferType, StructureFamily
from structures.models import Commune, Sector, SectorGroup, StructureKind

# More values than these of one facet nobody looks through; the most frequent ones stay.
MOST = 500


@dataclass(frozen=True)
class FacetCount:
    """A value of a filter, what it is called, and how many sheets have it."""

    value: str
    label: str
    count: int


def facets_of(
    directory: Directory, facet_counts: FacetCounts, names: Iterable[str]
) -> dict[str, list[FacetCount]]:
    """Return the facets named of what is counted, the most frequent value first.

    A value that is asked for is there even when no sheet has it.
    """
    naming = _Naming(directory, facet_counts.facets)
    return {name: naming.named(name) for name in names}


class _Naming:
    """Turns keys of rows into the values and labels that readers know."""

    def __init__(self, directory: Directory, counts: dict[str, Counts]) -> None:
        self._directory = directory
        self._counts = counts
        self._communes: dict[int, tuple[Term, Term]] | None = None

    def named(self, name: str) -> list[FacetCount]:
        """Return the counts of one facet."""
        total: Counter[Term] = Counter()
        known = self._known(name)
        for key, count in self._counts[name].items():
            if (term := known(key)) is not None:
                total[term] += count
        for term in self._asked_for(name):
            total[term] += 0
        found = [FacetCount(term.value, term.label, count) for term, count in total.items()]
        return sorted(found, key=lambda one: (-one.count, sort_key(one.label), one.value))[:MOST]

    def _known(self, name: str) -> Callable[[Any], Term | None]:
        """Return what finds the word of a key; None where readers see no such row."""
        vocabulary = self._directory.vocabulary
        if name == "families":
            kinds = vocabulary.by_id(StructureKind)
            return lambda key: self._family(kinds.get(key))
        if name == "kinds":
            kinds = vocabulary.by_id(StructureKind)
            return lambda key: _plain(kinds.get(key))
        if name in ROWS:
            rows = {term.value: term for term in vocabulary.by_id(ROWS[name]).values()}
            return lambda key: _plain(rows.get(key))
        if name in CODES:
            codes = CODES[name]
            return lambda key: self._coded(codes(key))
        place = ("communes", "epcis").index(name)
        return lambda key: found[place] if (found := self._places().get(key)) else None

    def _asked_for(self, name: str) -> Iterable[Term]:
        """Return the words that the criteria name, as far as readers see them."""
        values = set(self._directory.criteria.values(CRITERIA[name]))
        vocabulary = self._directory.vocabulary
        if name in ROWS:
            words = vocabulary.by_id(ROWS[name]).values()
            return {Term(term.value, term.label) for term in words if term.value in values}
        if name in CODES:
            return [self._coded(CODES[name](value)) for value in values]
        place = ("communes", "epcis").index(name)
        places = {codes[place] for codes in self._places().values()}
        return [term for term in places if term.value in values]

    def _family(self, kind: Term | None) -> Term | None:
        return None if kind is None else self._coded(StructureFamily(kind.above))

    def _coded(self, choice: TextChoices) -> Term:
        """Return the word of a code: its value is the one of the filter's enumeration."""
        return Term(choice.name, label_of(choice, self._directory.language))

    def _places(self) -> dict[int, tuple[Term, Term]]:
        """Return the communes counted or asked for, each with its EPCI; one query."""
        if self._communes is None:
            criteria = self._directory.criteria
            keys = {*self._counts.get("communes", ()), *self._counts.get("epcis", ())}
            rule = Q(pk__in=keys) | Q(code_insee__in=criteria.commune)
            rule |= Q(epci__code__in=criteria.epci)
            columns = ("pk", "code_insee", "name", "epci__code", "epci__name")
            rows = Commune.objects.filter(rule).order_by().values_list(*columns)
            self._communes = {
                pk: (Term(code, name), Term(epci_code, epci_name))
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


def _plain(term: Term | None) -> Term | None:
    """Return the word without the one above, by which the same value could count twice."""
    return None if term is None else Term(term.value, term.label)
