"""Values of blocks and rich text, with the rows that they refer to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wagtail import blocks
from wagtail.images.blocks import ImageBlock

from cms.addresses import encode_address
from cms.graphql.loaders.references import References, chosen_image, list_items
from cms.images.presets import ImagePreset

# Blocks whose value is not text: empty values become null, and stored JSON strings are converted.
VALUE_BLOCKS = (
    blocks.DateBlock, blocks.DateTimeBlock, blocks.TimeBlock,
    blocks.IntegerBlock, blocks.FloatBlock, blocks.DecimalBlock,
)  # fmt: skip


@dataclass(slots=True)
class BlockItem:
    """A block to deliver: its raw value, the locale of its page, and its references."""

    id: str | None
    block: blocks.Block
    raw: Any
    locale_id: int | None
    references: References

    def field(self, name: str) -> Any:
        """Return the value of a field for GraphQL."""
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
        if isinstance(block, VALUE_BLOCKS):
            return None if raw in (None, "") else block.to_python(raw)
        return "" if raw is None else raw


def stream_items(
    block: blocks.BaseStreamBlock, raw: list[Any], locale_id: int | None, references: References
) -> list[BlockItem]:
    """Return the blocks of a stream; skips blocks of types that no longer exist."""
    return [
        BlockItem(item.get("id"), child, item["value"], locale_id, references)
        for item in raw
        if (child := block.child_blocks.get(item["type"])) is not None
    ]


# Preset of images in the HTML of rich text; in `json` the client chooses the preset.
PROSE_PRESET = ImagePreset.CONTENT


@dataclass(slots=True, frozen=True)
class Prose:
    """Stored rich text, the locale for its links, and its references."""

    source: str
    locale_id: int | None
    references: References
