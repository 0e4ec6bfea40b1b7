"""`manage.py run_worker`: do what answers leave for later (mail, renditions, webhooks)."""

import signal
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from cms.jobs.worker import Worker


class Command(BaseCommand):
    """Work until a signal asks to stop, or once."""

    help = "Fait ce qui attend : courriels, tailles des images, notifications."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add --once."""
        parser.add_argument(
            "--once",
            action="store_true",
            help="S’arrêter quand plus rien n’attend, sans attendre SIGTERM ni Ctrl-C.",
        )

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        """Work; a signal ends it after the task that runs."""
        worker = Worker()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: worker.stop())
        worker.work(once=once)
