"""Stores e-mails for the worker, which delivers them (`cms.mail.delivery`)."""

from datetime import timedelta
from typing import Any

from django.core.mail import EmailMessage
from django.db.models import Q
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from cms.mail.content import dump_message
from cms.mail.delivery import LEASE
from cms.mail.models import QueuedEmail
from cms.mail.tasks import deliver_email

# How long the list shows what was sent or given up.
LISTED = timedelta(days=30)


def queue(message: EmailMessage) -> QueuedEmail:
    """Store a message and enqueue its delivery, both in the transaction in force."""
    # A line break in a title must not end the header.
    message.subject = " ".join(str(message.subject).split())
    message.message()  # any other header with a line break fails here, as in Django
    now = timezone.now()
    queued = QueuedEmail.objects.create(
        recipients=", ".join(message.recipients()),
        subject=str(message.subject)[:250],
        content=dump_message(message),
        created=now,
        next_attempt=now,
    )
    deliver_email.enqueue(queued.pk)
    return queued


def retry(queued: QueuedEmail) -> None:
    """Have a message that waits sent at once."""
    waiting = QueuedEmail.objects.filter(pk=queued.pk, next_attempt__isnull=False)
    if waiting.update(next_attempt=timezone.now()):
        deliver_email.enqueue(queued.pk)


def enqueue_due(**kwargs: Any) -> None:
    """Enqueue the messages whose next attempt is due, and delete old rows of the list."""
    now = timezone.now()
    QueuedEmail.objects.filter(next_attempt=None, created__lt=now - LISTED).delete()
    if DBTaskResult.objects.ready().filter(task_path=deliver_email.module_path).exists():
        return  # the tasks that wait come first: none is enqueued twice
    # The first attempt has a task of its own; this also finds what a killed worker has left.
    retried = QueuedEmail.objects.filter(next_attempt__lte=now).filter(
        Q(attempts__gt=0) | Q(created__lt=now - LEASE)
    )
    for key in retried.values_list("pk", flat=True):
        deliver_email.enqueue(key)
