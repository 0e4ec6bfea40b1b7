"""`manage.py clean_media`: stored files by the rules of uploads."""

import logging
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from cms.models import CustomDocument, CustomImage
from cms.uploads.stored import examine, store_cleaned

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """Find files that were stored before uploads were cleaned; clean them on demand."""

    help = (
        "Cherche les fichiers enregistrés que les règles d’envoi n’accepteraient pas tels quels : "
        "dessins SVG actifs, position GPS et autres métadonnées, photos à redresser, images trop "
        "grandes. Ne change rien sans --fix."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add --fix."""
        parser.add_argument(
            "--fix",
            action="store_true",
            help="Remplacer ces fichiers par leur version nettoyée et refaire leurs déclinaisons.",
        )

    def handle(self, *args: Any, fix: bool, verbosity: int, **options: Any) -> None:
        """Examine file by file, with a progress bar; one that cannot be cleaned stops no other."""
        rows = [(model, key) for model in (CustomImage, CustomDocument) for key in _keys(model)]
        cleanable, refused = 0, 0
        for model, key in tqdm(
            rows, desc="Fichiers", unit="fichier", disable=not (verbosity and rows)
        ):
            instance = model.objects.filter(pk=key).first()
            finding = instance and examine(instance)
            if instance is None or finding is None:
                continue
            try:
                if fix and finding.cleaned is not None:
                    store_cleaned(instance, finding.cleaned)
            except Exception:  # a storage may fail in its own ways
                logger.exception("The file of %s %s cannot be replaced.", model._meta.label, key)
                refused += 1
            else:
                cleanable += finding.cleaned is not None
                refused += finding.cleaned is None
            state = "à nettoyer" if finding.cleaned is not None else "à remplacer"
            if fix and finding.cleaned is not None:
                state = "nettoyé"
            name = model._meta.verbose_name
            tqdm.write(
                f"{name} {key} « {instance.title} » ({state}) : {finding.reason}", self.stdout
            )
        done = "Fichiers nettoyés" if fix else "Fichiers à nettoyer (avec --fix)"
        self.stdout.write(self.style.SUCCESS(f"{done} : {cleanable}."))
        if refused:
            raise CommandError(
                f"Fichiers à remplacer ou à supprimer dans l’administration : {refused}."
            )


def _keys(model: Any) -> list[int]:
    return list(model.objects.order_by("pk").values_list("pk", flat=True))
