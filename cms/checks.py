"""House rules as Django system checks."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register
from wagtail.models import get_page_models


@register()
def pages_declare_their_place(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """Every page type says below which pages it stands and which stand below it."""
    from cms.models import BasePage

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
    from grapple.registry import registry

    from cms.graphql.fields import declared_field

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
