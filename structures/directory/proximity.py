"""Filters by location: distances in SQL, and service areas that contain a place."""

import math
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from django.db.models import Expression, F, IntegerField, Q, Value
from django.db.models.functions import (
    ASin,
    Cast,
    Coalesce,
    Cos,
    Least,
    Power,
    Radians,
    Round,
    Sin,
    Sqrt,
)

from structures.enums import ServiceArea
from structures.models import Commune, StructureActivity
from structures.models.territory import department_of

# The mean radius R1 of the International Union of Geodesy and Geophysics.
EARTH_METRES = 6_371_008.8
METRES_OF_A_DEGREE = math.pi * EARTH_METRES / 180
# In metres: a point farther than this from every commune's centre belongs to no commune.
FARTHEST_CENTRE = 30_000
# In degrees: farther north (or south), a box in degrees of longitude is useless.
MOST_NORTHERN = 85


class Coverage(Enum):
    """How a structure relates to the place: located near it, serving it, or either."""

    LOCATED = "located"
    SERVES = "serves"
    EITHER = "either"


@dataclass(frozen=True)
class Near:
    """A place in degrees WGS 84, its commune if known, and the limit in metres.

    `metres` limits the distance of addresses; service areas are stated by the structures.
    """

    latitude: float
    longitude: float
    commune: Commune | None
    metres: int
    coverage: Coverage = Coverage.LOCATED

    def distance(self, prefix: str = "") -> Expression:
        """Return the distance of a sheet in whole metres, null without any position.

        A sheet without a position uses its commune's. `prefix` is the lookup path to the sheet.
        """
        latitude, longitude = _position(prefix)
        return _metres(latitude, longitude, self)

    def is_located(self) -> Q:
        """Return the condition that a sheet annotated with `distance_m` is within the limit."""
        return _box(self) & Q(distance_m__lte=self.metres)

    def is_served(self) -> Q:
        """Return the condition that an activity annotated with `distance_m` serves the place."""
        radius = Q(area=ServiceArea.RADIUS, distance_m__lte=F("radius_km") * 1_000)
        if self.commune is None:
            return radius
        department = department_of(self.commune.code_insee)
        return (
            radius
            | self.is_named()
            | Q(area=ServiceArea.DEPARTMENT, structure__commune__code_insee__startswith=department)
        )

    def is_named(self) -> Q:
        """Return the condition that an activity names the place's commune or EPCI."""
        if self.commune is None:
            return Q(pk=0)
        communes = StructureActivity.communes.through.objects.filter(commune=self.commune)
        epcis = StructureActivity.epcis.through.objects.filter(epci=self.commune.epci_id)
        return Q(area=ServiceArea.COMMUNES, pk__in=communes.values("structureactivity")) | Q(
            area=ServiceArea.EPCI, pk__in=epcis.values("structureactivity")
        )

    @cached_property
    def point(self) -> "Point":
        """Return the place on the unit sphere."""
        return point_of(self.latitude, self.longitude)

    def limit(self, metres: int) -> float:
        """Return the limit for the squared chord to a point on the unit sphere, exclusive.

        A point below it is at most that many metres away, as the database computes and rounds.
        """
        return (2 * math.sin(min((metres + 0.5) / EARTH_METRES, math.pi) / 2)) ** 2


Point = tuple[float, float, float]


def point_of(latitude: float, longitude: float) -> Point:
    """Return the Cartesian coordinates, on the unit sphere, of a position in degrees."""
    north, east = math.radians(latitude), math.radians(longitude)
    return math.cos(north) * math.cos(east), math.cos(north) * math.sin(east), math.sin(north)


def nearest_commune(latitude: float, longitude: float) -> Commune | None:
    """Return the commune with the nearest centre, or None if all are far; one query."""
    point = Near(latitude, longitude, None, FARTHEST_CENTRE)
    rows = Commune.objects.annotate(distance_m=_metres(F("latitude"), F("longitude"), point))
    return rows.filter(distance_m__lte=FARTHEST_CENTRE).order_by("distance_m", "pk").first()


def _position(prefix: str) -> tuple[Expression, Expression]:
    latitude, longitude = (
        Coalesce(F(f"{prefix}{name}"), F(f"{prefix}commune__{name}"))
        for name in ("latitude", "longitude")
    )
    return latitude, longitude


def _metres(latitude: Expression | F, longitude: Expression | F, place: Near) -> Expression:
    """Return the great-circle distance in metres, by the haversine formula."""
    here = math.radians(place.latitude)
    north = Radians(latitude)
    half_height = Sin((north - Value(here)) / 2.0)
    half_width = Sin(Radians(longitude - Value(place.longitude)) / 2.0)
    haversine = Power(half_height, 2) + Value(math.cos(here)) * Cos(north) * Power(half_width, 2)
    # Rounding errors may exceed 1, for which arc sine fails. Adding the column keeps null results:
    # PostgreSQL's LEAST alone ignores nulls.
    arc = ASin(Sqrt(Least(haversine, Value(1.0) + Value(0.0) * north)))
    return Cast(Round(Value(2 * EARTH_METRES) * arc), IntegerField())


def _box(near: Near) -> Q:
    """Return the condition that an address is in a box around the place, cheaper than distances.

    It tests plain columns, so that the database can estimate the number of rows.
    """
    high = near.metres / METRES_OF_A_DEGREE + 0.01
    wide = high / max(math.cos(math.radians(abs(near.latitude) + high)), 0.01)
    box = _within("latitude", near.latitude, high)
    # Near a pole and across the date line, a range of longitudes does not work.
    if abs(near.latitude) + high < MOST_NORTHERN and abs(near.longitude) + wide < 180:
        box &= _within("longitude", near.longitude, wide)
    return box


def _within(name: str, middle: float, half: float) -> Q:
    """Return the condition on a sheet's coordinate, or on its commune's if it has none."""
    sides = (middle - half, middle + half)
    return Q(**{f"{name}__range": sides}) | Q(
        **{f"{name}__isnull": True, f"commune__{name}__range": sides}
    )
