"""Whether a worker does the work."""

from datetime import datetime, timedelta

from django.utils import timezone
from django_tasks_db.models import DBTaskResult

# A worker takes a task within a second, or after the tasks before it.
STALLED_AFTER = timedelta(minutes=5)


def stalled_since() -> datetime | None:
    """Return since when the oldest task waits, if that is longer than a worker would take."""
    oldest = (
        DBTaskResult.objects.ready()
        .filter(enqueued_at__lt=timezone.now() - STALLED_AFTER)
        .order_by("enqueued_at")
        .values_list("enqueued_at", flat=True)
    )
    return oldest.first()
