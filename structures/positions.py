"""Checks a structure's position against its commune."""

import math
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

EARTH_KILOMETRES = 6_371.0088
# The largest commune of Lozère, Gorges du Tarn Causses, reaches some 15 km from its centre.
FARTHEST_KILOMETRES = 20
# The tolerance around a centre: sources round it to at least three decimals (some 50 metres).
CENTRE_DEGREES = 0.0005


def validate_place(commune: Any, latitude: float | None, longitude: float | None) -> None:
    """Refuse the commune's centre, swapped coordinates, and positions far from the commune.

    Each message says what to do. A missing commune or position is accepted.
    """
    if commune is None or not isinstance(latitude, float | int):
        return
    if not isinstance(longitude, float | int):
        return
    if is_centre(commune, latitude, longitude):
        raise ValidationError(
            {
                "latitude": _(
                    "C’est le centre de la commune de %(commune)s, pas la position de la "
                    "structure : déplacez le repère jusqu’à son adresse, ou laissez la position "
                    "vide. Les recherches partent alors du centre de la commune."
                )
                % {"commune": commune.name}
            },
            code="position_centre",
        )
    distance = kilometres(latitude, longitude, commune.latitude, commune.longitude)
    if distance <= FARTHEST_KILOMETRES:
        return
    params = {
        "commune": commune.name,
        "latitude": degrees(longitude),
        "longitude": degrees(latitude),
        "distance": round(distance),
    }
    swapped = kilometres(longitude, latitude, commune.latitude, commune.longitude)
    if swapped <= FARTHEST_KILOMETRES:
        message = _(
            "Les coordonnées semblent inversées : saisissez la latitude %(latitude)s et la "
            "longitude %(longitude)s."
        )
        raise ValidationError({"latitude": message % params}, code="position_swapped")
    message = _(
        "Cette position est à %(distance)s km de %(commune)s : vérifiez la latitude, la longitude "
        "et la commune, ou laissez la position vide."
    )
    raise ValidationError({"latitude": message % params}, code="position_far")


def is_centre(commune: Any, latitude: float, longitude: float) -> bool:
    """Return whether a position is the commune's centre, within the tolerance."""
    return (
        abs(latitude - commune.latitude) <= CENTRE_DEGREES
        and abs(longitude - commune.longitude) <= CENTRE_DEGREES
    )


def kilometres(latitude: float, longitude: float, to_latitude: float, to_longitude: float) -> float:
    """Return the great-circle distance of two positions in degrees, by the haversine formula."""
    north, to_north = math.radians(latitude), math.radians(to_latitude)
    half_height = math.sin((to_north - north) / 2)
    half_width = math.sin(math.radians(to_longitude - longitude) / 2)
    haversine = half_height**2 + math.cos(north) * math.cos(to_north) * half_width**2
    return 2 * EARTH_KILOMETRES * math.asin(math.sqrt(min(haversine, 1.0)))


def degrees(value: float) -> str:
    """Format degrees in the French way."""
    return f"{value:.6f}".rstrip("0").rstrip(".").replace(".", ",")
