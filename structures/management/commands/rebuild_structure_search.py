"""`manage.py rebuild_structure_search`: rebuilds the search index of structures and communes."""

from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from cms.planner_statistics import refresh_planner_statistics
from structures.search.indexing import count_sheets, rebuild


class Command(BaseCommand):
    """Rebuilds all search entries, a chunk at a time."""

    help = (
        "Refait l’index de la recherche de structures et de communes : après une restauration, ou "
        "après une modification faite directement dans la base. Les lecteurs cherchent pendant ce "
        "temps."
    )

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        """Rebuild the index, with a progress bar on a terminal."""
        total = count_sheets()
        with tqdm(total=total, desc="Fiches", unit="fiche", disable=verbosity == 0) as bar:
            for number in rebuild():
                bar.update(number)
        refresh_planner_statistics()
        self.stdout.write(self.style.SUCCESS(f"Fiches indexées : {total}."))
