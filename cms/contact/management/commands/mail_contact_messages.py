"""`manage.py mail_contact_messages`: send the messages that no mail server took when they came."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cms.contact.mail import mail_message
from cms.contact.models import ContactMessage


class Command(BaseCommand):
    """Send what is waiting, the oldest first; stop at the first failure."""

    help = "Transmet par courriel les messages de contact qui n’ont pas pu partir."

    def handle(self, *args: Any, **options: Any) -> None:
        """Send them, and say how many went."""
        waiting = ContactMessage.objects.filter(mailed_at=None, is_suspect=False, is_handled=False)
        sent = 0
        for key in waiting.order_by("sent_at").values_list("pk", flat=True):
            try:
                sent += bool(mail_message.func(key))
            except OSError as error:
                raise CommandError(f"{sent} partis, puis : {error}") from error
        self.stdout.write(f"Messages transmis : {sent}.")
