"""The directory's rules once more, in plain Python over all rows: slow, and easy to read."""

import math
from collections import Counter

from django.utils import timezone

from structures.models import StructurePage

FACETS = {
    "kinds": "kind",
    "families": "family",
    "sectorGroups": "sectorGroup",
    "sectors": "sector",
    "audiences": "audience",
    "offerTypes": "offerType",
    "networks": "network",
    "communes": "commune",
    "epcis": "epci",
}
OF_ACTIVITY = ("offerType", "sector", "sectorGroup", "audience")


def sheets(locale):
    """Return the facts of the live sheets of a language."""
    rows = StructurePage.objects.filter(live=True, locale=locale)
    return [_facts(row) for row in rows]


def matches(sheet, where, near=None):
    """Return whether a sheet matches."""
    where = where or {}
    for name in ("kind", "family", "network", "commune", "epci"):
        if where.get(name) and not set(where[name]) & sheet[name]:
            return False
    if where.get("hasCurrentConvention") not in (None, sheet["hasCurrentConvention"]):
        return False
    if where.get("not") and matches(sheet, where["not"]):
        return False
    asked = any(where.get(name) for name in OF_ACTIVITY)
    coverage = near["coverage"] if near else "LOCATED"
    is_located = near is None or km(near, sheet["position"]) <= near["km"]
    if coverage == "LOCATED" and not is_located:
        return False
    if coverage == "EITHER" and not asked and is_located:
        return True
    if not asked and coverage == "LOCATED":
        return True
    return any(
        fits(activity, where)
        and (
            coverage == "LOCATED"
            or serves(activity, sheet, near)
            or (coverage == "EITHER" and is_located)
        )
        for activity in sheet["activities"]
    )


def fits(activity, where):
    return all(set(where[name]) & activity[name] for name in OF_ACTIVITY if where.get(name))


def serves(activity, sheet, near):
    return {
        "department": sheet["department"] == near["commune"].code_insee[:2],
        "radius": km(near, sheet["position"]) <= (activity["radius"] or 0),
        "communes": near["commune"].pk in activity["communes"],
        "epci": near["commune"].epci_id in activity["epcis"],
    }[activity["area"]]


def facets(all_sheets, where, near=None):
    """Return the counts of each facet by value."""
    found = {}
    for facet, name in FACETS.items():
        others = {key: value for key, value in (where or {}).items() if key != name}
        counts: Counter[str] = Counter()
        for sheet in all_sheets:
            values = set().union(*(one[name] for one in sheet["activities"]))  \
                if name in OF_ACTIVITY else sheet[name]  # fmt: skip
            for value in values:
                counts[value] += matches(sheet, {**others, name: [value]}, near)
        wanted = {value: count for value, count in counts.items() if count}
        found[facet] = wanted | {
            value: wanted.get(value, 0) for value in (where or {}).get(name, ())
        }
    return found


def km(near, position):
    """Return the great-circle distance in km by the spherical law of cosines."""
    (a, b), (c, d) = [
        [math.radians(value) for value in point]
        for point in ((near["latitude"], near["longitude"]), position)
    ]
    cosine = math.sin(a) * math.sin(c) + math.cos(a) * math.cos(c) * math.cos(b - d)
    return 6371.0088 * math.acos(max(-1.0, min(1.0, cosine)))


def _facts(row):
    today = timezone.localdate()
    commune = row.commune
    return {
        "title": row.title,
        "kind": {row.kind.code},
        "family": {row.kind.family.upper()},
        "network": {network.slug for network in row.networks.all()},
        "commune": {commune.code_insee},
        "epci": {commune.epci.code},
        "department": commune.code_insee[:2],
        "position": (row.latitude, row.longitude)
        if row.latitude is not None
        else (commune.latitude, commune.longitude),
        "hasCurrentConvention": bool(
            row.convention_ends_on
            and row.convention_ends_on >= today
            and (row.convention_starts_on is None or row.convention_starts_on <= today)
        ),
        "activities": [_activity(one) for one in row.activities.all()],
    }


def _activity(one):
    return {
        "offerType": set(one.offer_types),
        "sector": {one.sector.slug},
        "sectorGroup": {one.sector.group.slug},
        "audience": {code.upper() for code in one.audiences},
        "area": one.area,
        "radius": one.radius_km,
        "communes": {commune.pk for commune in one.communes.all()},
        "epcis": {epci.pk for epci in one.epcis.all()},
    }
