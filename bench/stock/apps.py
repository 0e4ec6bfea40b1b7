"""Takes back, in the stock side's processes, what the platform puts in grapple's place.

The declarations stay the same, but for rich text and for the words of a picture's use, which our
own types compute; addresses are Wagtail's, since ours are made for a request of our edge.
"""

from collections.abc import Iterable
from typing import Any

import graphene
from django.apps import apps

from cms.apps import CmsConfig


class StockCmsConfig(CmsConfig):
    """The `cms` application as grapple alone would publish it."""

    name = "cms"

    def ready(self) -> None:
        """Undo, before grapple builds its types, what stands in its place."""
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
    """Return the declarations with grapple's rich text, without what only our types compute."""
    from grapple.models import GraphQLRichText

    from cms.graphql.types.rich_text import RichText

    kept = []
    for declaration in declarations:
        if isinstance(declaration, tuple):
            continue  # the other end of a choice, which grapple does not have
        field = declaration()
        name = getattr(field, "field_name", None)
        inner = getattr(field, "field_type", None)
        if isinstance(inner, graphene.NonNull):
            inner = inner._of_type  # not resolved: grapple has built no type yet
        if inner is RichText:
            kept.append(GraphQLRichText(name, required=True))
        elif name not in {"alt", "decorative"}:
            kept.append(declaration)
    return kept
