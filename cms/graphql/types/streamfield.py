"""GraphQL types of StreamField blocks; values come from the stored JSON, references in bulk."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from graphene.utils.str_converters import to_snake_case
from graphql import GraphQLInterfaceType, GraphQLObjectType, GraphQLResolveInfo, GraphQLSchema
from grapple.registry import registry
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.images.blocks import ImageBlock
from wagtail.rich_text import get_text_for_indexing

from cms.addresses import encode_address
from cms.graphql.loaders.references import list_items
from cms.graphql.loaders.values import BlockItem

INTERFACE = "StreamFieldInterface"
DESCRIPTIONS = {
    "id": "Stable ID of the block within its stream. Null for a nested block.",
    "blockType": "Name of the block's GraphQL type, such as ParagraphBlock.",
    "field": "Name of the block within its stream, such as paragraph.",
    "rawValue": (
        "Text, numbers and flags of the block as JSON, without references to other content."
    ),
}


def public_value(block: blocks.Block, raw: Any) -> Any:
    """Return the text, numbers and flags of a block as JSON types, without references.

    Omits pages, snippets, images and documents: their visibility is not checked here.
    """
    if raw is None or isinstance(block, ImageBlock | blocks.ChooserBlock):
        return None
    if isinstance(block, blocks.RichTextBlock):
        return get_text_for_indexing(raw)
    if isinstance(block, blocks.URLBlock):
        return encode_address(raw)
    if isinstance(block, TypedTableBlock):
        return [row["values"] for row in raw.get("rows", [])]
    if isinstance(block, blocks.ListBlock):
        return [public_value(block.child_block, item) for item in list_items(raw)]
    if isinstance(block, blocks.BaseStructBlock) and isinstance(raw, Mapping):
        values = {
            name: public_value(child, raw.get(name)) for name, child in block.child_blocks.items()
        }
        return {name: value for name, value in values.items() if value is not None}
    return raw


def finish_block_types(schema: GraphQLSchema) -> None:
    """Set the resolvers of all block types, and the descriptions of the interface's fields."""
    for node in registry.streamfield_blocks.values():
        graphql_type = schema.type_map.get(node._meta.name)
        if not isinstance(graphql_type, GraphQLObjectType):
            continue
        for name, field in graphql_type.fields.items():
            field.resolve = INTERFACE_RESOLVERS.get(name) or _resolve_field(to_snake_case(name))
            field.description = DESCRIPTIONS.get(name) or field.description
    generic = schema.type_map["StreamFieldBlock"]
    assert isinstance(generic, GraphQLObjectType)
    generic.description = "A block whose type has no fields of its own."
    generic.fields["value"].description = "Same value as `rawValue`."
    generic.fields["value"].resolve = INTERFACE_RESOLVERS["rawValue"]
    interface = schema.type_map[INTERFACE]
    assert isinstance(interface, GraphQLInterfaceType)
    interface.description = "A block of content. Each block type adds its own fields."
    for name, description in DESCRIPTIONS.items():
        interface.fields[name].description = description


def _raw_value(item: BlockItem, info: GraphQLResolveInfo) -> str:
    return json.dumps(public_value(item.block, item.raw), ensure_ascii=False)


INTERFACE_RESOLVERS: dict[str, Callable[..., Any]] = {
    "id": lambda item, info: item.id,
    "blockType": lambda item, info: type(item.block).__name__,
    "field": lambda item, info: item.block.name,
    "rawValue": _raw_value,
}


def _resolve_field(name: str) -> Callable[..., Any]:
    return lambda item, info: item.field(name)
