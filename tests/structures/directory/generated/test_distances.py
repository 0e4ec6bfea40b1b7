"""Where the sets of sheets, that facets are counted from, say that sheets are."""

import math

import pytest

from structures.directory.proximity import Near, point_of
from structures.models import StructurePage


@pytest.mark.parametrize(
    "point", [(44.5176, 3.5016), (44.3247, 3.5936), (48.85, 2.35), (-21.1, 55.5), (0, 0)]
)
def test_distances_are_those_of_the_database(generated, point):
    near = Near(point[0], point[1], None, 0)
    rows = StructurePage.objects.filter(live=True).annotate(distance_m=near.distance())
    columns = ("latitude", "longitude", "commune__latitude", "commune__longitude", "distance_m")
    found = list(rows.values_list(*columns))

    away = {}
    for own, other, south, west, distance in found:
        there = point_of(south if own is None else own, west if other is None else other)
        away[math.dist(there, near.point) ** 2] = distance

    assert [one for one, metres in away.items() if not one < near.limit(metres)] == []
    assert [one for one, metres in away.items() if metres and one < near.limit(metres - 1)] == []
    assert len(found) >= 120
