"""House rules as Django system checks."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.core.checks import CheckMessage, Error, register
from django.db import models
from grapple.registry import registry
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import get_all_child_relations
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    Page,
    RevisionMixin,
    TranslatableMixin,
    WorkflowMixin,
    get_page_models,
)

from cms.graphql_fields import declared_field
from cms.models import BasePage, SharedFields

# What these keep of a row is of that very row.
KEPT_BY_WAGTAIL = (
    DraftStateMixin, LockableMixin, RevisionMixin, TranslatableMixin, WorkflowMixin,
)  # fmt: skip


@register()
def pages_declare_their_place(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """Every page type says below which pages it stands and which stand below it."""
    errors: list[CheckMessage] = []
    for model in get_page_models():
        if not issubclass(model, BasePage):
            continue
        for rule in ("parent_page_types", "subpage_types"):
            if rule not in vars(model):
                errors.append(
                    Error(
                        f"{model._meta.label} has no {rule}.",
                        hint="An editor could put it where it makes no sense.",
                        obj=model,
                        id="cms.E001",
                    )
                )
    return errors


@register()
def published_models_declare_fields(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """Every published field is described."""
    errors: list[CheckMessage] = []
    for model in registry.class_models:
        for declaration in getattr(model, "graphql_fields", ()):
            field = declared_field(declaration)
            if not getattr(field, "description", None):
                errors.append(
                    Error(
                        f"{model.__name__}.{field.field_name} has no GraphQL description.",
                        hint="Say in a sentence what a front-end developer gets.",
                        obj=model,
                        id="cms.E002",
                    )
                )
    return errors


@register()
def translatable_models_declare_facts(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """Every field of what is translated is a fact or is of each language, and of one of both."""
    return [error for model in translatable_models() for error in _undeclared(model, is_row=False)]


def translatable_models() -> list[Any]:
    """Return the models of which there is a row a language, but for Wagtail's own."""
    return [
        model
        for model in apps.get_models()
        if issubclass(model, TranslatableMixin) and model is not Page and not model._meta.proxy
    ]


def own_fields(model: Any) -> set[str]:
    """Return the names of a model's fields and of its rows, without what Wagtail keeps of them."""
    options = model._meta
    kept = {field.name for mixin in KEPT_BY_WAGTAIL for field in mixin._meta.local_fields}
    columns = [
        field
        for field in options.local_fields
        if not field.primary_key and not isinstance(field, ParentalKey)
    ]
    rows = [relation for relation in get_all_child_relations(model) if relation.model is model]
    return {field.name for field in (*columns, *options.local_many_to_many, *rows)} - kept


def _undeclared(model: Any, *, is_row: bool) -> Iterator[CheckMessage]:
    shared = getattr(model, "shared_fields", None)
    own = getattr(model, "translated_fields", None)
    if shared is None or own is None or not (is_row or issubclass(model, SharedFields)):
        yield _shared_fields_error(model, "does not say which of its fields are shared")
        return
    fields = own_fields(model)
    known = fields | {field.name for field in model._meta.get_fields()}
    for name in sorted(fields):
        times = (*shared, *own).count(name)
        if times != 1:
            yield _shared_fields_error(
                model, f"names {name} {times} times among shared and translated fields"
            )
    for name in sorted({*shared, *own, *getattr(model, "matched_by", ())} - known):
        yield _shared_fields_error(model, f"has no field {name}")
    for name in sorted(known & set(shared)):
        field = model._meta.get_field(name)
        if field.many_to_many and not isinstance(field, ParentalManyToManyField):
            yield _shared_fields_error(model, f"keeps {name} apart from its versions")
        if isinstance(field, models.ManyToOneRel):
            if not getattr(field.related_model, "matched_by", ()):
                yield _shared_fields_error(
                    field.related_model, "does not say by what a row is known"
                )
            yield from _undeclared(field.related_model, is_row=True)


def _shared_fields_error(model: Any, what: str) -> Error:
    return Error(
        f"{model._meta.label} {what}.",
        hint="Name each field once: in shared_fields or in translated_fields.",
        obj=model,
        id="cms.E003",
    )
