"""Deletes the files of renditions that lie where they must not lie.

A web server serves the renditions of public images without a check. When an image comes into a
private collection, or its collection becomes private, these files are deleted as soon as the change
is committed; when it becomes public again, new ones get new names.
"""

import logging
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from wagtail.models import Collection

from cms.images.tasks import prepare_image
from cms.media.privacy import in_private_collection
from cms.media.storage import PRIVATE_RENDITIONS
from cms.models import CustomImage, Rendition

logger = logging.getLogger(__name__)


def place_renditions_of(image_ids: Iterable[Any], *, prepares: bool = False) -> None:
    """Delete after the commit the renditions of images that lie in the wrong place by then.

    With `prepares`, public images that have no renditions get theirs.
    """
    keys = list(image_ids)
    _after_commit(lambda: CustomImage.objects.filter(pk__in=keys), prepares=prepares)


def place_renditions_below(collection_id: int) -> None:
    """Do the same for the images of a collection and of those below it, and prepare renditions."""
    _after_commit(partial(_images_below, collection_id), prepares=True)


def place_renditions(images: QuerySet[Any], *, prepares: bool = False) -> int:
    """Delete the renditions that lie in the wrong place now; return how many there were.

    With `prepares`, public images that have no renditions get theirs.
    """
    lies_privately = Q(file__startswith=PRIVATE_RENDITIONS)
    must_be_private = in_private_collection("image__collection__path")
    misplaced = Rendition.objects.filter(image__in=images.order_by().values("pk")).filter(
        (Q(must_be_private) & ~lies_privately) | (~Q(must_be_private) & lies_privately)
    )
    deleted = []
    for rendition in misplaced:
        try:
            # Before its row: what must not be public goes first, whatever fails afterwards.
            rendition.file.storage.delete(rendition.file.name)
        except OSError:
            logger.exception("File %s must not be public and cannot be deleted.", rendition.file)
        else:
            deleted.append(rendition.pk)
    Rendition.objects.filter(pk__in=deleted).delete()
    if prepares:
        _prepare(images)
    return len(deleted)


def _images_below(collection_id: int) -> QuerySet[Any]:
    path = Collection.objects.filter(pk=collection_id).values_list("path", flat=True).first()
    if path is None:
        return CustomImage.objects.none()
    return CustomImage.objects.filter(collection__path__startswith=path)


def _prepare(images: QuerySet[Any]) -> None:
    prepared = Rendition.objects.filter(image=OuterRef("pk"), filter_spec__contains="|format-")
    waiting = images.exclude(in_private_collection()).exclude(Exists(prepared))
    for key in waiting.exclude(file__iendswith=".svg").values_list("pk", flat=True):
        prepare_image.enqueue(key)


def _after_commit(images: Callable[[], QuerySet[Any]], *, prepares: bool = False) -> None:
    transaction.on_commit(lambda: place_renditions(images(), prepares=prepares), robust=True)
