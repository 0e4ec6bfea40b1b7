"""OpenStreetMap's opening hours in the form of schema.org."""

import pytest

from structures.weekly_hours import specifications


def spans(hours):
    """Return the hours as short texts."""
    return [
        (
            ",".join(day.rpartition("/")[2][:2] for day in one["dayOfWeek"]),
            f"{one['opens']}-{one['closes']}",
        )
        for one in specifications(hours)
    ]


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        ("Mo-Fr 09:00-17:00", [("Mo,Tu,We,Th,Fr", "09:00-17:00")]),
        (
            "Mo-Fr 09:00-12:00,14:00-17:00",
            [("Mo,Tu,We,Th,Fr", "09:00-12:00"), ("Mo,Tu,We,Th,Fr", "14:00-17:00")],
        ),
        (
            "Mo-Th 09:00-17:00; Fr 09:00-12:00",
            [("Mo,Tu,We,Th", "09:00-17:00"), ("Fr", "09:00-12:00")],
        ),
        ("Mo-Fr 09:00-17:00; We off", [("Mo,Tu,Th,Fr", "09:00-17:00")]),
        ("Mo,Th 09:00-12:00", [("Mo,Th", "09:00-12:00")]),
        ("Sa 22:00-02:00", [("Sa", "22:00-23:59"), ("Su", "00:00-02:00")]),
        ("24/7", [("Mo,Tu,We,Th,Fr,Sa,Su", "00:00-23:59")]),
        ("Mo 09:00-24:00", [("Mo", "09:00-23:59")]),
        (
            "Mo-Fr 09:00-17:00; PH off",
            [("Mo,Tu,We,Th,Fr", "09:00-17:00"), ("Pu", "00:00-00:00")],
        ),
    ],
)
def test_hours_of_a_week_are_listed_by_span(hours, expected):
    assert spans(hours) == expected


@pytest.mark.parametrize(
    "hours",
    [
        "",
        "off",
        "Jul-Aug Mo-Fr 09:00-12:00",
        "Mo[1] 09:00-12:00",
        "Mo-Fr sunrise-12:00",
        "PH 10:00-12:00",
        'Mo-Fr 09:00-12:00 "sur rendez-vous"',
        "week 1-20 Mo 09:00-12:00",
        "Mo-Fr 09:00+",
        "tous les jours",
        "; PH off",
    ],
)
def test_hours_that_differ_from_week_to_week_are_left_out(hours):
    assert specifications(hours) == []
