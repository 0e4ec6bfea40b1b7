"""Delivers stored e-mails, and tries again those that the mail server does not take."""

import logging
from datetime import timedelta
from smtplib import SMTPRecipientsRefused
from typing import Any

from django.conf import settings
from django.core.mail import get_connection
from django.db.models import F
from django.utils import timezone

from cms.mail.content import load_message
from cms.mail.models import QueuedEmail
from cms.mail.signals import email_sent

logger = logging.getLogger(__name__)

# After the first attempt, the second …; the last one holds for all later ones.
BACK_OFF = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180)]
# A password link is valid for as long (PASSWORD_RESET_TIMEOUT): a later message is of no use.
GIVE_UP_AFTER = timedelta(days=3)
# No other worker sends a message within this time after one worker has begun to.
LEASE = timedelta(minutes=5)


def deliver_mail(key: int) -> bool:
    """Send a message that is due, and return whether the mail server took it.

    A failure is logged and noted; the next attempt is later each time.
    """
    now = timezone.now()
    due = QueuedEmail.objects.filter(pk=key, next_attempt__lte=now)
    if not due.update(next_attempt=now + LEASE, attempts=F("attempts") + 1):
        return False
    queued = QueuedEmail.objects.get(pk=key)
    try:
        message = load_message(queued.content)
        get_connection(settings.CMS_EMAIL_TRANSPORT).send_messages([message])
    except Exception as error:
        _note_failure(queued, error)
        return False
    _finish(queued, sent=timezone.now(), error="")
    email_sent.send(QueuedEmail, message=message)
    return True


def _note_failure(queued: QueuedEmail, error: Exception) -> None:
    now = timezone.now()
    reason = _reason(error)
    is_final = _is_refused(error) or now - queued.created > GIVE_UP_AFTER
    if is_final:
        logger.error("E-mail %s is given up: %s", queued.pk, reason)
        _finish(queued, sent=None, error=reason)
        return
    wait = BACK_OFF[min(queued.attempts, len(BACK_OFF)) - 1]
    logger.warning("E-mail %s was not sent, next attempt in %s: %s", queued.pk, wait, reason)
    queued.error, queued.next_attempt = reason, now + wait
    queued.save(update_fields=["error", "next_attempt"])


def _finish(queued: QueuedEmail, *, sent: Any, error: str) -> None:
    queued.content, queued.next_attempt, queued.sent, queued.error = "", None, sent, error
    queued.save(update_fields=["content", "next_attempt", "sent", "error"])


def _is_refused(error: Exception) -> bool:
    """Return whether the mail server refused every address for good."""
    if not isinstance(error, SMTPRecipientsRefused):
        return False
    return all(code >= 500 for code, _answer in error.recipients.values())


def _reason(error: Exception) -> str:
    """Return the kind of the error and the server's code; its words may repeat the message."""
    codes = [code for code in (getattr(error, "smtp_code", None),) if code]
    if isinstance(error, SMTPRecipientsRefused):
        codes = sorted({code for code, _answer in error.recipients.values()})
    return " ".join([type(error).__name__, *map(str, codes)])
