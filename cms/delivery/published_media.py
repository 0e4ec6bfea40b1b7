"""The images and documents that published content refers to.

Wagtail's reference index has the references in fields, StreamFields and rich text of published
rows, never those of drafts. It omits settings, so their foreign keys are queried.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast
from grapple.registry import registry
from wagtail.models import (
    DraftStateMixin,
    Page,
    ReferenceIndex,
    Revision,
    Site,
    TaskState,
    TranslatableMixin,
)

from cms.delivery.dependencies import DependencyTracker


def referred_to(
    model: type[models.Model],
    *,
    pages: Q,
    snippets: Callable[[type[models.Model]], Q],
    site: Site | None,
) -> Q:
    """Return the condition for rows of a media model that visible content refers to.

    `pages` and `snippets` are the conditions for visible content. References from the settings of
    `site` count too.
    """
    return _referred_to(
        model,
        lambda content: pages if content is Page else snippets(content),
        Q(site=site),
    )


def referred_to_by_published(model: type[models.Model]) -> Q:
    """Return the condition for media that published or pending content refers to.

    Pending content is a revision that is scheduled or in moderation: it may become public without
    another edit. Published content counts in every site and language, and in private sections: all
    of these may become public without another edit, too.
    """
    published = _referred_to(
        model,
        lambda content: Q(live=True) if issubclass(content, DraftStateMixin) else Q(),
        Q(),
    )
    return published | _with_keys(model, _keys_in_pending_revisions(model))


def _referred_to(
    model: type[models.Model], rule_of: Callable[[type[models.Model]], Q], settings: Q
) -> Q:
    """Return the condition for rows that content or settings refer to.

    `rule_of` returns the condition for the rows of a content model, and `settings` is the condition
    for settings.
    """
    contents = [Page, *referring_snippets()]
    content_types = ContentType.objects.get_for_models(model, *contents)
    by_content = Q()
    for content in contents:
        keys = _keys(content._default_manager.filter(rule_of(content)))
        by_content |= Q(base_content_type=content_types[content], object_id__in=keys)
    references = ReferenceIndex.objects.filter(by_content, to_content_type=content_types[model])
    rule = _with_keys(model, references.order_by().values("to_object_id"))
    for setting, column in _settings_with(model):
        rule |= Q(pk__in=setting._default_manager.filter(settings).values(column))
    return rule


def _with_keys(model: type[models.Model], keys: Any) -> Q:
    # Compare keys as text: the index also stores keys from rich text that are not numbers.
    return Q(pk__in=_keys(model._default_manager.all()).filter(key__in=keys).values("pk"))


def _keys_in_pending_revisions(model: type[models.Model]) -> set[str]:
    """Return the keys of rows that scheduled revisions or revisions in moderation refer to."""
    wanted = ContentType.objects.get_for_model(model).pk
    in_review = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS).values("revision")
    awaited = Revision.objects.filter(Q(approved_go_live_at__isnull=False) | Q(pk__in=in_review))
    return {
        key
        for revision in awaited
        if revision.content_object is not None
        for content_type, key, *_path in ReferenceIndex._extract_references_from_object(
            revision.as_object()
        )
        if content_type == wanted
    }


def record_references(
    tracker: DependencyTracker, model: type[models.Model], locale_ids: Iterable[int]
) -> None:
    """Record that a response depends on the references from visible content to a media model.

    References matter only for media that are not released; if all are, none is recorded.
    """
    locale_ids = list(locale_ids)
    tracker.listed(model)
    if not model._default_manager.filter(is_released=False).exists():
        return
    tracker.pages(locale_ids)
    for snippet in referring_snippets():
        is_translated = issubclass(snippet, TranslatableMixin)
        tracker.members(snippet, (), locale_ids if is_translated else (None,))
    for setting, _column in _settings_with(model):
        tracker.listed(setting)


def referring_snippets() -> list[type[models.Model]]:
    """Return the snippet models in the reference index."""
    return [model for model in registry.snippets if model in ReferenceIndex.indexed_models]


def _settings_with(model: type[models.Model]) -> Iterator[tuple[Any, str]]:
    """Yield the settings models that refer to a media model, with the column that does."""
    for setting in registry.settings:
        for field in setting._meta.local_concrete_fields:
            if field.related_model is model:
                yield setting, field.attname


def _keys(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Return the primary keys as text, as the reference index stores them."""
    return rows.order_by().annotate(key=Cast("pk", CharField())).values("key")
