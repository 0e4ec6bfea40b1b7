"""`manage.py load_starter_content`: loads the whole starter site, in French and English."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from home.models import HomePage
from home.starter.loader import count_steps, load_content


class Command(BaseCommand):
    """Creates missing starter content; existing content is not changed."""

    help = (
        "Charge le contenu de départ : pages en français et en anglais, annuaire, images, menus. "
        "Relancée, la commande ne change rien à ce qui existe."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add --if-empty."""
        parser.add_argument(
            "--if-empty",
            action="store_true",
            help="Ne rien faire si le site a déjà une page d’accueil.",
        )

    def handle(self, *args: Any, if_empty: bool, verbosity: int, **options: Any) -> None:
        """Load the content, with a progress bar on a terminal."""
        if if_empty and HomePage.objects.exists():
            self.stdout.write("Le site a déjà son contenu.")
            return
        with tqdm(
            total=count_steps(),
            desc="Contenu de départ",
            unit="objet",
            disable=verbosity == 0,
        ) as bar:

            def advance() -> None:
                bar.update()

            load_content(advance)
        self.stdout.write(self.style.SUCCESS("Le contenu de départ est chargé."))
