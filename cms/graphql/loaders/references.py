"""References in bodies and rich text: collected first, then loaded with one query per model."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from django.db import models
from grapple.registry import registry
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageBlock
from wagtail.models import Page

from cms.delivery.context import DeliveryContext, Wanted

LINK = re.compile(r'<a\b[^<>]*\blinktype="(page|document)"[^<>]*>')
EMBED = re.compile(r'<embed\b[^<>]*\bembedtype="image"[^<>]*>')
ID = re.compile(r'\bid="(\d+)"')


class References:
    """The rows that some content refers to, each requested in the locale of that content."""

    def __init__(self, delivery: DeliveryContext) -> None:
        self._delivery = delivery
        self._wanted: dict[type[models.Model], set[Wanted]] = defaultdict(set)
        self._embedded: set[Wanted] = set()
        self._loaded: dict[type[models.Model], dict[Wanted, Any]] = defaultdict(dict)

    def want(self, model: type[models.Model], pk: Any, locale_id: int | None) -> None:
        """Request a row; ignores an id that is not an integer."""
        if isinstance(pk, int) and (pk, locale_id) not in self._loaded[model]:
            self._wanted[model].add((pk, locale_id))

    def get(self, model: type[models.Model], pk: Any, locale_id: int | None) -> Any:
        """Return the visible version of a row, or None; loads the requested rows if necessary."""
        if not isinstance(pk, int):
            return None
        if (pk, locale_id) not in self._loaded[model]:
            self.want(model, pk, locale_id)
            self.load()
        return self._loaded[model][pk, locale_id]

    def load(self) -> None:
        """Load the requested rows: one query per model."""
        for model, wanted in self._wanted.items():
            if wanted:
                self._loaded[model] |= self._delivery.fetch(model, wanted)
                wanted.clear()

    def make_pages_specific(self, whole: AbstractSet[type[Page]]) -> None:
        """Replace each page by its specific instance; pages of undeclared types become None."""
        versions = self._loaded[Page]
        pages = self._delivery.specific(versions.values(), whole)
        for wanted, page in zip(list(versions), pages, strict=True):
            versions[wanted] = page if type(page) in registry.pages else None

    def found(self, model: type[models.Model]) -> list[Any]:
        """Return the visible rows of a model and its subclasses, without duplicates per locale."""
        rows = {
            (type(row), row.pk, row.__dict__.get("locale_id")): row
            for known, versions in self._loaded.items()
            if issubclass(known, model)
            for row in versions.values()
            if row is not None
        }
        return list(rows.values())

    def embedded(self) -> list[Any]:
        """Return the visible images in rich text; call `load` first."""
        images = self._loaded[get_image_model()]
        return [row for wanted in self._embedded if (row := images.get(wanted)) is not None]

    # --- Collecting --------------------------------------------------------------------------

    def collect_prose(self, source: str, locale_id: int | None) -> None:
        """Request the pages and documents that rich text links to, and its images."""
        for match in LINK.finditer(source):
            if number := ID.search(match[0]):
                model = Page if match[1] == "page" else get_document_model()
                self.want(model, int(number[1]), locale_id)
        for match in EMBED.finditer(source):
            if number := ID.search(match[0]):
                self.want(get_image_model(), int(number[1]), locale_id)
                self._embedded.add((int(number[1]), locale_id))

    def collect_stream(
        self, block: blocks.BaseStreamBlock, raw: Iterable[Any], locale_id: int | None
    ) -> None:
        """Request the rows that the raw data of a stream refer to."""
        for item in raw:
            child = block.child_blocks.get(item["type"])
            if child is not None:
                self.collect(child, item["value"], locale_id)

    def collect(self, block: blocks.Block, raw: Any, locale_id: int | None) -> None:
        """Request the rows that the raw value of a block refers to, including nested blocks."""
        if raw is None:
            return
        if isinstance(block, ImageBlock):
            self.want(*chosen_image(block, raw), locale_id)
        elif isinstance(block, blocks.ChooserBlock):
            self.want(block.model_class, raw, locale_id)
        elif isinstance(block, blocks.RichTextBlock):
            self.collect_prose(raw, locale_id)
        elif isinstance(block, blocks.BaseStreamBlock):
            self.collect_stream(block, raw, locale_id)
        elif isinstance(block, TypedTableBlock):
            return  # its cells are text and numbers
        elif isinstance(block, blocks.ListBlock):
            for item in list_items(raw):
                self.collect(block.child_block, item, locale_id)
        elif isinstance(block, blocks.BaseStructBlock) and isinstance(raw, Mapping):
            for name, child in block.child_blocks.items():
                self.collect(child, raw.get(name), locale_id)


def chosen_image(block: ImageBlock, raw: Any) -> tuple[type[models.Model], Any]:
    """Return the model and the id of the image in an ImageBlock."""
    pk = raw.get("image") if isinstance(raw, Mapping) else raw
    return block.child_blocks["image"].model_class, pk


def list_items(raw: Iterable[Any]) -> list[Any]:
    """Return the raw values of a ListBlock, whether they are stored with ids or without."""
    return [
        item["value"] if isinstance(item, Mapping) and item.get("type") == "item" else item
        for item in raw
    ]
