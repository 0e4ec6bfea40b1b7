"""`manage.py normalise_texts`: rows that were stored before texts were put into one normal form."""

from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import transaction

from cms.text.normal_form import normalise_row


class Command(BaseCommand):
    """Put the texts of all rows, and of the versions of pages and snippets, into NFC.

    A row whose text is in NFC already is not written. No version is created.
    """

    help = "Met les textes enregistrés en forme normale Unicode (NFC)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the rows that change, a transaction a model, and report how many they are."""
        count = 0
        for model in apps.get_models():
            if model._meta.managed and not model._meta.proxy:
                with transaction.atomic():
                    count += self._normalise(model)
        self.stdout.write(f"{count} ligne(s) mise(s) en forme normale.")

    def _normalise(self, model: Any) -> int:
        count = 0
        own = [field.attname for field in model._meta.local_concrete_fields]
        for row in model._base_manager.iterator(chunk_size=200):
            changed = [name for name in normalise_row(row) if name in own]
            if changed:
                values = {name: getattr(row, name) for name in changed}
                model._base_manager.filter(pk=row.pk).update(**values)
                count += 1
        return count
