"""`manage.py publish_scheduled`: in place of Wagtail's, and called in the same way."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import localtime
from tqdm import tqdm

from cms.scheduling.events import Event, EventKind, due_publications, due_withdrawals
from cms.scheduling.running import run


class Command(BaseCommand):
    """Publish and withdraw what is due; what fails keeps its schedule and its reason."""

    help = (
        "Publie et dépublie ce dont l’heure est venue. Ce qui échoue garde sa programmation, avec "
        "le motif, et n’arrête pas le reste. Le code de sortie est 1 après un échec nouveau ; sans "
        "rien à faire, la commande n’écrit rien."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add --dryrun, as Wagtail's command has it."""
        parser.add_argument(
            "--dryrun", action="store_true", help="Montrer ce qui est dû, sans rien changer."
        )

    def handle(self, *args: Any, dryrun: bool, verbosity: int, **options: Any) -> None:
        """Carry out what is due, or list it."""
        events = [*due_withdrawals(), *due_publications()]
        if dryrun:
            for event in events:
                self.stdout.write(_line(event))
            self.stdout.write(f"{len(events)} à faire ; rien n’est changé.")
            return
        with tqdm(total=len(events), unit="contenu", disable=None if verbosity else True) as bar:

            def advance() -> None:
                bar.update()

            outcome = run(advance)
        published = sum(event.kind == EventKind.PUBLISH for event in outcome.done)
        new = [(event, reason) for event, reason, is_new in outcome.failed if is_new]
        for event, reason in new:
            self.stderr.write(f"{_line(event)} – ÉCHEC : {reason}")
        if verbosity > 1:
            for event in outcome.done:
                self.stdout.write(_line(event))
            for event, reason, is_new in outcome.failed:
                if not is_new:
                    self.stdout.write(f"{_line(event)} – toujours en échec : {reason}")
        if (outcome.done or new) and verbosity:
            self.stdout.write(
                f"Publications : {published} ; dépublications : {len(outcome.done) - published} ; "
                f"échecs : {len(outcome.failed)}."
            )
        if outcome.broken:
            raise CommandError(f"Erreurs techniques : {len(outcome.broken)} (voir le journal).")
        if new:
            raise CommandError(f"Échecs nouveaux : {len(new)}.")


def _line(event: Event) -> str:
    return f"{localtime(event.due_at):%d/%m/%Y %H:%M}  {event.kind.label}  {event.label}"
