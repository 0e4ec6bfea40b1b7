"""The images and documents that published content refers to.

Wagtail's index of references says what refers to them: fields, streams and rich text of the rows as
they are published, never of drafts. Settings are not in it; their foreign keys are asked.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast
from wagtail.models import Page, ReferenceIndex, TranslatableMixin

if TYPE_CHECKING:
    from cms.graphql.delivery import Delivery
    from cms.graphql.wall import Wall


def referred_to(wall: "Wall", model: type[models.Model]) -> Q:
    """Return the rule for the rows of a media model to which visible content refers."""
    content_types = ContentType.objects.get_for_models(model, Page, *referring_snippets())
    by_pages = _keys(Page.objects.filter(wall.pages()))
    by_content = Q(base_content_type=content_types[Page], object_id__in=by_pages)
    for snippet in referring_snippets():
        rows = snippet._default_manager.filter(wall.snippets(snippet))
        by_content |= Q(base_content_type=content_types[snippet], object_id__in=_keys(rows))
    references = ReferenceIndex.objects.filter(by_content, to_content_type=content_types[model])
    # Keys are compared as texts: the index also stores keys of rich text that are not numbers.
    keys = references.order_by().values("to_object_id")
    referred = _keys(model._default_manager.all()).filter(key__in=keys).values("pk")
    rule = Q(pk__in=referred)
    for setting, column in _settings_with(model):
        rule |= Q(pk__in=setting._default_manager.filter(site=wall.site).values(column))
    return rule


def note_references(delivery: "Delivery", model: type[models.Model]) -> None:
    """Note that an answer depends on what content refers to, and on which content is visible.

    References count for media that are not released alone; where all are, none is noted.
    """
    delivery.reads.listed(model)
    if not model._default_manager.filter(is_released=False).exists():
        return
    delivery.reads.pages(delivery.locale_codes)
    for snippet in referring_snippets():
        is_translated = issubclass(snippet, TranslatableMixin)
        delivery.reads.members(snippet, (), delivery.locale_codes if is_translated else (None,))
    for setting, _column in _settings_with(model):
        delivery.reads.listed(setting)


def referring_snippets() -> list[type[models.Model]]:
    """Return the snippets whose references are in the index."""
    from grapple.registry import registry

    return [model for model in registry.snippets if model in ReferenceIndex.indexed_models]


def _settings_with(model: type[models.Model]) -> Iterator[tuple[Any, str]]:
    """Yield the settings that refer to a media model, with the field that does."""
    from grapple.registry import registry

    for setting in registry.settings:
        for field in setting._meta.local_concrete_fields:
            if field.related_model is model:
                yield setting, field.attname


def _keys(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Return the keys of rows as the index writes them."""
    return rows.order_by().annotate(key=Cast("pk", CharField())).values("key")
