"""When renditions are made: after the commit of an image's save and of a publication."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import Any

from django.db import models, transaction
from django.db.models.signals import post_save
from wagtail.signals import published

from cms.images.tasks import prepare_image, prepare_images_of
from cms.models import CustomImage

# What the files depend on: saving anything else changes none of them.
RENDERED_FIELDS = {
    "collection",
    "file",
    "focal_point_x",
    "focal_point_y",
    "focal_point_width",
    "focal_point_height",
}

_postponed: ContextVar[bool] = ContextVar("renditions_postponed", default=False)


@contextmanager
def renditions_postponed() -> Iterator[None]:
    """Leave what is saved and published inside to `manage.py prepare_renditions`.

    For a load of many images, whose renditions would hold up its last moment in silence.
    """
    token = _postponed.set(True)
    try:
        yield
    finally:
        _postponed.reset(token)


def connect() -> None:
    """Make renditions from now on."""
    post_save.connect(_after_save, sender=CustomImage, dispatch_uid="cms.images.save")
    published.connect(_after_publication, dispatch_uid="cms.images.publication")


def _after_save(
    instance: CustomImage, raw: bool, update_fields: frozenset[str] | None, **kwargs: Any
) -> None:
    unchanged = update_fields is not None and RENDERED_FIELDS.isdisjoint(update_fields)
    if not (raw or unchanged or _postponed.get()):
        transaction.on_commit(partial(prepare_image.enqueue, instance.pk), robust=True)


def _after_publication(instance: models.Model, **kwargs: Any) -> None:
    if not _postponed.get():
        enqueue = partial(prepare_images_of.enqueue, instance._meta.label, str(instance.pk))
        transaction.on_commit(enqueue, robust=True)
