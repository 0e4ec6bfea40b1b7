"""What is found, and every facet's counts, as plain Python finds and counts them."""

import random

import pytest
from wagtail.models import Locale

from structures.models import Commune
from tests.structures.directory import brute_force

KINDS = ["ACI", "EI", "AI", "ETTI"]
QUESTIONS = [
    {},
    {"kind": ["ACI"]},
    {"kind": ["ACI", "EI"], "family": ["PRODUCTION"]},
    {"kind": ["AI"], "family": ["PRODUCTION"]},
    {"sector": ["jardinage", "menage"], "audience": ["PARTICULIERS"]},
    {"sectorGroup": ["espaces-verts"], "sector": ["jardinage"], "offerType": ["DISP", "PREST"]},
    {"network": ["coorace"], "audience": ["COLLECTIVITES"]},
    {"commune": ["48095", "48092"], "epci": ["244800405"]},
    {"hasCurrentConvention": True, "kind": ["EI"]},
    {"hasCurrentConvention": False},
    {"not": {"kind": ["ACI", "EI"]}},
    {"not": {"kind": ["ACI"], "audience": ["PARTICULIERS"]}, "offerType": ["BUILD"]},
    {"not": {"not": {"family": ["STAFFING"]}}, "network": ["coorace", "reseau-cocagne"]},
    {"not": {}, "kind": []},
    {"sector": ["nowhere"]},
]
PLACES = [
    None,
    {"commune": "48095", "km": 20, "coverage": "LOCATED"},
    {"commune": "48092", "km": 15, "coverage": "SERVES"},
    {"commune": "48080", "km": 12, "coverage": "EITHER"},
]


def with_point(near):
    """Return a place with the commune's row and centre, for plain Python."""
    if near is None:
        return None
    commune = Commune.objects.get(code_insee=near["commune"])
    return {
        **near,
        "commune": commune,
        "latitude": commune.latitude,
        "longitude": commune.longitude,
    }


@pytest.mark.parametrize("near", PLACES, ids=lambda near: near["coverage"] if near else "anywhere")
def test_the_sheets_and_the_counts_are_those_of_plain_python(generated, ask, near):
    sheets = brute_force.sheets(Locale.get_default())
    place = with_point(near)

    for where in QUESTIONS:
        answer = ask(where=where, near=near, first=100)

        expected = [sheet["title"] for sheet in sheets if brute_force.matches(sheet, where, place)]
        assert answer["totalCount"] == len(expected), where
        assert {node["title"] for node in answer["nodes"]} <= set(expected), where
        counted = {
            facet: {one["value"]: one["count"] for one in counts}
            for facet, counts in answer["facets"].items()
        }
        known = brute_force.facets(sheets, where, place)
        known["sectors"].pop("nowhere", None)
        assert counted == known, where


def test_random_questions_are_answered_as_in_plain_python(generated, ask):
    dice = random.Random(7)
    sheets = brute_force.sheets(Locale.get_default())
    communes = list(Commune.objects.all())
    values = {
        facet: sorted(set().union(*(
            sheet[name] if name in sheet else set().union(*(a[name] for a in sheet["activities"]))
            for sheet in sheets
        )))
        for facet, name in brute_force.FACETS.items()
    }  # fmt: skip

    for _number in range(60):
        facets = dice.sample(list(values), dice.choice((1, 2, 3)))
        where = {
            brute_force.FACETS[f]: dice.sample(values[f], min(2, len(values[f]))) for f in facets
        }
        near = dice.choice([None, *({
            "commune": dice.choice(communes).code_insee,
            "km": dice.choice((5, 30)),
            "coverage": coverage,
        } for coverage in ("LOCATED", "SERVES", "EITHER"))])  # fmt: skip
        answer = ask(where=where, near=near, first=1)

        place = with_point(near)
        expected = sum(brute_force.matches(sheet, where, place) for sheet in sheets)
        counted = {
            facet: {one["value"]: one["count"] for one in counts}
            for facet, counts in answer["facets"].items()
        }
        known = brute_force.facets(sheets, where, place)
        assert (answer["totalCount"], counted) == (expected, known), (where, near)
