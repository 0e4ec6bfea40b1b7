"""`manage.py import_structures FILE`: previews or applies a data.inclusion file."""

import json
import re
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from cms.tree_lock import tree_locked
from structures.inclusion.applying import apply_plan
from structures.inclusion.plan import Plan
from structures.inclusion.planning import make_plan
from structures.inclusion.reading import read_rows
from structures.inclusion.report import report_of, table_lines

DEPARTMENT = re.compile(r"^(\d{2,3}|2[AB])$")


class Command(BaseCommand):
    """Prints the plan by default; with --apply, applies exactly that plan."""

    help = (
        "Lit un fichier data.inclusion v1 et dit ce qu’il changerait dans l’annuaire ; "
        "avec --apply, le fait, tout ou rien."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the file and the options."""
        parser.add_argument("file", type=Path, help="Le fichier JSON, une liste de structures.")
        parser.add_argument(
            "--department", default="", help="Refuser les lignes d’un autre département, ex. 48."
        )
        parser.add_argument("--apply", action="store_true", help="Appliquer le plan.")
        parser.add_argument(
            "--strict", action="store_true", help="Ne rien appliquer si une ligne est refusée."
        )
        parser.add_argument("--report", type=Path, help="Écrire aussi le rapport, en JSON.")

    def handle(
        self,
        *args: Any,
        file: Path,
        department: str,
        apply: bool,
        strict: bool,
        report: Path | None,
        verbosity: int,
        **options: Any,
    ) -> None:
        """Print the plan; apply it with --apply."""
        if department and not DEPARTMENT.match(department):
            raise CommandError("Un département a deux ou trois signes, par exemple 48.")
        try:
            rows = read_rows(file.read_bytes())
        except OSError as error:
            raise CommandError(f"{file} ne peut pas être lu : {error.strerror}.") from error
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        quiet = verbosity == 0
        if not apply:
            with _bar("Lecture", len(rows), quiet) as advance:
                plan = make_plan(rows, department, advance)
            self._print(plan, file, report, applied=False, quiet=quiet)
            self._stop_if_strict(plan, strict)
            return
        try:
            with tree_locked():
                with _bar("Lecture", len(rows), quiet) as advance:
                    plan = make_plan(rows, department, advance)
                refused = strict and plan.has_refusals()
                if not refused:
                    with _bar("Écriture", len(rows), quiet) as advance:
                        apply_plan(plan, advance)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self._print(plan, file, report, applied=not refused, quiet=quiet)
        self._stop_if_strict(plan, strict)

    def _print(
        self, plan: Plan, file: Path, report: Path | None, *, applied: bool, quiet: bool
    ) -> None:
        if not quiet:
            for line in table_lines(plan):
                self.stdout.write(line)
            if applied:
                self.stdout.write(self.style.SUCCESS("L’import est fait."))
            else:
                self.stdout.write("Rien n’a été changé.")
        if report is not None:
            content = report_of(plan, file=file.name, applied=applied)
            text = json.dumps(content, ensure_ascii=False, indent=2)
            report.write_text(text + "\n", encoding="utf-8")

    def _stop_if_strict(self, plan: Plan, strict: bool) -> None:
        if strict and plan.has_refusals():
            count = plan.counts()["refuse"]
            raise CommandError(f"{count} ligne(s) refusée(s) : avec --strict, rien n’est appliqué.")


@contextmanager
def _bar(title: str, total: int, quiet: bool) -> Iterator[Callable[[], None]]:
    with tqdm(total=total, desc=title, unit="ligne", disable=quiet) as bar:

        def advance() -> None:
            bar.update()

        yield advance
