"""`manage.py deliver_webhooks`: tells the receivers what was published."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from cms.webhooks.delivery import deliver_webhooks, waiting


class Command(BaseCommand):
    """Deliver once, now; the worker does so by itself."""

    help = (
        "Annonce aux destinataires (WEBHOOK_RECEIVERS) ce qui a été publié, et essaie de nouveau "
        "ce qu’ils n’ont pas reçu. run_worker le fait de lui-même."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what was taken, and what still waits."""
        if not settings.CMS_WEBHOOK_RECEIVERS:
            self.stdout.write("Aucun destinataire : WEBHOOK_RECEIVERS est vide.")
            return
        outcome = deliver_webhooks()
        self.stdout.write(
            f"Notifications reçues : {outcome.taken} ; en échec : {outcome.refused} ; "
            f"en attente : {waiting().count()}."
        )
