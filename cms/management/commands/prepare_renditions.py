"""`manage.py prepare_renditions`: the files of the images' presets."""

import logging
from argparse import ArgumentParser
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from cms.images.renditions import (
    lacks_renditions,
    make_renditions,
    prune_renditions,
    renditions_of,
)
from cms.media.privacy import in_private_collection
from cms.models import CustomImage

CHUNK = 100

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """Make what a save did not: of a load, of older images, of a preset that is new."""

    help = (
        "Prépare les déclinaisons des images (tailles et formats) qui manquent. "
        "Relancée, la commande ne refait rien."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add --again and --prune."""
        parser.add_argument(
            "--again",
            action="store_true",
            help="Refaire aussi celles qui existent, par exemple après un changement de qualité.",
        )
        parser.add_argument(
            "--prune",
            action="store_true",
            help="Supprimer celles qu’aucun préréglage ne demande plus.",
        )

    def handle(self, *args: Any, again: bool, prune: bool, verbosity: int, **options: Any) -> None:
        """Prepare image by image, with a progress bar; a broken image doesn't stop the others."""
        if prune:
            removed = sum(prune_renditions(image) for image in _images())
            self.stdout.write(f"Déclinaisons supprimées : {removed}.")
        waiting = [image.pk for image in _images() if again or _is_unprepared(image)]
        made, broken = 0, []
        for key in tqdm(waiting, desc="Images", unit="image", disable=not (verbosity and waiting)):
            image = CustomImage.objects.get(pk=key)
            try:
                made += _prepare(image, again=again)
            except Exception:
                logger.exception("The renditions of image %s can't be made.", key)
                broken.append(str(image))
        self.stdout.write(self.style.SUCCESS(f"Déclinaisons préparées : {made}."))
        if broken:
            raise CommandError(f"Images illisibles : {', '.join(broken)}.")


def _images() -> Iterator[Any]:
    """Yield all images with their renditions, and whether they are in a private collection."""
    rows = CustomImage.objects.annotate(is_in_private_collection=in_private_collection())
    images = rows.order_by("pk").iterator(chunk_size=CHUNK)
    while chunk := list(islice(images, CHUNK)):
        renditions_of(chunk)
        yield from chunk


def _is_unprepared(image: Any) -> bool:
    """Return whether an image lacks a rendition or was stored before placeholders existed.

    Those in private collections have no renditions until they are public.
    """
    lacks = not image.is_in_private_collection and lacks_renditions(image)
    return lacks or (not image.is_svg() and not image.placeholder)


def _prepare(image: CustomImage, *, again: bool) -> int:
    if again or not image.placeholder:
        image.look_at_file()
        image.save(update_fields=["placeholder", "has_transparency"])
    return make_renditions(image, again=again)
