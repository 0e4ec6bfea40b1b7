"""Tasks that make renditions; the worker runs them (cms.jobs).

A task that fails is logged by django-tasks with its traceback; nobody's save fails with it.
"""

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django_tasks import task
from wagtail.models import ReferenceIndex

from cms.images.renditions import make_renditions
from cms.models import CustomImage


@task(backend="database")
def prepare_image(key: int) -> int:
    """Make the renditions that an image lacks; return how many were made."""
    image = CustomImage.objects.filter(pk=key).first()
    return 0 if image is None else make_renditions(image)


@task(backend="database")
def prepare_images_of(model_label: str, key: str) -> int:
    """Make the renditions that the images of a page or snippet lack; return how many were made."""
    instance = apps.get_model(model_label)._default_manager.filter(pk=key).first()
    if instance is None:
        return 0
    references = ReferenceIndex.get_references_for_object(instance).filter(
        to_content_type=ContentType.objects.get_for_model(CustomImage)
    )
    keys = list(references.values_list("to_object_id", flat=True))  # texts: no subquery on keys
    return sum(make_renditions(image) for image in CustomImage.objects.filter(pk__in=keys))
