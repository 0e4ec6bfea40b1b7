"""`manage.py export_structures [FILE]`: the published directory as data.inclusion v1."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from structures.inclusion.export import default_delivery, export_lines


class Command(BaseCommand):
    """Writes the published directory of the default site to a file, or to the terminal."""

    help = "Écrit l’annuaire publié au format data.inclusion v1, dans un fichier ou à l’écran."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the file argument."""
        parser.add_argument(
            "file", nargs="?", type=Path, help="Le fichier à écrire ; sans lui, l’écran."
        )

    def handle(self, *args: Any, file: Path | None, verbosity: int, **options: Any) -> None:
        """Write the export; the file is replaced only once it is complete."""
        try:
            lines = export_lines(default_delivery())
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from error
        if file is None:
            for line in lines:
                self.stdout.write(line, ending="")
            return
        temporary = file.with_name(f".{file.name}.part")
        quiet = verbosity == 0 or not sys.stderr.isatty()
        try:
            with temporary.open("w", encoding="utf-8") as target:
                for line in tqdm(lines, desc="Export", unit="ligne", disable=quiet):
                    target.write(line)
            temporary.replace(file)
        except OSError as error:
            raise CommandError(f"{file} ne peut pas être écrit : {error.strerror}.") from error
        finally:
            temporary.unlink(missing_ok=True)
        if verbosity:
            self.stdout.write(self.style.SUCCESS(f"{file} est écrit."))
