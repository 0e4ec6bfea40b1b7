"""Counts the matching sheets, in total and by facet value, by intersecting sets of sheets.

Each facet applies all criteria except its own. Text search and address distances come from the
database, as ids of sheets and activities; everything else comes from the facet index.
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

# The criterion that each facet ignores.
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
    """The number of matching sheets, in total and by facet value.

    Keys are ids for kinds and communes, codes for enumerations, and slugs for networks and sectors.
    """

    total: int = 0
    facets: dict[str, Counts] = field(default_factory=dict)


def count_facets(directory: Directory, facets: Iterable[str]) -> FacetCounts:
    """Return the total and the counts of the given facets.

    Runs no query besides those of the facet index, the text search and the location.
    """
    names = list(facets)
    directory.track_facets(CRITERIA[facet] for facet in names)
    sets = _MatchingSets(directory)
    return FacetCounts(sets.matching().bit_count(), {facet: sets.counts(facet) for facet in names})


class _MatchingSets:
    """The sets of sheets that match the search, or all of it except one criterion."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._facet_index = directory.facet_index()
        self._vocabulary = directory.vocabulary
        self._sheets = self._of_sheets(directory.criteria)
        self._activities = self._of_activities(directory.criteria)

    def matching(self, without: str | None = None) -> Bits:
        """Return the sheets that match, ignoring one criterion."""
        return self._matching_sheets(without) & self._with_activity(without)

    def counts(self, facet: str) -> Counts:
        """Return the number of matching sheets for each value of a facet."""
        criterion = CRITERIA[facet]
        if facet in ("kinds", "families"):
            return _count(self._facet_index.kinds, self.matching(criterion))
        if facet in ("communes", "epcis"):
            return _count(self._facet_index.communes, self.matching(criterion))
        if facet == "networks":
            sets_by_slug = self._by_value(Network, self._facet_index.networks)
            members = {slug: union(sets) for slug, sets in sets_by_slug.items()}
            return _count(members, self.matching(criterion))
        sheets = self._matching_sheets(criterion)
        activities = self._matching_activities(criterion)
        values = self._values_of_activities(facet).items()
        return _count(
            {value: sheets_with(both(slots, activities)) for value, slots in values}, sheets
        )

    # --- Matching sheets and activities ------------------------------------------------------

    def _matching_sheets(self, without: str | None) -> Bits:
        """Return the sheets that meet the criteria on sheets, ignoring one criterion."""
        others = [bits for name, bits in self._sheets.items() if name != without]
        return reduce(and_, others, self._candidates)

    def _with_activity(self, without: str | None) -> Bits:
        """Return the sheets with a matching activity, or all where none is required."""
        if self._directory.coverage is Coverage.LOCATED and not self._activities:
            return self._facet_index.all
        sheets = sheets_with(self._matching_activities(without))
        # Without criteria on activities, a near address is enough.
        return sheets if self._activities else sheets | self._located

    def _matching_activities(self, without: str | None) -> Slots:
        """Return the activities that meet the criteria on activities, ignoring one criterion."""
        slots = all_of(slots for name, slots in self._activities.items() if name != without)
        if slots is None:
            slots = self._facet_index.activities
        if self._directory.coverage is Coverage.SERVES:
            return both(slots, self._serving)
        if self._directory.coverage is Coverage.EITHER:
            located = [bits & self._located for bits in slots]
            return any_of([both(slots, self._serving), located])
        return slots

    @cached_property
    def _candidates(self) -> Bits:
        """Return the sheets that match the text search and the distance of the address."""
        sheets = self._facet_index.all
        if (rows := self._directory.text_matches()) is not None:
            sheets = self._facet_index.sheets(rows.values_list("pk", flat=True))
        near = self._directory.near
        if near is not None and near.coverage is Coverage.LOCATED:
            sheets &= self._facet_index.located(near)
        return sheets

    @cached_property
    def _located(self) -> Bits:
        """Return the sheets with a near address, if coverage is EITHER; else the empty set."""
        near = self._directory.near
        if near is None or near.coverage is not Coverage.EITHER:
            return 0
        return self._facet_index.located(near)

    @cached_property
    def _serving(self) -> Slots:
        """Return the activities that serve the place."""
        near, facet_index = self._directory.near, self._facet_index
        assert near is not None, "a coverage requires a location"
        sets = [facet_index.reaching(near)]
        if near.commune is not None:
            for area in (ServiceArea.COMMUNES, ServiceArea.EPCI):
                naming = facet_index.slots(self._directory.activities_naming(area))
                sets.append(both(naming, facet_index.areas[area]))
            department = department_of(near.commune.code_insee)
            sets.append(facet_index.departments.get(department, []))
        return any_of(sets)

    # --- Criteria ----------------------------------------------------------------------------

    def _of_sheets(self, criteria: Criteria) -> dict[str, Bits]:
        """Return the sheets that meet each criterion on sheets."""
        facet_index = self._facet_index
        sets: dict[str, Bits] = {}
        if codes := set(criteria.kind):
            kinds = self._vocabulary.keys(StructureKind, lambda kind: kind.value in codes)
            sets["kind"] = _union(facet_index.kinds, kinds)
        if families := set(criteria.family):
            kinds = self._vocabulary.keys(StructureKind, lambda kind: kind.parent in families)
            sets["family"] = _union(facet_index.kinds, kinds)
        if slugs := set(criteria.network):
            networks = self._vocabulary.keys(Network, lambda network: network.value in slugs)
            sets["network"] = _union(facet_index.networks, networks)
        for place, name in enumerate(("commune", "epci")):
            if wanted := set(criteria.values(name)):
                communes = [
                    pk for pk, codes in facet_index.places.items() if codes[place] in wanted
                ]
                sets[name] = _union(facet_index.communes, communes)
        if criteria.has_current_convention is not None:
            current = facet_index.under_convention
            sets["convention"] = (
                current if criteria.has_current_convention else facet_index.all & ~current
            )
        if criteria.excluded is not None and criteria.excluded.is_set:
            sets["excluded"] = facet_index.all & ~self._all_of(criteria.excluded)
        return sets

    def _of_activities(self, criteria: Criteria) -> dict[str, Slots]:
        """Return the activities that meet each criterion on activities."""
        facet_index = self._facet_index
        sets: dict[str, Slots] = {}
        for name in ("offer_type", "audience"):
            if codes := criteria.values(name):
                sets[name] = any_of(facet_index.codes[code] for code in codes)
        if wanted := set(criteria.sector):
            sectors = self._vocabulary.keys(Sector, lambda sector: sector.value in wanted)
            sets["sector"] = any_of(facet_index.sectors.get(pk, []) for pk in sectors)
        if groups := set(criteria.sector_group):
            sectors = self._vocabulary.keys(Sector, lambda sector: sector.parent in groups)
            sets["sector_group"] = any_of(facet_index.sectors.get(pk, []) for pk in sectors)
        return sets

    def _all_of(self, criteria: Criteria) -> Bits:
        """Return the sheets that meet all criteria, regardless of the location."""
        sheets = reduce(and_, self._of_sheets(criteria).values(), self._facet_index.all)
        slots = all_of(self._of_activities(criteria).values())
        return sheets if slots is None else sheets & sheets_with(slots)

    # --- Values ------------------------------------------------------------------------------

    def _values_of_activities(self, facet: str) -> Mapping[Any, Slots]:
        """Return the activities of each value of a facet."""
        facet_index = self._facet_index
        if facet in CODES:
            return {code.value: facet_index.codes[code] for code in CODES[facet]}
        attribute = "value" if facet == "sectors" else "parent"
        sets_by_value = self._by_value(Sector, facet_index.sectors, attribute)
        return {value: any_of(sets) for value, sets in sets_by_value.items()}

    def _by_value(
        self, model: type[Model], sets: Mapping[int, Any], attribute: str = "value"
    ) -> Any:
        """Return the sets of a model's visible rows, grouped by an attribute of their term."""
        groups: dict[str, list[Any]] = {}
        for pk, term in self._vocabulary.by_id(model).items():
            value = getattr(term, attribute)
            if value and pk in sets:
                groups.setdefault(value, []).append(sets[pk])
        return groups


CODES: dict[str, Any] = {"offer_types": OfferType, "audiences": Audience}


def _count(sets: Mapping[Any, Bits], among: Bits) -> Counts:
    """Return the size of each set within `among`, without empty ones."""
    counts = {key: (bits & among).bit_count() for key, bits in sets.items()}
    return Counter({key: count for key, count in counts.items() if count})


def _union(sets: Mapping[int, Bits], keys: Collection[int]) -> Bits:
    return union(sets[key] for key in keys if key in sets)
