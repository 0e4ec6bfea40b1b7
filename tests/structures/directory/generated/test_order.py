"""Orders, and pages of them while content changes."""

import pytest

from structures.models import StructurePage

ORDERS = [
    {},
    {"orderBy": "NAME"},
    {"orderBy": "LAST_UPDATE"},
    {"near": {"commune": "48095", "km": 100}},
    {"near": {"latitude": 44.3, "longitude": 3.6, "km": 100}, "orderBy": "NAME"},
    {"search": "jardin"},
    {"search": "jardin", "orderBy": "LAST_UPDATE"},
    {"search": "jardin", "near": {"commune": "48095", "km": 100}, "orderBy": "DISTANCE"},
]


@pytest.mark.parametrize("order", ORDERS, ids=str)
def test_pages_of_seven_give_each_sheet_once_and_in_the_order_of_one_page(generated, ask, order):
    whole = [node["title"] for node in ask(first=100, **order)["nodes"]]

    titles: list[str] = []
    after = None
    while len(titles) < len(whole):
        page = ask(first=7, after=after, **order)
        titles += [node["title"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]

    assert titles[: len(whole)] == whole
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("order", ORDERS, ids=str)
def test_what_comes_and_goes_between_two_pages_leaves_no_hole_and_no_repeat(generated, ask, order):
    whole = [node["title"] for node in ask(first=30, **order)["nodes"]]
    first = ask(first=10, **order)

    # One of the first page goes, and so does one of the second.
    for title in (whole[3], whole[14]):
        StructurePage.objects.filter(title=title).update(live=False)
    second = ask(first=10, after=first["pageInfo"]["endCursor"], **order)

    expected = [title for title in whole[10:] if title != whole[14]]
    assert [node["title"] for node in second["nodes"]] == expected[:10]
