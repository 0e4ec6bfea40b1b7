"""The transport of messages to a mail server, under a limit for the whole of a delivery."""

import smtplib
from collections.abc import Sequence
from socket import socket
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends import smtp

from cms.time_limit import limited, within

# Seconds for all that a delivery says and hears; EMAIL_TIMEOUT is for each of its parts.
WHOLE = 60.0


class _Client(smtplib.SMTP):
    def _get_socket(self, *address: Any) -> socket:
        return limited(super()._get_socket(*address))  # type: ignore[misc]


class SMTPBackend(smtp.EmailBackend):
    """Django's own backend, which a slow mail server holds for a minute and no longer."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        """Return a client whose connection ends in time."""
        return super().connection_class if self.use_ssl else _Client

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Send them and return how many; raise TimeoutError when the time is used up."""
        return within(WHOLE, lambda: super(SMTPBackend, self).send_messages(email_messages))
