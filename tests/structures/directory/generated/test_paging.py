"""Pages of the directory, in each order, have every structure once."""

from typing import Any

import pytest

NEAR = {"commune": "48095", "km": 500, "coverage": "LOCATED"}


@pytest.mark.parametrize(
    "variables",
    [
        {"orderBy": "NAME"},
        {"orderBy": "NAME", "where": {"audience": ["PARTICULIERS"]}},
        {"orderBy": "DISTANCE", "near": NEAR},
        {"orderBy": "LAST_UPDATE"},
        {"orderBy": "LAST_UPDATE", "near": NEAR},
    ],
    ids=lambda variables: "-".join([variables["orderBy"], *list(variables)[1:]]),
)
def test_pages_have_every_structure_once_in_the_order_of_the_whole_list(generated, ask, variables):
    whole = ask(first=100, **variables)
    more = ask(first=100, after=whole["pageInfo"]["endCursor"], **variables)

    pages: list[dict[str, Any]] = []
    cursor = None
    while not pages or pages[-1]["pageInfo"]["hasNextPage"]:
        pages.append(ask(first=30, after=cursor, **variables))
        cursor = pages[-1]["pageInfo"]["endCursor"]

    nodes = [node for page in pages for node in page["nodes"]]
    assert nodes == [*whole["nodes"], *more["nodes"]]
    assert len({node["title"] for node in nodes}) == whole["totalCount"]
    if variables["orderBy"] == "DISTANCE":
        assert nodes == sorted(nodes, key=lambda node: node["distanceKm"])
