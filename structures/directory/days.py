"""The end of the day, for results that depend on the current date."""

from datetime import datetime, time, timedelta

from django.utils import timezone


def next_midnight() -> datetime:
    """Return the next midnight in the current time zone."""
    tomorrow = timezone.localdate() + timedelta(days=1)
    return timezone.make_aware(datetime.combine(tomorrow, time.min))
