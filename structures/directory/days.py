"""When a day of the directory ends."""

from datetime import datetime, time, timedelta

from django.utils import timezone


def next_midnight() -> datetime:
    """Return when the next day begins, here."""
    tomorrow = timezone.localdate() + timedelta(days=1)
    return timezone.make_aware(datetime.combine(tomorrow, time.min))
