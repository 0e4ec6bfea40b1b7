"""Counts all sheets that match, and those of each value of a facet, by meeting sets of sheets.

A facet counts under all criteria but its own. What the database alone can say (words, distances)
comes as the ids of sheets and activities; the rest is in the facet index.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, reduce
from operator import and_
from typing import Any

from django.db.models import Model

from networks.models import Network
from structures.directory.facet_index import (
    Bits,
    Slots,
    all_of,
    any_of,
    both,
    sheets_with,
    union,
)
from structures.directory.filters import Criteria
from structures.directory.proximity import Coverage
from structures.directory.search import Directory
from structures.enums import Audience, OfferType, ServiceArea
from structures.models import Sector, StructureKind
from structures.models.territory import department_of

# The criterion that each facet leaves out.
CRITERIA = {
    "kinds": "kind",
    "families": "family",
    "sector_groups": "sector_group",
    "sectors": "sector",
    "audiences": "audience",
    "offer_types": "offer_type",
    "networks": "network",
    "communes": "commune",
    "epcis": "epci",
}

Counts = Counter[Any]


@dataclass
class FacetCounts:
    """How many sheets match, and how many have each value of a facet, by the value's key.

    Keys are ids of kinds, in any language, and of communes; codes; what readers know the rest by.
    """

    total: int = 0
    facets: dict[str, Counts] = field(default_factory=dict)


def count_facets(directory: Directory, facets: Iterable[str]) -> FacetCounts:
    """Return the counts of all sheets and of the facets named.

    Costs no query beside those of the facet index, of words and of a place.
    """
    wanted = list(facets)
    directory.note_counted(CRITERIA[facet] for facet in wanted)
    found = _Found(directory)
    return FacetCounts(
        found.matching().bit_count(), {facet: found.counts(facet) for facet in wanted}
    )


class _Found:
    """The sheets that match a directory's question, or all of it but one criterion."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._facet_index = directory.facet_index()
        self._vocabulary = directory.vocabulary
        self._sheets = self._of_sheets(directory.criteria)
        self._activities = self._of_activities(directory.criteria)

    def matching(self, without: str | None = None) -> Bits:
        """Return the sheets that match, whatever they have of one criterion."""
        return self._met(without) & self._with_activity(without)

    def counts(self, facet: str) -> Counts:
        """Return how many of the sheets that match have each value of a facet."""
        criterion = CRITERIA[facet]
        if facet in ("kinds", "families"):
            return _counted(self._facet_index.kinds, self.matching(criterion))
        if facet in ("communes", "epcis"):
            return _counted(self._facet_index.communes, self.matching(criterion))
        if facet == "networks":
            words = self._by_word(Network, self._facet_index.networks)
            members = {word: union(sets) for word, sets in words.items()}
            return _counted(members, self.matching(criterion))
        met, fitting = self._met(criterion), self._fitting(criterion)
        values = self._values_of_activities(facet).items()
        return _counted({value: sheets_with(both(slots, fitting)) for value, slots in values}, met)

    # --- What sheets and activities must be --------------------------------------------------

    def _met(self, without: str | None) -> Bits:
        """Return the sheets that meet what is asked of sheets, but for one criterion."""
        others = [bits for name, bits in self._sheets.items() if name != without]
        return reduce(and_, others, self._narrowed)

    def _with_activity(self, without: str | None) -> Bits:
        """Return the sheets that have an activity as asked, or that need none."""
        if self._directory.coverage is Coverage.LOCATED and not self._activities:
            return self._facet_index.all
        found = sheets_with(self._fitting(without))
        # Where nothing is asked of activities an address that is near is enough.
        return found if self._activities else found | self._located

    def _fitting(self, without: str | None) -> Slots:
        """Return the activities that meet what is asked of activities, but for one criterion."""
        found = all_of(slots for name, slots in self._activities.items() if name != without)
        if found is None:
            found = self._facet_index.activities
        if self._directory.coverage is Coverage.SERVES:
            return both(found, self._serving)
        if self._directory.coverage is Coverage.EITHER:
            located = [bits & self._located for bits in found]
            return any_of([both(found, self._serving), located])
        return found

    @cached_property
    def _narrowed(self) -> Bits:
        """Return the sheets that words and the distance of an address leave."""
        found = self._facet_index.all
        if (rows := self._directory.found_by_words()) is not None:
            found = self._facet_index.sheets(rows.values_list("pk", flat=True))
        near = self._directory.near
        if near is not None and near.coverage is Coverage.LOCATED:
            found &= self._facet_index.located(near)
        return found

    @cached_property
    def _located(self) -> Bits:
        """Return the sheets that an address alone brings to a list that takes either."""
        near = self._directory.near
        if near is None or near.coverage is not Coverage.EITHER:
            return 0
        return self._facet_index.located(near)

    @cached_property
    def _serving(self) -> Slots:
        """Return the activities that serve the place."""
        near, facet_index = self._directory.near, self._facet_index
        assert near is not None, "a coverage is one of a place"
        found = [facet_index.reaching(near)]
        if near.commune is not None:
            for area in (ServiceArea.COMMUNES, ServiceArea.EPCI):
                naming = facet_index.slots(self._directory.naming(area))
                found.append(both(naming, facet_index.areas[area]))
            department = department_of(near.commune.code_insee)
            found.append(facet_index.departments.get(department, []))
        return any_of(found)

    # --- Criteria ----------------------------------------------------------------------------

    def _of_sheets(self, criteria: Criteria) -> dict[str, Bits]:
        """Return the sheets that meet each criterion on sheets."""
        facet_index, found = self._facet_index, {}
        if codes := set(criteria.kind):
            kinds = self._vocabulary.keys(StructureKind, lambda kind: kind.value in codes)
            found["kind"] = _union(facet_index.kinds, kinds)
        if families := set(criteria.family):
            kinds = self._vocabulary.keys(StructureKind, lambda kind: kind.above in families)
            found["family"] = _union(facet_index.kinds, kinds)
        if slugs := set(criteria.network):
            networks = self._vocabulary.keys(Network, lambda network: network.value in slugs)
            found["network"] = _union(facet_index.networks, networks)
        for place, name in enumerate(("commune", "epci")):
            if wanted := set(criteria.values(name)):
                communes = [
                    pk for pk, codes in facet_index.places.items() if codes[place] in wanted
                ]
                found[name] = _union(facet_index.communes, communes)
        if criteria.has_current_convention is not None:
            current = facet_index.under_convention
            found["convention"] = (
                current if criteria.has_current_convention else facet_index.all & ~current
            )
        if criteria.excluded is not None and criteria.excluded.asks:
            found["excluded"] = facet_index.all & ~self._all_of(criteria.excluded)
        return found

    def _of_activities(self, criteria: Criteria) -> dict[str, Slots]:
        """Return the activities that meet each criterion on activities."""
        facet_index, found = self._facet_index, {}
        for name in ("offer_type", "audience"):
            if codes := criteria.values(name):
                found[name] = any_of(facet_index.codes[code] for code in codes)
        if wanted := set(criteria.sector):
            sectors = self._vocabulary.keys(Sector, lambda sector: sector.value in wanted)
            found["sector"] = any_of(facet_index.sectors.get(pk, []) for pk in sectors)
        if groups := set(criteria.sector_group):
            sectors = self._vocabulary.keys(Sector, lambda sector: sector.above in groups)
            found["sector_group"] = any_of(facet_index.sectors.get(pk, []) for pk in sectors)
        return found

    def _all_of(self, criteria: Criteria) -> Bits:
        """Return the sheets that meet all criteria, wherever they are."""
        found = reduce(and_, self._of_sheets(criteria).values(), self._facet_index.all)
        fitting = all_of(self._of_activities(criteria).values())
        return found if fitting is None else found & sheets_with(fitting)

    # --- Values ------------------------------------------------------------------------------

    def _values_of_activities(self, facet: str) -> Mapping[Any, Slots]:
        """Return the activities of each value of a facet, by the value's key."""
        facet_index = self._facet_index
        if facet in CODES:
            return {code.value: facet_index.codes[code] for code in CODES[facet]}
        word_of = (lambda term: term.value) if facet == "sectors" else (lambda term: term.above)
        words = self._by_word(Sector, facet_index.sectors, word_of)
        return {word: any_of(sets) for word, sets in words.items()}

    def _by_word(self, model: type[Model], sets: Mapping[int, Any], word_of: Any = None) -> Any:
        """Return the sets of each word that readers see, by what they know it by."""
        found: dict[str, list[Any]] = {}
        for pk, term in self._vocabulary.by_id(model).items():
            word = word_of(term) if word_of else term.value
            if word and pk in sets:
                found.setdefault(word, []).append(sets[pk])
        return found


CODES: dict[str, Any] = {"offer_types": OfferType, "audiences": Audience}


def _counted(sets: Mapping[Any, Bits], among: Bits) -> Counts:
    """Return how many sheets of each set there are among some; not the sets without any."""
    counts = {key: (bits & among).bit_count() for key, bits in sets.items()}
    return Counter({key: count for key, count in counts.items() if count})


def _union(sets: Mapping[int, Bits], keys: Collection[int]) -> Bits:
    return union(sets[key] for key in keys if key in sets)
