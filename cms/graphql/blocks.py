"""StreamField blocks over GraphQL: what a block is on the way out, and its common fields."""

import json
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLInterfaceType, GraphQLObjectType, GraphQLSchema
from wagtail import blocks
from wagtail.blocks.list_block import ListValue
from wagtail.blocks.stream_block import StreamValue
from wagtail.rich_text import RichText, get_text_for_indexing

INTERFACE = "StreamFieldInterface"
DESCRIPTIONS = {
    "id": "Stable identifier of the block in its stream, null for a nested one.",
    "blockType": "Name of the block's type, such as ParagraphBlock.",
    "field": "Name of the block in its stream, such as paragraph.",
    "rawValue": "The block's own texts as JSON; references to other content are left out.",
}


@dataclass(slots=True)
class BlockItem:
    """A block with the language of the page that holds it."""

    id: str | None
    block: blocks.Block
    value: Any
    locale_id: int | None


def contextual_alt(self: blocks.Block, values: dict[str, Any], **kwargs: Any) -> str:
    """Return the alternative text that an editor gave for this use of the `image` field."""
    image = values["image"]
    return "" if image is None else (image.contextual_alt_text or "")


def is_decorative(self: blocks.Block, values: dict[str, Any], **kwargs: Any) -> bool:
    """Return whether the `image` field carries no meaning in this use."""
    image = values["image"]
    return bool(image is not None and image.decorative)


def public_value(value: Any) -> Any:
    """Return a block's texts, numbers and flags as JSON's types, without any reference.

    A chosen page, snippet, image or document is left out: whether readers see it is not known here.
    """
    if isinstance(value, RichText):
        return get_text_for_indexing(value.source)
    if isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, StreamValue):
        return [{"type": item.block_type, "value": public_value(item.value)} for item in value]
    if isinstance(value, ListValue | list | tuple):
        return [inner for item in value if (inner := public_value(item)) is not None]
    if isinstance(value, dict):
        return {
            name: inner for name, item in value.items() if (inner := public_value(item)) is not None
        }
    return None


def finish_block_types(schema: GraphQLSchema) -> None:
    """Give each block type the interface's fields as described in this module."""
    resolvers = {
        "id": lambda item, info: item.id,
        "blockType": lambda item, info: type(item.block).__name__,
        "field": lambda item, info: item.block.name,
        "rawValue": lambda item, info: json.dumps(public_value(item.value), ensure_ascii=False),
    }
    for graphql_type in schema.type_map.values():
        if not isinstance(graphql_type, GraphQLObjectType):
            continue
        if INTERFACE in {interface.name for interface in graphql_type.interfaces}:
            for name, resolver in resolvers.items():
                graphql_type.fields[name].resolve = resolver
                graphql_type.fields[name].description = DESCRIPTIONS[name]
    generic = schema.type_map["StreamFieldBlock"]
    assert isinstance(generic, GraphQLObjectType)
    generic.description = "A block whose type declares no fields of its own."
    generic.fields["value"].description = "The block's own texts as JSON, as in rawValue."
    generic.fields["value"].resolve = resolvers["rawValue"]
    interface = schema.type_map[INTERFACE]
    assert isinstance(interface, GraphQLInterfaceType)
    interface.description = "A block of a page's body; each type of block adds its own fields."
    for name, description in DESCRIPTIONS.items():
        interface.fields[name].description = description
