"""What the delivery of e-mails sends."""

from django.dispatch import Signal

# Sent with `message`, a Django EmailMessage, once the mail server has taken it.
email_sent = Signal()
