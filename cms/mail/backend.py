"""Django's e-mail backend: it stores messages, and a worker delivers them."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from cms.mail.outbox import queue


class QueueEmailBackend(BaseEmailBackend):
    """Stores each message in the transaction in force: after a rollback nothing is sent.

    CMS_EMAIL_TRANSPORT names the backend that then delivers it (`cms.mail.delivery`).
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Store the messages that have recipients, and return how many these are."""
        messages = [message for message in email_messages if message.recipients()]
        for message in messages:
            queue(message)
        return len(messages)
