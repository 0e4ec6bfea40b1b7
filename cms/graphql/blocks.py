"""StreamField blocks over GraphQL, read from the stored data; what they refer to comes in bulk."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from graphene.utils.str_converters import to_snake_case
from graphql import GraphQLInterfaceType, GraphQLObjectType, GraphQLResolveInfo, GraphQLSchema
from grapple.registry import registry
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.images.blocks import ImageBlock
from wagtail.rich_text import get_text_for_indexing

from cms.addresses import encode_address
from cms.graphql.entities import Prose
from cms.graphql.references import References, chosen_image, list_items

INTERFACE = "StreamFieldInterface"
# What is no text: an empty one is null, and a stored one may be a text in JSON alone.
VALUES = (
    blocks.DateBlock, blocks.DateTimeBlock, blocks.TimeBlock,
    blocks.IntegerBlock, blocks.FloatBlock, blocks.DecimalBlock,
)  # fmt: skip
DESCRIPTIONS = {
    "id": "Stable identifier of the block in its stream, null for a nested one.",
    "blockType": "Name of the block's type, such as ParagraphBlock.",
    "field": "Name of the block in its stream, such as paragraph.",
    "rawValue": "The block's own texts as JSON; references to other content are left out.",
}


@dataclass(slots=True)
class BlockItem:
    """A block on its way out: its stored value, the language of its page, what that refers to."""

    id: str | None
    block: blocks.Block
    raw: Any
    locale_id: int | None
    references: References

    def field(self, name: str) -> Any:
        """Return the value of a field as GraphQL delivers it."""
        computed = getattr(self.block, f"graphql_{name}", None)
        if computed is not None:
            return computed(self.raw)
        child = self.block.child_blocks[name]
        raw = self.raw.get(name) if isinstance(self.raw, Mapping) else None
        return self._deliver(child, child.get_default() if raw is None else raw)

    def _deliver(self, block: blocks.Block, raw: Any) -> Any:
        if isinstance(block, ImageBlock):
            return self.references.get(*chosen_image(block, raw), self.locale_id)
        if isinstance(block, blocks.ChooserBlock):
            return self.references.get(block.model_class, raw, self.locale_id)
        if isinstance(block, blocks.RichTextBlock):
            source = raw if isinstance(raw, str) else raw.source
            return Prose(source, self.locale_id, self.references)
        if isinstance(block, blocks.ListBlock):
            items = list_items(raw if isinstance(raw, list) else [])
            return [self._deliver(block.child_block, item) for item in items]
        if isinstance(block, blocks.BaseStructBlock):
            return BlockItem(None, block, raw, self.locale_id, self.references)
        if isinstance(block, blocks.URLBlock):
            return encode_address(raw or "")
        if isinstance(block, VALUES):
            return None if raw in (None, "") else block.to_python(raw)
        return "" if raw is None else raw


def stream_items(
    block: blocks.BaseStreamBlock, raw: list[Any], locale_id: int | None, references: References
) -> list[BlockItem]:
    """Return the blocks of a stream; one of a type that is no more is left out."""
    return [
        BlockItem(item.get("id"), child, item["value"], locale_id, references)
        for item in raw
        if (child := block.child_blocks.get(item["type"])) is not None
    ]


def public_value(block: blocks.Block, raw: Any) -> Any:
    """Return a block's texts, numbers and flags as JSON's types, without any reference.

    A chosen page, snippet, image or document is left out: whether readers see it is not known here.
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
    """Give each block type its resolvers, and the interface's fields their descriptions."""
    for node in registry.streamfield_blocks.values():
        graphql_type = schema.type_map.get(node._meta.name)
        if not isinstance(graphql_type, GraphQLObjectType):
            continue
        for name, field in graphql_type.fields.items():
            field.resolve = COMMON.get(name) or _resolve_field(to_snake_case(name))
            field.description = DESCRIPTIONS.get(name) or field.description
    generic = schema.type_map["StreamFieldBlock"]
    assert isinstance(generic, GraphQLObjectType)
    generic.description = "A block whose type declares no fields of its own."
    generic.fields["value"].description = "The block's own texts as JSON, as in rawValue."
    generic.fields["value"].resolve = COMMON["rawValue"]
    interface = schema.type_map[INTERFACE]
    assert isinstance(interface, GraphQLInterfaceType)
    interface.description = "A block of a page's body; each type of block adds its own fields."
    for name, description in DESCRIPTIONS.items():
        interface.fields[name].description = description


def _raw_value(item: BlockItem, info: GraphQLResolveInfo) -> str:
    return json.dumps(public_value(item.block, item.raw), ensure_ascii=False)


COMMON: dict[str, Callable[..., Any]] = {
    "id": lambda item, info: item.id,
    "blockType": lambda item, info: type(item.block).__name__,
    "field": lambda item, info: item.block.name,
    "rawValue": _raw_value,
}


def _resolve_field(name: str) -> Callable[..., Any]:
    return lambda item, info: item.field(name)
