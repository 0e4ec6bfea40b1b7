"""`manage.py purge_contact_messages`: delete the messages that were kept long enough."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db.models import Q
from django.utils import timezone

from cms.contact.models import ContactMessage, UsedToken


class Command(BaseCommand):
    """Delete old messages, those that robots seem to have sent sooner."""

    help = "Efface les messages de contact plus anciens que CONTACT_KEPT_DAYS jours."

    def handle(self, *args: Any, **options: Any) -> None:
        """Delete them, and say how many."""
        now = timezone.now()
        old = Q(sent_at__lt=now - timedelta(days=settings.CMS_CONTACT_KEPT_DAYS))
        suspect = Q(
            is_suspect=True,
            sent_at__lt=now - timedelta(days=settings.CMS_CONTACT_SUSPECT_KEPT_DAYS),
        )
        count, _by_model = ContactMessage.objects.filter(old | suspect).delete()
        valid_since = now - timedelta(seconds=settings.CMS_CONTACT_MAX_SECONDS)
        UsedToken.objects.filter(used_at__lt=valid_since).delete()
        self.stdout.write(f"Messages effacés : {count}.")
