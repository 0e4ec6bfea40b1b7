"""Whether a worker does the work, mail that is to be sent again included."""

from datetime import datetime

from django.utils import timezone

from cms.jobs.state import STALLED_AFTER, stalled_since
from cms.mail.models import QueuedEmail


def waiting_since() -> datetime | None:
    """Return since when the oldest work is due, if that is longer than a worker would take."""
    overdue = QueuedEmail.objects.filter(next_attempt__lt=timezone.now() - STALLED_AFTER)
    mail = overdue.order_by("next_attempt").values_list("next_attempt", flat=True).first()
    return min(filter(None, (mail, stalled_since())), default=None)
