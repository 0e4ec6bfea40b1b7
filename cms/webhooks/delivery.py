"""Delivers what receivers have not been told yet, and tries again what they did not take."""

import logging
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from cms.models import WebhookDelivery, WebhookPosition
from cms.webhooks.outbox import collect
from cms.webhooks.sending import send

logger = logging.getLogger(__name__)

# After the first attempt, the second …; the last one holds of all that come after.
BACK_OFF = [timedelta(seconds=seconds) for seconds in (10, 60, 300, 900, 3600)]
# Nobody else sends what a process has begun to send, for so long.
LEASE = timedelta(minutes=2)
# How long the list shows what was taken.
KEPT = timedelta(days=30)


@dataclass
class DeliveryCount:
    """How many deliveries were taken, and how many were not."""

    taken: int = 0
    refused: int = 0


def deliver_webhooks() -> DeliveryCount:
    """Send to each receiver what is due; return what came of it.

    A receiver that fails gets nothing more until its time has come.
    """
    outcome = DeliveryCount()
    _forget()
    for receiver in settings.CMS_WEBHOOK_RECEIVERS:
        while delivery := _next(receiver):
            if not _attempt(delivery):
                outcome.refused += 1
                break
            outcome.taken += 1
    return outcome


def send_again(delivery: WebhookDelivery) -> WebhookDelivery:
    """Have a delivery sent at the next look, with what waits before it; return what will be sent.

    What was taken is told anew, with another id: a receiver passes over an id that it knows.
    """
    now = timezone.now()
    if delivery.delivered is None:
        WebhookDelivery.objects.filter(pk=delivery.pk, delivered=None).update(next_attempt=now)
        waiting().filter(receiver=delivery.receiver).update(next_attempt=now)
        return delivery
    return WebhookDelivery.objects.create(
        receiver=delivery.receiver,
        tags=delivery.tags,
        paths=delivery.paths,
        created=now,
        next_attempt=now,
    )


def waiting() -> QuerySet[WebhookDelivery]:
    """Return what receivers have still to take, the oldest first."""
    return WebhookDelivery.objects.filter(next_attempt__isnull=False).order_by("created", "pk")


def _next(receiver: str) -> WebhookDelivery | None:
    """Return the next delivery to be sent now, and by no other process; None where there is none.

    While one waits for its time nothing new is made of the log.
    """
    own = waiting().filter(receiver=receiver)
    delivery = own.first() or collect(receiver)
    if delivery is None:
        return None
    now = timezone.now()
    due = own.filter(pk=delivery.pk, next_attempt__lte=now)
    if not due.update(next_attempt=now + LEASE, attempts=F("attempts") + 1):
        return None
    delivery.refresh_from_db()
    return delivery


def _attempt(delivery: WebhookDelivery) -> bool:
    """Send a delivery, write down what came of it, and return whether it was taken."""
    status, error = send(delivery, timezone.now())
    now = timezone.now()
    delivery.status, delivery.error = status, error
    is_taken = status is not None and 200 <= status < 300
    if is_taken:
        delivery.delivered, delivery.next_attempt = now, None
    else:
        delivery.next_attempt = now + BACK_OFF[min(delivery.attempts, len(BACK_OFF)) - 1]
        logger.warning(
            "%s did not take the webhook %s: %s", delivery.origin, delivery.pk, error or status
        )
    delivery.save(update_fields=["status", "error", "delivered", "next_attempt"])
    return is_taken


def _forget() -> None:
    """Give up what nobody receives any more, and remove what is old."""
    receivers = settings.CMS_WEBHOOK_RECEIVERS
    WebhookPosition.objects.exclude(receiver__in=receivers).delete()
    waiting().exclude(receiver__in=receivers).update(next_attempt=None)
    old = Q(created__lt=timezone.now() - KEPT, next_attempt=None)
    WebhookDelivery.objects.filter(old).delete()
