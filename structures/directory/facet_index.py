"""Which sheets have each value of each filter: what the directory counts its facets from.

As search engines do, it keeps for each value the set of its sheets: a whole number with a bit for
each sheet, so that a set of 50,000 is 6 kilobytes and two of them are met in a microsecond. What
must hold of one and the same activity needs sets of activities: there is a number for the first
activity of every sheet, one for the second, and so on (`Slots`). A process keeps the facet index of
each site and language until something that they are made of changes.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate, zip_longest
from operator import or_
from typing import Any

from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce
from wagtail.models import Locale

from cms.delivery.context import DeliveryContext
from cms.delivery.dependencies import DependencyTracker
from cms.delivery.value_cache import ValueCache
from structures.directory.days import next_midnight
from structures.directory.proximity import Near, Point, point_of
from structures.directory.sheets import visible_sheets
from structures.enums import ServiceArea
from structures.models import Commune, Epci, StructureActivity, StructurePage
from structures.models.activity import AUDIENCE_FIELDS, OFFER_FIELDS
from structures.models.territory import department_of

# A set of sheets: the bit of each one that is in it is 1.
Bits = int
# Sets of the sheets whose first, second … activity is in it; without the empty ones at the end.
Slots = list[Bits]
CODES: dict[Any, str] = {**OFFER_FIELDS, **AUDIENCE_FIELDS}
# What is read of an activity in one number: a bit for each kind of area served, and for each code.
AREAS = {ServiceArea.DEPARTMENT: 1, ServiceArea.COMMUNES: 2, ServiceArea.EPCI: 4}
FLAGS = {code: 8 << place for place, code in enumerate(CODES)}
# Sites and languages whose facet indexes a process caches.
MOST_INDEXES = 8
NOWHERE = (float("nan"),) * 3


@dataclass(frozen=True, slots=True)
class FacetIndex:
    """The visible sheets of a language: all of them, and those of each value, by its row's id."""

    position: Mapping[int, int]
    all: Bits
    kinds: Mapping[int, Bits]
    networks: Mapping[int, Bits]
    communes: Mapping[int, Bits]
    # The INSEE code and the SIREN of the EPCI of each commune with a sheet.
    places: Mapping[int, tuple[str, str]]
    under_convention: Bits
    activities: Slots
    sectors: Mapping[int, Slots]
    codes: Mapping[Any, Slots]
    # Activities that serve the whole of a department, by its code.
    departments: Mapping[str, Slots]
    # Activities that serve what they name, by the kind of area.
    areas: Mapping[ServiceArea, Slots]
    activity_ids: "array[int]"
    activity_sheets: "array[int]"
    activity_slots: "array[int]"
    # Where each sheet is, or its commune: the three coordinates of its `Point`.
    points: tuple["array[float]", "array[float]", "array[float]"]
    # Activities that serve a radius, by its kilometres.
    radii: Mapping[int, Slots]

    def sheets(self, pks: Iterable[int]) -> Bits:
        """Return the set of some sheets, by their ids; others are left out."""
        position = self.position
        return _Bitmap.of(len(position), (position[pk] for pk in pks if pk in position))

    def located(self, near: Near) -> Bits:
        """Return the sheets whose address is near enough."""
        return self._within(near, [near.metres])[0]

    def reaching(self, near: Near) -> Slots:
        """Return the activities of which the radius has the place in it."""
        radii = sorted(self.radii)
        sheets = self._within(near, [kilometres * 1_000 for kilometres in radii])
        return any_of(
            [bits & away for bits in self.radii[kilometres]]
            for kilometres, away in zip(radii, sheets, strict=True)
        )

    def _within(self, near: Near, distances: Sequence[int]) -> list[Bits]:
        """Return the sheets that are at most so many metres away, for each distance, ascending."""
        limits = [near.limit(metres) for metres in distances]
        farthest = max(limits, default=0)
        rings = [_Bitmap(len(self.position)) for _limit in limits]
        a, b, c = near.point
        for place, (x, y, z) in enumerate(zip(*self.points, strict=True)):
            east, north, up = x - a, y - b, z - c
            away = east * east + north * north + up * up
            if away < farthest:
                rings[bisect_right(limits, away)].add(place)
        return list(accumulate((ring.bits() for ring in rings), or_))

    def slots(self, pks: Iterable[int]) -> Slots:
        """Return the sets of some activities, by their ids; others are left out."""
        found = self._no_slots()
        for pk in pks:
            at = bisect_left(self.activity_ids, pk)
            if at < len(self.activity_ids) and self.activity_ids[at] == pk:
                found[self.activity_slots[at]].add(self.activity_sheets[at])
        return _listed(found)

    def _no_slots(self) -> "defaultdict[int, _Bitmap]":
        return defaultdict(lambda: _Bitmap(len(self.position)))


_indexes: ValueCache[FacetIndex] = ValueCache(MOST_INDEXES)


def facet_index_of(delivery: DeliveryContext, locale: Locale, today: date) -> FacetIndex:
    """Return the facet index of a site's language; three queries where none is cached."""
    key = (delivery.site and delivery.site.pk, locale.pk, today)
    return _indexes.get(
        key, delivery.published_state, lambda tracker: _read(delivery, locale, today, tracker)
    )


def forget() -> None:
    """Forget the facet index of this process."""
    _indexes.clear()


class _Bitmap:
    """A set of sheets that is being made."""

    __slots__ = ("_bytes",)

    def __init__(self, sheets: int) -> None:
        self._bytes = bytearray((sheets >> 3) + 1)

    @classmethod
    def of(cls, sheets: int, positions: Iterable[int]) -> Bits:
        """Return the set of these positions among so many sheets."""
        found = cls(sheets)
        for position in positions:
            found.add(position)
        return found.bits()

    def add(self, position: int) -> None:
        self._bytes[position >> 3] |= 1 << (position & 7)

    def bits(self) -> Bits:
        return int.from_bytes(self._bytes, "little")


def _read(
    delivery: DeliveryContext, locale: Locale, today: date, tracker: DependencyTracker
) -> FacetIndex:
    _note(locale, tracker)
    is_current = Q(convention_ends_on__gte=today) & (
        Q(convention_starts_on__isnull=True) | Q(convention_starts_on__lte=today)
    )
    rows = visible_sheets(delivery, locale.pk).values_list(
        "pk", "kind_id", "commune_id", "commune__code_insee", "commune__epci__code",
        Case(When(is_current, then=Value(True)), default=Value(False)),
        Coalesce("latitude", "commune__latitude"), Coalesce("longitude", "commune__longitude"),
    )  # fmt: skip
    sheets = list(rows)
    position = {row[0]: place for place, row in enumerate(sheets)}
    size = len(sheets)
    places = {commune: (code, epci) for _pk, _kind, commune, code, epci, *_rest in sheets}
    members = StructurePage.networks.through.objects.filter(structurepage__locale=locale.pk)
    networks = members.values_list("network_id", "structurepage_id").order_by()
    activities = _Activities(size)
    of_sheet = [department_of(row[3]) if row[3] else "" for row in sheets]
    for pk, sheet, sector, radius, flags in _activity_rows(locale):
        place = position.get(sheet)
        if place is not None:
            activities.add(pk, place, sector, radius, flags, of_sheet[place])
    return FacetIndex(
        position=position,
        all=(1 << size) - 1,
        kinds=_by_value(size, ((row[1], place) for place, row in enumerate(sheets))),
        communes=_by_value(size, ((row[2], place) for place, row in enumerate(sheets))),
        networks=_by_value(
            size, ((network, position[pk]) for network, pk in networks if pk in position)
        ),
        places=places,
        under_convention=_Bitmap.of(size, (place for place, row in enumerate(sheets) if row[5])),
        activities=activities.all(),
        sectors=activities.by_sector(),
        codes=activities.flagged(FLAGS),
        departments=activities.by_department(),
        areas=activities.flagged(AREAS),
        activity_ids=activities.ids,
        activity_sheets=activities.sheets,
        activity_slots=activities.slots,
        points=_points((row[6], row[7]) for row in sheets),
        radii=activities.by_radius(),
    )


def _note(locale: Locale, tracker: DependencyTracker) -> None:
    tracker.pages([locale.pk], [StructurePage])
    tracker.columns(
        StructurePage,
        (
            "kind_id", "commune_id", "networks", "latitude", "longitude",
            "convention_starts_on", "convention_ends_on",
        ),
    )  # fmt: skip
    tracker.any_row(StructureActivity)
    tracker.listed(Commune)
    tracker.listed(Epci)
    tracker.until(next_midnight())


def _points(
    positions: Iterable[tuple[float | None, float | None]],
) -> tuple["array[float]", "array[float]", "array[float]"]:
    found = array("d"), array("d"), array("d")
    points: dict[tuple[float | None, float | None], Point] = {}
    for position in positions:
        point = points.get(position)
        if point is None:
            point = points[position] = _point(*position)
        for coordinates, coordinate in zip(found, point, strict=True):
            coordinates.append(coordinate)
    return found


def _point(latitude: float | None, longitude: float | None) -> Point:
    return NOWHERE if latitude is None or longitude is None else point_of(latitude, longitude)


def _activity_rows(locale: Locale) -> Iterator[tuple[int, int, int, int | None, int]]:
    """Yield the id, sheet, sector, radius and flags of the activities of a language, by id.

    The radius is that of an activity that serves one, in kilometres.
    """
    radius = Case(When(area=ServiceArea.RADIUS, then=F("radius_km")))
    areas = (When(area=area, then=Value(flag)) for area, flag in AREAS.items())
    flags: Any = Case(*areas, default=Value(0))
    for code, column in CODES.items():
        flags += Case(When(**{column: True}, then=Value(FLAGS[code])), default=Value(0))
    rows = StructureActivity.objects.filter(structure__locale=locale.pk)
    yield from (rows.order_by("pk").values_list("pk", "structure_id", "sector_id", radius, flags))


def _by_value(size: int, pairs: Iterable[tuple[Any, int]]) -> dict[Any, Bits]:
    """Return the set of each value; None is no value."""
    found: defaultdict[Any, _Bitmap] = defaultdict(lambda: _Bitmap(size))
    for value, position in pairs:
        if value is not None:
            found[value].add(position)
    return {value: bitmap.bits() for value, bitmap in found.items()}


class _Activities:
    """The sets of activities that are being made."""

    def __init__(self, size: int) -> None:
        self.ids, self.sheets, self.slots = array("q"), array("l"), array("l")
        self._size = size
        self._next = [0] * size
        # By what they are of, and the slot.
        self._sectors = self._bitmaps()
        self._flags = self._bitmaps()
        self._departments = self._bitmaps()
        self._radii = self._bitmaps()

    def _bitmaps(self) -> defaultdict[tuple[Any, int], _Bitmap]:
        return defaultdict(lambda: _Bitmap(self._size))

    def add(
        self, pk: int, place: int, sector: int, radius: int | None, flags: int, department: str
    ) -> None:
        """Add the next activity of the sheet at a place."""
        slot = self._next[place]
        self._next[place] = slot + 1
        self.ids.append(pk)
        self.sheets.append(place)
        self.slots.append(slot)
        self._sectors[sector, slot].add(place)
        self._flags[flags, slot].add(place)
        if radius is not None:
            self._radii[radius, slot].add(place)
        if flags & AREAS[ServiceArea.DEPARTMENT]:
            self._departments[department, slot].add(place)

    def all(self) -> Slots:
        """Return all activities."""
        return any_of(self.by_sector().values())

    def by_sector(self) -> dict[int, Slots]:
        """Return the activities of each sector."""
        return _in_slots(self._sectors)

    def by_department(self) -> dict[str, Slots]:
        """Return the activities that serve a whole department."""
        return _in_slots(self._departments)

    def by_radius(self) -> dict[int, Slots]:
        """Return the activities that serve a radius, by its kilometres."""
        return _in_slots(self._radii)

    def flagged(self, flags: Mapping[Any, int]) -> dict[Any, Slots]:
        """Return the activities that have each flag."""
        by_flags = _in_slots(self._flags)
        return {
            value: any_of(slots for found, slots in by_flags.items() if found & flag)
            for value, flag in flags.items()
        }


def _listed(found: "defaultdict[int, _Bitmap]") -> Slots:
    return [found[slot].bits() for slot in range(max(found, default=-1) + 1)]


def _in_slots(bitmaps: Mapping[tuple[Any, int], _Bitmap]) -> dict[Any, Slots]:
    found: dict[Any, Slots] = {}
    for value, slot in sorted(bitmaps, key=lambda key: key[1]):
        slots = found.setdefault(value, [])
        slots += [0] * (slot - len(slots))
        slots.append(bitmaps[value, slot].bits())
    return found


# --- Sets of activities --------------------------------------------------------------------------


def any_of(sets: Iterable[Slots]) -> Slots:
    """Return the activities that are in one of the sets."""
    found: Slots = []
    for slots in sets:
        found = [one | other for one, other in zip_longest(found, slots, fillvalue=0)]
    return found


def all_of(sets: Iterable[Slots]) -> Slots | None:
    """Return the activities that are in all of the sets, None without any set."""
    found: Slots | None = None
    for slots in sets:
        found = slots if found is None else both(found, slots)
    return found


def both(one: Slots, other: Slots) -> Slots:
    """Return the activities that are in both sets."""
    return [left & right for left, right in zip(one, other, strict=False)]


def sheets_with(slots: Slots) -> Bits:
    """Return the sheets that have an activity of a set."""
    found = 0
    for bits in slots:
        found |= bits
    return found


def union(sets: Iterable[Bits]) -> Bits:
    """Return the sheets that are in one of the sets."""
    return sheets_with(list(sets))
