"""OpenStreetMap's opening hours in the form of schema.org."""

from datetime import datetime, timedelta

import opening_hours
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from structures.weekly_hours import CHRISTMASES, DAYS, specifications

CODES = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su", "PH")
# Mondays of ordinary weeks: of a leap year, at a change of the clock, at the end of a year.
MONDAYS = [datetime(2024, 2, 26), datetime(2026, 3, 23), datetime(2026, 12, 28)]


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
        (
            "Mo-Sa 09:00-19:00; Su,PH off",
            [("Mo,Tu,We,Th,Fr,Sa", "09:00-19:00"), ("Pu", "00:00-00:00")],
        ),
        (
            "Mo-Sa 09:00-19:00; PH,Su closed",
            [("Mo,Tu,We,Th,Fr,Sa", "09:00-19:00"), ("Pu", "00:00-00:00")],
        ),
        ("Mo-Fr 09:00-17:00; Su off", [("Mo,Tu,We,Th,Fr", "09:00-17:00")]),
        ("24/7; PH off", [("Mo,Tu,We,Th,Fr,Sa,Su", "00:00-23:59"), ("Pu", "00:00-00:00")]),
        ("Sa,PH 10:00-12:00", [("Sa,Pu", "10:00-12:00")]),
        ("PH 10:00-12:00", [("Pu", "10:00-12:00")]),
        # The later rule holds on a holiday that is a weekday: no other hours than the weekday's.
        ("PH off; Mo-Fr 09:00-17:00", [("Mo,Tu,We,Th,Fr", "09:00-17:00")]),
        ("mo-fr 9:00-17:00 open", [("Mo,Tu,We,Th,Fr", "09:00-17:00")]),
        ("Su 22:00-02:00", [("Mo", "00:00-02:00"), ("Su", "22:00-23:59")]),
        ("Mo 20:00-26:00", [("Mo", "20:00-23:59"), ("Tu", "00:00-02:00")]),
        (
            "Mo-Fr 09:00-12:00, We 14:00-18:00",
            [("Mo,Tu,We,Th,Fr", "09:00-12:00"), ("We", "14:00-18:00")],
        ),
        ("Mo 09:00-12:00,11:00-13:00", [("Mo", "09:00-13:00")]),
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
        "PH 22:00-02:00",
        "Mo-Fr 09:00-17:00; PH 22:00-02:00",
        'Mo-Fr 09:00-12:00 "sur rendez-vous"',
        "week 1-20 Mo 09:00-12:00",
        "Mo-Fr 09:00+",
        "tous les jours",
        "; PH off",
        "closed",
        "Mo-Sa off",
        "Su,PH off",
        "Mo-Fr 09:00-17:00; SH off",
        "SH 09:00-17:00",
        'Mo-Fr 09:00-17:00 || "sur rendez-vous"',
        'Mo-Fr 09:00-17:00; Sa "sur rendez-vous"',
        "Mo-Fr 09:00-17:00 unknown",
        "Mo-Fr 09:00-12:00+",
        "Mo-Fr 09:00-17:00; Dec 25 off",
        "2026 Mo-Fr 09:00-17:00",
        "easter off; Mo-Fr 09:00-17:00",
        # Open on the holidays that are a Wednesday alone.
        "Mo-Fr 09:00-12:00; PH off; We 10:00-11:00",
    ],
)
def test_hours_that_differ_from_week_to_week_are_left_out(hours):
    assert specifications(hours) == []


# --- Any hours -----------------------------------------------------------------------------------


def minutes(text):
    """Return a time of a day in minutes; the last minute stands for midnight."""
    hours, rest = map(int, text.split(":"))
    return 24 * 60 if text == "23:59" else hours * 60 + rest


def published(found, day):
    """Return the minutes of a day at which the specifications say open."""
    return {
        minute
        for one in found
        if f"https://schema.org/{day}" in one["dayOfWeek"]
        for minute in range(minutes(one["opens"]), minutes(one["closes"]))
    }


def evaluated(hours, midnight, **options):
    """Return the minutes of a day at which the library says open."""
    intervals = opening_hours.OpeningHours(hours, **options).intervals(
        midnight, midnight + timedelta(days=1)
    )
    return {
        minute
        for start, end, state, _comment in intervals
        if state == opening_hours.State.OPEN
        for minute in range(
            int((start - midnight).total_seconds() // 60),
            int(((end or midnight + timedelta(days=1)) - midnight).total_seconds() // 60),
        )
    }


@st.composite
def weekdays(draw):
    """Return a selector: days, spans of days, holidays, in any order."""
    parts = draw(
        st.lists(
            st.sampled_from(CODES)
            | st.tuples(st.sampled_from(CODES[:7]), st.sampled_from(CODES[:7])).map("-".join),
            min_size=1,
            max_size=3,
        )
    )
    return ",".join(parts)


@st.composite
def times(draw):
    """Return spans of hours, some of them past midnight, or a closing."""
    if draw(st.booleans()):
        return draw(st.sampled_from(["off", "closed", "00:00-24:00", ""]))
    spans = draw(
        st.lists(
            st.tuples(st.integers(0, 23), st.integers(0, 26), st.sampled_from(["00", "30"])),
            min_size=1,
            max_size=2,
        )
    )
    return ",".join(f"{opens:02}:{half}-{closes:02}:00" for opens, closes, half in spans)


@st.composite
def expressions(draw):
    """Return opening hours of up to four rules, some of which override or add to others."""
    rules = draw(st.lists(st.tuples(weekdays(), times()), min_size=1, max_size=4))
    separators = draw(st.lists(st.sampled_from(["; ", ", "]), min_size=4, max_size=4))
    first, *rest = (" ".join(rule).strip() for rule in rules)
    text = first + "".join(mark + rule for mark, rule in zip(separators, rest, strict=False))
    suffix = st.sampled_from(["", "", "; PH off", "; SH off", "; Aug off", ' || "sur rendez-vous"'])
    return text + draw(suffix)


@settings(deadline=None, max_examples=300)
@given(expressions())
def test_published_hours_are_the_evaluated_ones(hours):
    found = specifications(hours)

    if found:
        for monday in MONDAYS:
            for number, day in enumerate(DAYS):
                midnight = monday + timedelta(days=number)
                assert published(found, day) == evaluated(hours, midnight), (hours, day)
        if any("PublicHolidays" in day for one in found for day in one["dayOfWeek"]):
            for christmas in CHRISTMASES:
                midnight = datetime.combine(christmas, datetime.min.time())
                holiday = evaluated(hours, midnight, country="FR")
                assert published(found, "PublicHolidays") == holiday, hours


@settings(deadline=None)
@given(st.text(max_size=40) | st.text('MoTuWePHSHoff0123456789:-,;+/ []"|', max_size=40))
def test_no_text_raises(text):
    assert isinstance(specifications(text), list)
