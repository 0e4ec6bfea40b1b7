"""Undoes, on the stock side, the platform's replacements of grapple's parts.

The models' declarations stay the same, except for rich text and for the alternative texts of
images, which need our types. URLs are Wagtail's, because ours need a request to our endpoint.
"""

from collections.abc import Iterable
from typing import Any

import graphene
from django.apps import apps

from cms.apps import CmsConfig


class StockCmsConfig(CmsConfig):
    """The `cms` application with grapple's own types."""

    name = "cms"

    def ready(self) -> None:
        """Undo our replacements before grapple builds its types."""
        from grapple.helpers import streamfield_types
        from grapple.registry import registry

        super().ready()
        registry.images.clear()
        registry.documents.clear()
        _use_wagtail_addresses()
        classes = [*apps.get_models(), *(entry["cls"] for entry in streamfield_types)]
        plain = {
            cls: _plain(cls.graphql_fields) for cls in classes if hasattr(cls, "graphql_fields")
        }
        for cls, declarations in plain.items():
            cls.graphql_fields = declarations


def _use_wagtail_addresses() -> None:
    from wagtail.models import Page

    from cms.models import BasePage

    for name in ("get_url_parts", "get_url", "url"):
        setattr(BasePage, name, getattr(Page, name))


def _plain(declarations: Iterable[Any]) -> list[Any]:
    """Return the declarations with grapple's rich text, without fields that need our types."""
    from grapple.models import GraphQLRichText

    from cms.graphql.types.rich_text import RichText

    result = []
    for declaration in declarations:
        if isinstance(declaration, tuple):
            continue  # a reverse relation, which grapple does not support
        field = declaration()
        name = getattr(field, "field_name", None)
        inner = getattr(field, "field_type", None)
        if isinstance(inner, graphene.NonNull):
            inner = inner._of_type  # grapple has not built its types yet
        if inner is RichText:
            result.append(GraphQLRichText(name, required=True))
        elif name not in {"alt", "decorative"}:
            result.append(declaration)
    return result
