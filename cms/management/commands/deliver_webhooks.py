"""`manage.py deliver_webhooks`: tells the receivers what was published."""

import logging
import signal
from argparse import ArgumentParser
from threading import Event
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError, InterfaceError, close_old_connections

from cms.webhooks.delivery import Outcome, deliver, waiting

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """Deliver once, or go on until told to stop."""

    help = (
        "Annonce aux destinataires (WEBHOOK_RECEIVERS) ce qui a été publié, et essaie de nouveau "
        "ce qu’ils n’ont pas reçu."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add --watch and --every."""
        parser.add_argument(
            "--watch",
            action="store_true",
            help="Continuer jusqu’à un signal d’arrêt (SIGTERM ou Ctrl-C).",
        )
        parser.add_argument(
            "--every",
            type=float,
            default=1.0,
            metavar="SECONDES",
            help="Temps entre deux regards, avec --watch (1 par défaut).",
        )

    def handle(self, *args: Any, watch: bool, every: float, **options: Any) -> None:
        """Say what was taken, and what still waits."""
        if not settings.CMS_WEBHOOK_RECEIVERS:
            self.stdout.write("Aucun destinataire : WEBHOOK_RECEIVERS est vide.")
        elif watch:
            self._watch(every)
        else:
            self._report(deliver())

    def _watch(self, every: float) -> None:
        stop = Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        self.stdout.write("Attente de publications…")
        while not stop.is_set():
            close_old_connections()
            try:
                outcome = deliver()
            except (DatabaseError, InterfaceError):
                logger.exception("the database can't be reached")
            else:
                if outcome != Outcome():
                    self._report(outcome)
            stop.wait(every)

    def _report(self, outcome: Outcome) -> None:
        self.stdout.write(
            f"Notifications reçues : {outcome.taken} ; en échec : {outcome.refused} ; "
            f"en attente : {waiting().count()}."
        )
