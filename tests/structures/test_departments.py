"""The department of a commune, by its INSEE code."""

import pytest

from structures import json_ld
from structures.directory import facet_counts, facet_index, proximity
from structures.inclusion import checking
from structures.models import territory
from structures.models.territory import department_of


@pytest.mark.parametrize(
    ("code_insee", "department"),
    [
        ("48095", "48"),
        ("01004", "01"),
        ("2A004", "2A"),
        ("2B033", "2B"),
        ("75056", "75"),
        ("97105", "971"),
        ("97411", "974"),
        ("97502", "975"),
        ("97608", "976"),
        ("97701", "977"),
        ("97801", "978"),
        ("98411", "984"),
        ("98613", "986"),
        ("98735", "987"),
        ("98818", "988"),
        ("98901", "989"),
    ],
)
def test_a_department_has_two_signs_and_three_overseas(code_insee, department):
    assert department_of(code_insee) == department


def test_there_is_one_such_function():
    for module in (checking, json_ld, facet_index, proximity, facet_counts):
        assert module.department_of is territory.department_of
