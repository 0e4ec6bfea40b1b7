"""What the directory refuses, and how it says so."""

import base64
import json
from typing import Any

import pytest

from tests.structures.directory.conftest import QUESTION

DEEP: dict[str, Any] = {"kind": ["ACI"]}
for _level in range(4):
    DEEP = {"not": DEEP}


def cursor(*values):
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode()


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({"orderBy": "DISTANCE"}, "orderBy: DISTANCE needs near."),
        ({"orderBy": "RELEVANCE"}, "orderBy: RELEVANCE needs search."),
        ({"near": {"km": 5}}, "near needs a commune, or latitude and longitude."),
        (
            {"near": {"km": 5, "latitude": 44}},
            "near needs a commune, or latitude and longitude.",
        ),
        (
            {"near": {"km": 5, "commune": "48095", "latitude": 44}},
            "near takes a commune, or latitude and longitude, not both.",
        ),
        (
            {"near": {"km": 5, "commune": "99999"}},
            "No commune has the INSEE code in near.commune. Find codes with communes(search:).",
        ),
        (
            {"near": {"km": -1, "latitude": 44, "longitude": 3}},
            "near.km is -1. It accepts 0 to 1000.",
        ),
        (
            {"near": {"km": 1001, "latitude": 44, "longitude": 3}},
            "near.km is 1001. It accepts 0 to 1000.",
        ),
        (
            {"near": {"km": 5, "latitude": 91, "longitude": 3}},
            "near.latitude accepts -90 to 90, near.longitude -180 to 180.",
        ),
        ({"search": "a" * 201}, "search has 201 characters. It accepts 200."),
        ({"where": DEEP}, "where.not is nested more than 3 levels deep."),
        ({"first": 101}, "first is 101. It accepts 1 to 100."),
        *(
            (
                {"after": after},
                "This cursor does not belong to this list. Start again with the first page.",
            )
            for after in (
                "?", cursor(), cursor("a"), cursor(1, 2), cursor("a", "b"), cursor("a\0", 1),
                cursor("\ud800", 1), cursor("a", 10**30), cursor("a", True), cursor(["a"], 1),
            )
        ),
        *(
            (
                {"orderBy": "LAST_UPDATE", "after": cursor(day, 1)},
                "This cursor does not belong to this list. Start again with the first page.",
            )
            for day in (
                "2026-01-01", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59",
            )
        ),
    ],
    ids=lambda value: str(value)[:60],
)  # fmt: skip
def test_bad_input_is_refused_with_what_is_accepted(graphql, directory, variables, message):
    answer = graphql(QUESTION, **variables)

    [error] = answer["errors"]
    assert (error["message"], error["extensions"]["code"]) == (message, "BAD_USER_INPUT")


@pytest.mark.parametrize(
    "variables",
    [
        {"search": "a" * 200},
        {"where": DEEP["not"]},
        {"near": {"km": 1000, "latitude": -90, "longitude": 180}},
        {"where": {"kind": [], "sector": None, "not": {}}},
        {"search": "…"},
    ],
    ids=lambda value: str(value)[:60],
)
def test_what_is_just_inside_the_limits_is_answered(graphql, directory, variables):
    answer = graphql(QUESTION, **variables)

    assert answer["data"]["structures"]["totalCount"] == 0
