"""`manage.py share_facts`: give all translations the shared fields of their sources."""

from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from wagtail.models import DraftStateMixin, Locale

from cms.checks import translatable_models
from cms.translation.counting import count_texts
from cms.translation.shared_fields import give_to_translations

CHUNK = 200


class Command(BaseCommand):
    """For what was written past the models, such as by SQL, or before these fields were shared.

    The texts that translations still have to translate are counted again, too.
    """

    help = "Fait reprendre aux traductions les faits de leur source ; relancée, ne change rien."

    def handle(self, *args: Any, **options: Any) -> None:
        """Have the translations of each published row in the first language follow it."""
        first = Locale.get_default()
        for model in translatable_models():
            rows = iter(model._default_manager.filter(locale=first).order_by("pk"))
            while chunk := list(islice(rows, CHUNK)):
                with transaction.atomic():
                    give_to_translations(chunk)
            if issubclass(model, DraftStateMixin):
                for translation in model._default_manager.exclude(locale=first).iterator():
                    count_texts(translation.get_latest_revision_as_object())
        self.stdout.write("Les traductions disent les mêmes faits que leur source.")
