"""The gate: every object that a resolver returns passes the wall here, before the executor has it.

`close` wraps each field of a built schema whose type is made of objects. A resolver that forgets
the wall therefore still delivers nothing hidden. References cross the gate in the language of the
object that holds them.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.db import models
from django.db.models.manager import BaseManager
from graphql import (
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    GraphQLUnionType,
    default_field_resolver,
    get_named_type,
    get_nullable_type,
    is_list_type,
)
from graphql.pyutils import is_awaitable
from grapple.registry import registry
from wagtail.blocks import StructValue
from wagtail.blocks.list_block import ListValue
from wagtail.blocks.stream_block import StreamValue
from wagtail.models import Page, TranslatableMixin
from wagtail.rich_text import RichText as WagtailRichText

from cms.graphql.blocks import BlockItem
from cms.graphql.delivery import KeepLanguage, delivery_of
from cms.graphql.rich_text import Prose

LIST_LIMIT = 100

Resolver = Callable[..., Any]


def close(schema: GraphQLSchema) -> None:
    """Make every field of objects in the schema pass the gate."""
    for graphql_type in schema.type_map.values():
        if not isinstance(graphql_type, GraphQLObjectType) or graphql_type.name.startswith("__"):
            continue
        for field in graphql_type.fields.values():
            named = get_named_type(field.type)
            if isinstance(named, GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType):
                resolver = field.resolve or default_field_resolver
                is_list = is_list_type(get_nullable_type(field.type))
                field.resolve = _guarded(resolver, is_list, named.name == "RichText")


def _guarded(resolver: Resolver, is_list: bool, is_prose: bool) -> Resolver:
    def resolve(source: Any, info: GraphQLResolveInfo, **arguments: Any) -> Any:
        value = resolver(source, info, **arguments)
        assert not is_awaitable(value), "the delivery edge is synchronous"
        keeps_language = isinstance(value, KeepLanguage)
        locale_id = None if keeps_language else getattr(source, "locale_id", None)
        if is_prose and isinstance(value, str):
            return Prose(value, locale_id)
        if is_list:
            return _pass_all(value, info, locale_id)
        return _pass_all([value], info, locale_id, keep_none=True)[0]

    return resolve


def _pass_all(
    value: Any, info: GraphQLResolveInfo, locale_id: int | None, *, keep_none: bool = False
) -> list[Any]:
    """Return what may leave of the values, in order, at most `LIST_LIMIT` of them."""
    delivery = delivery_of(info)
    items = [_unwrap(item, locale_id) for item in _listed(value)]
    positions = [i for i, item in enumerate(items) if isinstance(item, models.Model)]
    visible = delivery.localised([items[i] for i in positions], locale_id)
    pages = delivery.specific([item if isinstance(item, Page) else None for item in visible])
    for position, instance, page in zip(positions, visible, pages, strict=True):
        items[position] = page if isinstance(instance, Page) else instance
        if isinstance(page, Page) and type(page) not in registry.pages:
            items[position] = None  # a page type that declares nothing is not published
    return items if keep_none else [item for item in items if item is not None]


def _listed(value: Any) -> Iterable[Any]:
    if value is None:
        return []
    if isinstance(value, BaseManager):
        value = value.all()
    if isinstance(value, models.QuerySet):
        return value[:LIST_LIMIT]
    if isinstance(value, ListValue):
        return value.bound_blocks
    return value


def _unwrap(item: Any, locale_id: int | None) -> Any:
    """Return a block as a `BlockItem` that knows its language, and prose as `Prose`."""
    if isinstance(item, StructValue):
        return BlockItem(None, item.block, item, locale_id)
    if isinstance(item, StreamValue.StreamChild | ListValue.ListChild):
        if isinstance(item.value, models.Model) or item.value is None:
            return item.value
        return BlockItem(item.id, item.block, item.value, locale_id)
    if isinstance(item, WagtailRichText):
        return Prose(item.source, locale_id)
    if isinstance(item, models.Model) and not isinstance(item, TranslatableMixin):
        item.locale_id = locale_id  # type: ignore[attr-defined]  # a child row speaks its parent's language
    return item
