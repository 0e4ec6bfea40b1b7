"""Opening hours that are the same each week, as schema.org writes them."""

import re
from collections import defaultdict
from datetime import datetime, time, timedelta
from typing import Any

import opening_hours

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# Rules of weekdays and hours alone: what depends on a date, the sun or a comment has no such form.
WEEKLY = re.compile(
    r"(?:(?:Mo|Tu|We|Th|Fr|Sa|Su)(?![a-z])|\d\d:\d\d|24/7|off|closed|[-,; ])+", re.ASCII
)
CLOSED_ON_HOLIDAYS = re.compile(r"\s*[;,]\s*PH\s+(?:off|closed)\s*$")
# A week that is as good as any other; it begins on a Monday.
MONDAY = datetime(2001, 1, 1)
LAST_MINUTE = "23:59"


def specifications(hours: str) -> list[dict[str, Any]]:
    """Return OpenStreetMap's opening_hours as OpeningHoursSpecification, one a span of hours.

    The list is empty for hours that differ from week to week, and for none.
    """
    weekly = CLOSED_ON_HOLIDAYS.sub("", hours)
    if not WEEKLY.fullmatch(weekly) or not opening_hours.validate(weekly):
        return []
    days: dict[tuple[str, str], list[str]] = defaultdict(list)
    for day, opens, closes in _spans(weekly):
        days[opens, closes].append(DAYS[day])
    found = [_specification(on, opens, closes) for (opens, closes), on in days.items()]
    if found and weekly != hours:
        found.append(_specification(["PublicHolidays"], "00:00", "00:00"))
    return found


def _spans(hours: str) -> list[tuple[int, str, str]]:
    """Return the open spans of a week, none across midnight, as (day, opens, closes)."""
    found = []
    week = opening_hours.OpeningHours(hours).intervals(MONDAY, MONDAY + timedelta(days=7))
    for start, end, state, _comment in week:
        if state != opening_hours.State.OPEN:
            continue
        while start < end:
            midnight = datetime.combine(start.date() + timedelta(days=1), time())
            closes = LAST_MINUTE if end >= midnight else f"{end:%H:%M}"
            found.append((start.weekday(), f"{start:%H:%M}", closes))
            start = midnight
    return found


def _specification(days: list[str], opens: str, closes: str) -> dict[str, Any]:
    return {
        "@type": "OpeningHoursSpecification",
        "dayOfWeek": [f"https://schema.org/{day}" for day in days],
        "opens": opens,
        "closes": closes,
    }
