"""`manage.py mail_contact_messages`: mail the messages that had no recipient when they came."""

from typing import Any

from django.core.management.base import BaseCommand

from cms.contact.mail import mail_message
from cms.contact.models import ContactMessage


class Command(BaseCommand):
    """Hand what waits to the mail queue, the oldest first."""

    help = "Confie au courrier les messages de contact dont la page n’avait pas de destinataire."

    def handle(self, *args: Any, **options: Any) -> None:
        """Hand them over, and say how many there were."""
        waiting = ContactMessage.objects.filter(
            queued_at=None, mailed_at=None, is_suspect=False, is_held=False, is_handled=False
        )
        queued = sum(mail_message(message) for message in waiting.order_by("sent_at"))
        self.stdout.write(f"Messages confiés au courrier : {queued}.")
