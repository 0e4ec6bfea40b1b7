"""`manage.py generate_structures`: generates structures for benchmarks."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm
from wagtail.models import Locale

from cms.planner_statistics import refresh_planner_statistics
from structures.generation import SOURCE, generate, remove_structures
from structures.models import StructureIndexPage, StructurePage


class Command(BaseCommand):
    """Fills the directory for measurements."""

    help = (
        "Ajoute des structures inventées à l’annuaire, pour mesurer ; les mêmes à chaque fois. "
        "Elles sont publiées : à réserver à une base d’essai."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the number and --among-real."""
        parser.add_argument("number", type=int, help="Combien de structures l’annuaire doit avoir.")
        parser.add_argument(
            "--among-real",
            action="store_true",
            help="Accepter que l’annuaire ait déjà des fiches qui ne sont pas inventées.",
        )

    def handle(
        self, *args: Any, number: int, among_real: bool, verbosity: int, **options: Any
    ) -> None:
        """Replace the generated sheets by this number of sheets; 0 only removes them."""
        parent = StructureIndexPage.objects.filter(live=True, locale=Locale.get_default()).first()
        if parent is None:
            raise CommandError("Il manque une page des structures : lancez load_starter_content.")
        if number < 0:
            raise CommandError("Donnez un nombre de structures positif, ou 0 pour les retirer.")
        if not among_real and StructurePage.objects.exclude(source=SOURCE).exists():
            raise CommandError(
                "L’annuaire a des fiches véritables. Ajoutez --among-real sur une base d’essai."
            )
        removed = remove_structures()
        with tqdm(total=number, unit="fiche", disable=not (verbosity and number)) as bar:
            for pks in generate(parent, number):
                bar.update(len(pks))
        refresh_planner_statistics()
        self.stdout.write(
            self.style.SUCCESS(f"Structures retirées : {removed} ; ajoutées : {number}.")
        )
