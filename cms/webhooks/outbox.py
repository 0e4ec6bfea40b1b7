"""Reads from the log of changes what a receiver has not been told yet."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from cms.changes.log import RETENTION, Moment, changed_since, present
from cms.models import Change, WebhookDelivery, WebhookPosition
from cms.webhooks.payload import purge_paths, purge_tags

# A position is written anew at least this often, though there be nothing to tell.
REFRESHED = timedelta(hours=1)
# By how much a line may be older than the commit that brought it.
LONGEST_TRANSACTION = timedelta(hours=6)


def collect(receiver: str) -> WebhookDelivery | None:
    """Make one delivery of all that a receiver has not been told; None where there is nothing.

    A new receiver, and one of which nobody knows any more what it missed, is told that everything
    has changed. Position and delivery are written together, by one process at a time.
    """
    now = timezone.now()
    with transaction.atomic():
        position, is_new = WebhookPosition.objects.select_for_update().get_or_create(
            receiver=receiver, defaults={"moment": "", "at": now}
        )
        moment, changed = (present(), None) if is_new else _changed(position)
        if changed == []:
            if now - position.at > REFRESHED:
                _write(position, moment, now)
            return None
        _write(position, moment, now)
        return WebhookDelivery.objects.create(
            receiver=receiver,
            tags=purge_tags(changed),
            paths=purge_paths(changed),
            created=now,
            next_attempt=now,
        )


def _changed(position: WebhookPosition) -> tuple[Moment, list[str] | None]:
    moment, changed = changed_since(Moment(position.moment))
    return moment, changed if _is_remembered(position.at) else None


def _is_remembered(at: datetime) -> bool:
    """Return whether no line that came after a moment can have left the log."""
    before = at - LONGEST_TRANSACTION
    return before > timezone.now() - RETENTION or Change.objects.filter(at__lt=before).exists()


def _write(position: WebhookPosition, moment: Moment, now: datetime) -> None:
    position.moment, position.at = moment.text, now
    position.save()
