"""`manage.py import_translation`: a translated file into drafts."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from cms.translation.exchange.bilingual_document import UnreadableFileError
from cms.translation.exchange.formats import read
from cms.translation.exchange.importing import import_document


class Command(BaseCommand):
    """Take what can be taken, and tell of the rest; nothing is published."""

    help = "Prend les traductions d’un fichier XLIFF ou PO dans des brouillons."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the file and who signs."""
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--user", help="Le compte qui signe ; ses droits sont alors vérifiés. Sinon, aucun."
        )

    def handle(self, *args: Any, file: Path, user: str | None, **options: Any) -> None:
        """Take the file, and print the report."""
        author = None
        if user is not None:
            author = get_user_model().objects.filter(username=user).first()
            if author is None:
                raise CommandError(f"Le compte « {user} » n’existe pas.")
        try:
            outcomes = import_document(read(file.read_bytes()), author)
        except (OSError, UnreadableFileError) as error:
            raise CommandError(str(error)) from error
        for outcome in outcomes:
            made = ", brouillon créé" if outcome.is_new else ""
            self.stdout.write(
                f"{outcome.title} : {outcome.taken} texte(s) pris{made}, "
                f"{outcome.refused} refusé(s), {outcome.unchanged} sans changement, "
                f"{len(outcome.untranslated)} encore à traduire."
            )
            for refusal in outcome.refusals:
                self.stdout.write(f"  refusé – {refusal.place} : {refusal.reason} – {refusal.text}")
            for text in outcome.untranslated:
                self.stdout.write(f"  à traduire – {text.place} : {text.reason} – {text.text}")
            for lost in outcome.lost:
                self.stdout.write(f"  remplacé – {lost.place} : {lost.text}")
