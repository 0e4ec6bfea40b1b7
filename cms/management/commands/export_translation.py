"""`manage.py export_translation`: texts to translate, as a file for an agency."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from wagtail.models import Locale, Page

from cms.translation.exchange.extraction import (
    all_sources,
    document,
    extract,
    is_exchanged,
    page_and_below,
)
from cms.translation.exchange.formats import FORMATS, format_of


class Command(BaseCommand):
    """Write a file; nothing in the database changes."""

    help = (
        "Écrit les textes à traduire dans un fichier XLIFF (.xlf, .xliff) ou PO (.po) : ceux d’une "
        "page, d’un contenu, ou de tout le site."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the language, the file and what to export."""
        parser.add_argument("language", help="Code de la langue, par exemple en.")
        parser.add_argument("file", type=Path, help="Fichier à écrire ; son nom dit le format.")
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--page", type=int, metavar="ID", help="Une page de la langue source.")
        what.add_argument(
            "--snippet", metavar="APP.MODÈLE:ID", help="Un contenu, par exemple networks.network:3."
        )
        parser.add_argument(
            "--below", action="store_true", help="Avec toutes les pages en dessous de --page."
        )
        parser.add_argument(
            "--everything", action="store_true", help="Aussi les textes déjà traduits."
        )

    def handle(self, *args: Any, language: str, file: Path, **options: Any) -> None:
        """Write the file."""
        locale = Locale.objects.filter(language_code=language).first()
        if locale is None or locale == Locale.get_default():
            raise CommandError(f"« {language} » n’est pas une langue vers laquelle on traduit.")
        format_ = format_of(file.name)
        if format_ is None:
            raise CommandError("Le nom du fichier finit par .xlf, .xliff ou .po.")
        found = document(
            extract(_sources(options), locale), locale, all_strings=options["everything"]
        )
        if not found.items:
            self.stdout.write("Il n’y a rien à traduire : aucun fichier n’est écrit.")
            return
        file.write_bytes(FORMATS[format_].write(found))
        texts = sum(len(item.entries) for item in found.items)
        self.stdout.write(f"{texts} texte(s) de {len(found.items)} contenu(s) dans {file}.")


def _sources(options: dict[str, Any]) -> list[Any]:
    first = Locale.get_default()
    if options["page"] is not None:
        page = Page.objects.filter(pk=options["page"], locale=first, alias_of=None).first()
        if page is None or page.is_root():
            raise CommandError("Cette page n’existe pas dans la langue source.")
        return list(page_and_below(page)) if options["below"] else [page.specific]
    if options["snippet"] is not None:
        label, _colon, pk = options["snippet"].partition(":")
        try:
            model = apps.get_model(label)
            is_snippet = is_exchanged(model) and not issubclass(model, Page)
            found = model._default_manager.filter(pk=pk)
        except (LookupError, ValueError) as error:
            raise CommandError("Nommez le contenu comme networks.network:3.") from error
        row = found.filter(locale=first).first() if is_snippet else None
        if row is None:
            raise CommandError("Ce contenu n’existe pas dans la langue source.")
        return [row]
    return all_sources()
