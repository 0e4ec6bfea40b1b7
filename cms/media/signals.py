"""What keeps files where they belong when rows come, go or change."""

from collections.abc import Callable
from functools import partial, wraps
from time import monotonic
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.db.models.signals import post_delete, post_save, pre_save
from wagtail.models import Collection, CollectionViewRestriction

from cms.jobs.signals import work_due
from cms.media.rendition_places import (
    place_renditions,
    place_renditions_below,
    place_renditions_of,
)
from cms.models import CustomDocument, CustomImage, Rendition
from cms.models.media_signals import images_moved, renditions_created

# Seconds between two looks for renditions in the wrong place.
LOOK = 60.0


def connect() -> None:
    """Follow images, documents and collections from now on."""
    for model in (CustomImage, CustomDocument, Rendition):
        post_delete.connect(_delete_file, sender=model, dispatch_uid=f"cms.media.{model.__name__}")
    post_save.connect(_place_image, sender=CustomImage, dispatch_uid="cms.media.image")
    post_save.connect(_place_rendition, sender=Rendition, dispatch_uid="cms.media.rendition")
    for signal in (post_save, post_delete):
        signal.connect(
            _place_below_restriction,
            sender=CollectionViewRestriction,
            dispatch_uid="cms.media.restriction",
        )
    pre_save.connect(
        _place_below_former_collection,
        sender=CollectionViewRestriction,
        dispatch_uid="cms.media.restriction",
    )
    images_moved.connect(_place_images, dispatch_uid="cms.media")
    renditions_created.connect(_place_images_of, dispatch_uid="cms.media")
    work_due.connect(_Look(), weak=False, dispatch_uid="cms.media")
    # The tree sends no signal when a node moves.
    if "move" not in vars(Collection):
        Collection.move = _placing_afterwards(Collection.move)


def _delete_file(instance: Any, **kwargs: Any) -> None:
    """Delete the file after the commit: Wagtail does so in a task, which may wait in a queue."""
    storage, name = instance.file.storage, instance.file.name
    if name:
        transaction.on_commit(partial(storage.delete, name), robust=True)


def _place_image(
    instance: Model, created: bool, update_fields: frozenset[str] | None, **kwargs: Any
) -> None:
    if not created and (update_fields is None or "collection" in update_fields):
        place_renditions_of([instance.pk])


def _place_rendition(instance: Any, created: bool, **kwargs: Any) -> None:
    """Look again after the commit: the collection may have become private meanwhile."""
    if created:
        place_renditions_of([instance.image_id])


def _place_images(image_ids: list[Any], **kwargs: Any) -> None:
    place_renditions_of(image_ids, prepares=True)


def _place_images_of(image_ids: set[Any], **kwargs: Any) -> None:
    place_renditions_of(image_ids)


def _place_below_restriction(instance: CollectionViewRestriction, **kwargs: Any) -> None:
    place_renditions_below(instance.collection_id)


def _place_below_former_collection(instance: CollectionViewRestriction, **kwargs: Any) -> None:
    """Look at the collection that a restriction leaves for another one."""
    stored = CollectionViewRestriction.objects.filter(pk=instance.pk)
    for former in stored.exclude(collection=instance.collection_id).values_list(
        "collection", flat=True
    ):
        place_renditions_below(former)


class _Look:
    """Places renditions, in the worker, after what sends no signal: SQL, `bulk_create`, a crash."""

    def __init__(self) -> None:
        self._looked = float("-inf")

    def __call__(self, **kwargs: Any) -> None:
        if monotonic() - self._looked > LOOK:
            self._looked = monotonic()
            place_renditions(CustomImage.objects.all())


def _placing_afterwards(move: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(move)
    def move_and_place(collection: Collection, *args: Any, **kwargs: Any) -> Any:
        moved = move(collection, *args, **kwargs)
        place_renditions_below(collection.pk)
        return moved

    return move_and_place
