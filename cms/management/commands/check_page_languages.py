"""`manage.py check_page_languages`: pages in another language than the page above them."""

from argparse import ArgumentParser
from typing import Any
from uuid import uuid4

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from wagtail.models import Page

from cms.models.page_language import misplaced_pages


class Command(BaseCommand):
    """List the pages, and fail where there are any; with `--fix`, give them that language."""

    help = "Cherche les pages dont la langue n’est pas celle de la page au-dessus."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the choice to correct them."""
        parser.add_argument(
            "--fix",
            action="store_true",
            help="Donner à ces pages la langue de la page au-dessus. Elles cessent d’être des "
            "traductions d’autres pages.",
        )

    def handle(self, *args: Any, fix: bool, **options: Any) -> None:
        """List them, or correct them from the top of the tree downwards."""
        found = list(misplaced_pages())
        for page in found:
            self.stdout.write(
                f"n° {page.pk}, {page.url_path} : {page.locale.language_code}, {page.title}"
            )
        if not found:
            self.stdout.write("Toutes les pages ont la langue de la page au-dessus.")
        elif fix:
            self.stdout.write(f"{self._fix()} page(s) corrigée(s).")
        else:
            raise CommandError(f"{len(found)} page(s) dans une autre langue : relancez avec --fix.")

    @transaction.atomic
    def _fix(self) -> int:
        number = 0
        # Those below a page that is corrected may be right, or wrong, only then.
        while page := misplaced_pages().first():
            Page.objects.filter(pk=page.pk).update(
                locale=page.parent_locale, translation_key=uuid4()
            )
            number += 1
        return number
