"""The facet index: the set of visible sheets for each value of each filter.

As in a search engine, a set is an integer with one bit for each sheet: a set of 50,000 sheets takes
6 kB, and intersecting two takes a microsecond. Criteria that one and the same activity must meet
need sets of activities: one integer for the first activity of every sheet, one for the second, and
so on (`Slots`). Each process caches the index of each site and language until its data changes.
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

# A set of sheets: the bit at the position of each member is 1.
Bits = int
# A set of activities: the sheets whose first, second, … activity is a member; no trailing zeros.
Slots = list[Bits]
CODES: dict[Any, str] = {**OFFER_FIELDS, **AUDIENCE_FIELDS}
# An activity's flags in one integer: a bit for each kind of service area, then for each code.
AREAS = {ServiceArea.DEPARTMENT: 1, ServiceArea.COMMUNES: 2, ServiceArea.EPCI: 4}
FLAGS = {code: 8 << place for place, code in enumerate(CODES)}
# The number of indexes (one for each site and language) that a process caches.
MOST_INDEXES = 8
NOWHERE = (float("nan"),) * 3


@dataclass(frozen=True, slots=True)
class FacetIndex:
    """The sets of visible sheets of a language; keys are row ids unless stated otherwise."""

    position: Mapping[int, int]
    all: Bits
    kinds: Mapping[int, Bits]
    networks: Mapping[int, Bits]
    communes: Mapping[int, Bits]
    # The INSEE code and the EPCI's SIREN of each commune with a sheet.
    places: Mapping[int, tuple[str, str]]
    under_convention: Bits
    activities: Slots
    sectors: Mapping[int, Slots]
    codes: Mapping[Any, Slots]
    # Activities that serve a whole department, by its code.
    departments: Mapping[str, Slots]
    # Activities by the kind of area that they serve: communes or EPCI named by the activity.
    areas: Mapping[ServiceArea, Slots]
    activity_ids: "array[int]"
    activity_sheets: "array[int]"
    activity_slots: "array[int]"
    # The coordinates of each sheet (or of its commune) on the unit sphere; see `Point`.
    points: tuple["array[float]", "array[float]", "array[float]"]
    # Activities that serve a radius, by kilometres.
    radii: Mapping[int, Slots]

    def sheets(self, pks: Iterable[int]) -> Bits:
        """Return the set of the sheets with these ids; unknown ids are ignored."""
        position = self.position
        return _Bitmap.of(len(position), (position[pk] for pk in pks if pk in position))

    def located(self, near: Near) -> Bits:
        """Return the sheets with an address within the distance."""
        return self._within(near, [near.metres])[0]

    def reaching(self, near: Near) -> Slots:
        """Return the activities with the place inside the radius that they serve."""
        radii = sorted(self.radii)
        sheets = self._within(near, [kilometres * 1_000 for kilometres in radii])
        return any_of(
            [bits & away for bits in self.radii[kilometres]]
            for kilometres, away in zip(radii, sheets, strict=True)
        )

    def _within(self, near: Near, distances: Sequence[int]) -> list[Bits]:
        """Return the sheets within each of the distances, which are ascending metres."""
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
        """Return the set of the activities with these ids; unknown ids are ignored."""
        bitmaps = self._empty_slots()
        for pk in pks:
            at = bisect_left(self.activity_ids, pk)
            if at < len(self.activity_ids) and self.activity_ids[at] == pk:
                bitmaps[self.activity_slots[at]].add(self.activity_sheets[at])
        return _to_slots(bitmaps)

    def _empty_slots(self) -> "defaultdict[int, _Bitmap]":
        return defaultdict(lambda: _Bitmap(len(self.position)))


facet_indexes: ValueCache[FacetIndex] = ValueCache(MOST_INDEXES)


def facet_index_of(delivery: DeliveryContext, locale: Locale, today: date) -> FacetIndex:
    """Return the facet index of a site and language; three queries if it is not cached."""
    key = (delivery.site and delivery.site.pk, locale.pk, today)
    return facet_indexes.get(
        key, delivery.published_state, lambda tracker: _read(delivery, locale, today, tracker)
    )


class _Bitmap:
    """A mutable set of sheets, for building a `Bits`."""

    __slots__ = ("_bytes",)

    def __init__(self, sheets: int) -> None:
        self._bytes = bytearray((sheets >> 3) + 1)

    @classmethod
    def of(cls, sheets: int, positions: Iterable[int]) -> Bits:
        """Return the set of these positions, for a number of sheets."""
        bitmap = cls(sheets)
        for position in positions:
            bitmap.add(position)
        return bitmap.bits()

    def add(self, position: int) -> None:
        self._bytes[position >> 3] |= 1 << (position & 7)

    def bits(self) -> Bits:
        return int.from_bytes(self._bytes, "little")


def _read(
    delivery: DeliveryContext, locale: Locale, today: date, tracker: DependencyTracker
) -> FacetIndex:
    _track(locale, tracker)
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


def _track(locale: Locale, tracker: DependencyTracker) -> None:
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
    coordinates = array("d"), array("d"), array("d")
    points: dict[tuple[float | None, float | None], Point] = {}
    for position in positions:
        point = points.get(position)
        if point is None:
            point = points[position] = _point(*position)
        for axis, coordinate in zip(coordinates, point, strict=True):
            axis.append(coordinate)
    return coordinates


def _point(latitude: float | None, longitude: float | None) -> Point:
    return NOWHERE if latitude is None or longitude is None else point_of(latitude, longitude)


def _activity_rows(locale: Locale) -> Iterator[tuple[int, int, int, int | None, int]]:
    """Yield the id, sheet, sector, radius and flags of the activities of a language, by id.

    The radius is in kilometres; None unless the activity serves a radius.
    """
    radius = Case(When(area=ServiceArea.RADIUS, then=F("radius_km")))
    areas = (When(area=area, then=Value(flag)) for area, flag in AREAS.items())
    flags: Any = Case(*areas, default=Value(0))
    for code, column in CODES.items():
        flags += Case(When(**{column: True}, then=Value(FLAGS[code])), default=Value(0))
    rows = StructureActivity.objects.filter(structure__locale=locale.pk)
    yield from (rows.order_by("pk").values_list("pk", "structure_id", "sector_id", radius, flags))


def _by_value(size: int, pairs: Iterable[tuple[Any, int]]) -> dict[Any, Bits]:
    """Return the set of each value, leaving None out."""
    bitmaps: defaultdict[Any, _Bitmap] = defaultdict(lambda: _Bitmap(size))
    for value, position in pairs:
        if value is not None:
            bitmaps[value].add(position)
    return {value: bitmap.bits() for value, bitmap in bitmaps.items()}


class _Activities:
    """Builds the sets of activities."""

    def __init__(self, size: int) -> None:
        self.ids, self.sheets, self.slots = array("q"), array("l"), array("l")
        self._size = size
        self._next = [0] * size
        # Keys are a value and a slot.
        self._sectors = self._bitmaps()
        self._flags = self._bitmaps()
        self._departments = self._bitmaps()
        self._radii = self._bitmaps()

    def _bitmaps(self) -> defaultdict[tuple[Any, int], _Bitmap]:
        return defaultdict(lambda: _Bitmap(self._size))

    def add(
        self, pk: int, place: int, sector: int, radius: int | None, flags: int, department: str
    ) -> None:
        """Add the next activity of the sheet at a position."""
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
        """Return the activities that serve a radius, by kilometres."""
        return _in_slots(self._radii)

    def flagged(self, flags: Mapping[Any, int]) -> dict[Any, Slots]:
        """Return the activities with each flag."""
        by_flags = _in_slots(self._flags)
        return {
            value: any_of(slots for mask, slots in by_flags.items() if mask & flag)
            for value, flag in flags.items()
        }


def _to_slots(bitmaps: "defaultdict[int, _Bitmap]") -> Slots:
    return [bitmaps[slot].bits() for slot in range(max(bitmaps, default=-1) + 1)]


def _in_slots(bitmaps: Mapping[tuple[Any, int], _Bitmap]) -> dict[Any, Slots]:
    slots_by_value: dict[Any, Slots] = {}
    for value, slot in sorted(bitmaps, key=lambda key: key[1]):
        slots = slots_by_value.setdefault(value, [])
        slots += [0] * (slot - len(slots))
        slots.append(bitmaps[value, slot].bits())
    return slots_by_value


# --- Sets of activities --------------------------------------------------------------------------


def any_of(sets: Iterable[Slots]) -> Slots:
    """Return the activities that are in any of the sets."""
    result: Slots = []
    for slots in sets:
        result = [one | other for one, other in zip_longest(result, slots, fillvalue=0)]
    return result


def all_of(sets: Iterable[Slots]) -> Slots | None:
    """Return the activities that are in all of the sets; None if there are no sets."""
    result: Slots | None = None
    for slots in sets:
        result = slots if result is None else both(result, slots)
    return result


def both(one: Slots, other: Slots) -> Slots:
    """Return the activities that are in both sets."""
    return [left & right for left, right in zip(one, other, strict=False)]


def sheets_with(slots: Slots) -> Bits:
    """Return the sheets with at least one activity of the set."""
    result = 0
    for bits in slots:
        result |= bits
    return result


def union(sets: Iterable[Bits]) -> Bits:
    """Return the sheets that are in any of the sets."""
    return sheets_with(list(sets))
