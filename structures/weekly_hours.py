"""Converts weekly opening hours to schema.org."""

import re
from collections import defaultdict
from datetime import date, datetime, time, timedelta
from typing import Any

import opening_hours

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
HOLIDAYS = "PublicHolidays"
# Normalized weekdays, public holidays and hours. schema.org cannot express hours that depend on a
# date, the sun, school holidays or a comment.
WEEKLY = re.compile(r"(?:(?:Mo|Tu|We|Th|Fr|Sa|Su|PH)(?![a-z])|\d\d:\d\d|24/7|closed|[-,; ])+")
# An ordinary week; without a country, the library has no public holidays.
MONDAY = date(2001, 1, 1)
# Christmas Days that fall on each weekday, from Monday to Sunday.
CHRISTMASES = tuple(date(year, 12, 25) for year in (2006, 2007, 2013, 2008, 2009, 2010, 2011))
COUNTRY = "FR"
LAST_MINUTE = "23:59"

# Opening and closing time on the same day.
Span = tuple[str, str]


def specifications(hours: str) -> list[dict[str, Any]]:
    """Convert OpenStreetMap opening hours to OpeningHoursSpecification nodes, one per time span.

    Return an empty list for hours that schema.org cannot express, such as hours that differ from
    week to week, and for a place that is always closed.
    """
    if not opening_hours.validate(hours):
        return []
    normalized = str(opening_hours.OpeningHours(hours))
    if not WEEKLY.fullmatch(normalized):
        return []
    ordinary = opening_hours.OpeningHours(normalized)
    week = [_spans(ordinary, MONDAY + timedelta(days=number)) for number in range(7)]
    days: dict[Span, list[str]] = defaultdict(list)
    for name, spans in zip(DAYS, week, strict=True):
        for span in spans:
            days[span].append(name)
    if "PH" in normalized:
        with_holidays = opening_hours.OpeningHours(normalized, country=COUNTRY)
        holidays = [_spans(with_holidays, day) for day in CHRISTMASES]
        if holidays != week:
            after = [_spans(with_holidays, day + timedelta(days=1)) for day in CHRISTMASES]
            if any(spans != holidays[0] for spans in holidays) or after != [*week[1:], week[0]]:
                # schema.org has one set of hours for all holidays, and none for the night after.
                return []
            for span in holidays[0] or [("00:00", "00:00")]:
                days[span].append(HOLIDAYS)
    return [_specification(on, opens, closes) for (opens, closes), on in days.items()]


def _spans(hours: opening_hours.OpeningHours, day: date) -> list[Span]:
    """Return the opening times of one day; a night is cut at midnight."""
    midnight = datetime.combine(day, time())
    end_of_day = midnight + timedelta(days=1)
    return [
        (f"{start:%H:%M}", f"{end:%H:%M}" if end and end < end_of_day else LAST_MINUTE)
        for start, end, state, _comment in hours.intervals(midnight, end_of_day)
        if state == opening_hours.State.OPEN
    ]


def _specification(days: list[str], opens: str, closes: str) -> dict[str, Any]:
    return {
        "@type": "OpeningHoursSpecification",
        "dayOfWeek": [f"https://schema.org/{day}" for day in days],
        "opens": opens,
        "closes": closes,
    }
