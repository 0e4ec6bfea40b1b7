"""Enforcement: every object that a resolver returns is checked before the executor receives it.

`enforce_visibility` replaces the resolver of each field that returns objects:

- Declared relations are loaded by the batch loader, which filters by visibility and loads the rows
  of a whole list at once.
- Fields of blocks, and computed fields (`computed_fields`), read what the batch loader loaded.
- The results of all other resolvers are checked by the visibility policy, so a resolver that omits
  the check leaks nothing.

References are delivered in the locale of the row that refers to them.
"""

import logging
from collections.abc import Callable
from typing import Any

from django.db import models
from graphene.utils.str_converters import to_camel_case
from graphql import (
    FieldNode,
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
from grapple.registry import registry
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from cms.addresses import encode_address, frontend_address
from cms.delivery.context import DeliveryContext, OwnLocaleList, delivery_of
from cms.graphql.core.pagination import LIST_LIMIT
from cms.graphql.core.selection import NEEDS, Selection
from cms.graphql.loaders.batch_loader import BatchLoader, delivered, is_published, locale_of
from cms.graphql.loaders.canonical_pages import CANONICAL_PAGE
from cms.graphql.loaders.computed_fields import ComputedField, computed_fields
from cms.graphql.loaders.relations import relations_of
from cms.graphql.loaders.selected_columns import types_read
from cms.graphql.loaders.translations import SOURCE_CHANGE
from cms.graphql.types.interfaces import PageInterface
from cms.graphql.types.streamfield import INTERFACE
from cms.graphql_fields import declared_sources
from cms.models.texts import TextsField

logger = logging.getLogger(__name__)

Resolver = Callable[..., Any]


def enforce_visibility(schema: GraphQLSchema) -> None:
    """Replace the resolvers of the schema, so that every object is checked."""
    models_by_type = {node._meta.name: model for model, node in registry.class_models.items()}
    for graphql_type in schema.type_map.values():
        if not isinstance(graphql_type, GraphQLObjectType) or graphql_type.name.startswith("__"):
            continue
        model = models_by_type.get(graphql_type.name)
        relations = relations_of(model) if model is not None else {}
        columns = stored_columns(model) if model is not None else {}
        computed = computed_fields(model)
        is_block = INTERFACE in {interface.name for interface in graphql_type.interfaces}
        for name, field in graphql_type.fields.items():
            named = get_named_type(field.type)
            if not isinstance(named, GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType):
                if name in columns:
                    field.resolve = _column(model, columns[name])
                elif name in computed:
                    field.extensions = {**field.extensions, NEEDS: computed[name].needs}
                    field.resolve = _computed(computed[name], relations)
                elif relations.get(name) == SOURCE_CHANGE:
                    field.resolve = _source_change(name)
                elif relations.get(name) == CANONICAL_PAGE:
                    field.resolve = _canonical_url
                continue
            if name in relations:
                field.resolve = _relation(relations[name])
            elif is_block:
                field.resolve = _block_field(field.resolve or default_field_resolver)
            else:
                is_list = is_list_type(get_nullable_type(field.type))
                field.resolve = _checked(field.resolve or default_field_resolver, is_list=is_list)
            field.resolve.is_checked = True
    assert schema.query_type is not None, "a schema has a query type"
    for field in schema.query_type.fields.values():
        is_checked = getattr(field.resolve, "is_checked", False)
        field.resolve = _require_dependencies(field.resolve or default_field_resolver)
        field.resolve.is_checked = is_checked


def _require_dependencies(resolver: Resolver) -> Resolver:
    """Wrap a root resolver: if it records no dependencies, the response is not cached."""

    def resolve(source: Any, info: GraphQLResolveInfo, **arguments: Any) -> Any:
        tracker = delivery_of(info).tracker
        before = tracker.count
        value = resolver(source, info, **arguments)
        if tracker.count == before:
            tracker.mark_uncacheable(f"{info.parent_type.name}.{info.field_name}")
        return value

    return resolve


def stored_columns(model: type[models.Model]) -> dict[str, str]:
    """Return, by GraphQL field name, the columns that are delivered as stored.

    For such a field grapple and graphene would only read the attribute. Of a column with one text
    per language, the resolver chooses a text.
    """
    sources = declared_sources(model)
    if issubclass(model, Page):
        names = PageInterface._meta.fields
        sources |= {name: name for name in names if not hasattr(PageInterface, f"resolve_{name}")}
    plain = {
        column.name
        for column in model._meta.concrete_fields
        if not column.is_relation and not isinstance(column, RichTextField | StreamField)
    }
    return {to_camel_case(name): source for name, source in sources.items() if source in plain}


def _column(model: Any, source: str) -> Resolver:
    if isinstance(model._meta.get_field(source), TextsField):
        return lambda row, info: delivery_of(info).text(getattr(row, source), locale_of(row))
    if isinstance(model._meta.get_field(source), models.URLField):
        return lambda row, info: encode_address(getattr(row, source))
    return lambda row, info: getattr(row, source)


def _computed(computed: ComputedField, relations: dict[str, str]) -> Resolver:
    names = [node.name.value for node in computed.needs.selections if isinstance(node, FieldNode)]
    keys = {(relations[name], ()) for name in names if name in relations}

    def resolve(row: models.Model, info: GraphQLResolveInfo) -> Any:
        delivery = delivery_of(info)
        if not keys <= delivered(row).keys():
            BatchLoader(delivery).fill([row], Selection(info, [computed.needs]))
        return computed.compute(row, delivery)

    return resolve


def _relation(source: str) -> Resolver:
    def resolve(row: models.Model, info: GraphQLResolveInfo, **arguments: Any) -> Any:
        key = (source, tuple(sorted(arguments.items())) if arguments else ())
        loaded = delivered(row)
        if key not in loaded:
            loader = BatchLoader(delivery_of(info))
            loader.fill_field(row, key, Selection.of_field(info))
        return loaded[key]

    return resolve


def _source_change(name: str) -> Resolver:
    load = _relation(SOURCE_CHANGE)
    if name == "sourceChangedAt":
        return load
    return lambda row, info: load(row, info) is not None


def _canonical_url(row: Page, info: GraphQLResolveInfo) -> str:
    return frontend_address(_relation(CANONICAL_PAGE)(row, info), info.context)


def _block_field(resolver: Resolver) -> Resolver:
    def resolve(item: Any, info: GraphQLResolveInfo, **arguments: Any) -> Any:
        value = resolver(item, info, **arguments)
        policy = delivery_of(info).visibility
        if isinstance(value, list):
            return [
                inner
                for inner in value
                if inner is not None
                and (not isinstance(inner, models.Model) or policy.allows(inner))
            ]
        return value if not isinstance(value, models.Model) or policy.allows(value) else None

    return resolve


def _checked(resolver: Resolver, *, is_list: bool) -> Resolver:
    def resolve(source: Any, info: GraphQLResolveInfo, **arguments: Any) -> Any:
        value = resolver(source, info, **arguments)
        locale_id = getattr(source, "locale_id", None)
        if isinstance(value, OwnLocaleList):
            locale_id = None
        items = _deliver(value if is_list else [value], info, locale_id)
        return [item for item in items if item is not None] if is_list else items[0]

    return resolve


def _deliver(value: Any, info: GraphQLResolveInfo, locale_id: int | None) -> list[Any]:
    """Return the values in order, with their selection loaded; hidden ones become None."""
    delivery = delivery_of(info)
    selection = Selection.of_field(info)
    if isinstance(value, models.QuerySet):
        value = value[:LIST_LIMIT]
    items = [] if value is None else list(value)
    at = [i for i, item in enumerate(items) if isinstance(item, models.Model)]
    for position, row in zip(
        at, _visible(delivery, [items[i] for i in at], info, locale_id, selection), strict=True
    ):
        items[position] = row
    BatchLoader(delivery).fill([items[i] for i in at], selection)
    _fill_holders(delivery, [item for item in items if hasattr(item, "holds")], selection)
    return items


def _visible(
    delivery: DeliveryContext,
    rows: list[Any],
    info: GraphQLResolveInfo,
    locale_id: int | None,
    selection: Selection,
) -> list[Any]:
    """Return the visible version of each row as its specific type, or None if it is hidden."""
    versions = delivery.localised(rows, locale_id)
    for row, version in zip(rows, versions, strict=True):
        if version is None:
            logger.warning(
                "%s.%s let a hidden %s through; it was dropped",
                info.parent_type.name,
                info.field_name,
                row._meta.label,
            )
    pages = [row if isinstance(row, Page) else None for row in versions]
    specific = delivery.specific(pages, types_read(selection))
    return [
        row if not isinstance(row, Page) else (page if page and is_published(page) else None)
        for row, page in zip(versions, specific, strict=True)
    ]


def _fill_holders(delivery: DeliveryContext, holders: list[Any], selection: Selection) -> None:
    """Load the selection of rows inside plain objects, such as the edges of a connection.

    The class attribute `holds` of such an object names its attributes that contain a row, or a list
    of such objects.
    """
    for attribute in {name for holder in holders for name in holder.holds}:
        below = selection.named(to_camel_case(attribute))
        values = [(holder, getattr(holder, attribute)) for holder in holders if below.sets]
        rows = [(holder, row) for holder, row in values if isinstance(row, models.Model)]
        pages = delivery.specific(
            [row if isinstance(row, Page) else None for _holder, row in rows], types_read(below)
        )
        filled = [page or row for (_holder, row), page in zip(rows, pages, strict=True)]
        for (holder, _row), row in zip(rows, filled, strict=True):
            setattr(holder, attribute, row)
        BatchLoader(delivery).fill(filled, below)
        if inner := [
            item for _holder, value in values if isinstance(value, list) for item in value
        ]:
            _fill_holders(delivery, inner, below)
