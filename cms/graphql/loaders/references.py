"""What bodies and prose refer to, collected first and loaded together: a query a kind."""

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
    """The rows that some content refers to, each wanted in the language of what holds it."""

    def __init__(self, delivery: DeliveryContext) -> None:
        self._delivery = delivery
        self._wanted: dict[type[models.Model], set[Wanted]] = defaultdict(set)
        self._embedded: set[Wanted] = set()
        self._found: dict[type[models.Model], dict[Wanted, Any]] = defaultdict(dict)

    def want(self, model: type[models.Model], pk: Any, locale_id: int | None) -> None:
        """Note that a row is wanted; an id that is no number is none."""
        if isinstance(pk, int) and (pk, locale_id) not in self._found[model]:
            self._wanted[model].add((pk, locale_id))

    def get(self, model: type[models.Model], pk: Any, locale_id: int | None) -> Any:
        """Return the visible version of a row, or None; loads all that is wanted when it must."""
        if not isinstance(pk, int):
            return None
        if (pk, locale_id) not in self._found[model]:
            self.want(model, pk, locale_id)
            self.load()
        return self._found[model][pk, locale_id]

    def load(self) -> None:
        """Load what is wanted and not yet there: one query a model."""
        for model, wanted in self._wanted.items():
            if wanted:
                self._found[model] |= self._delivery.fetch(model, wanted)
                wanted.clear()

    def make_pages_specific(self, whole: AbstractSet[type[Page]]) -> None:
        """Give each page its own type; one of a type that publishes nothing is hidden."""
        versions = self._found[Page]
        pages = self._delivery.specific(versions.values(), whole)
        for wanted, page in zip(list(versions), pages, strict=True):
            versions[wanted] = page if type(page) in registry.pages else None

    def found(self, model: type[models.Model]) -> list[Any]:
        """Return the visible rows of a model and of its subclasses, each once in a language."""
        rows = {
            (type(row), row.pk, row.__dict__.get("locale_id")): row
            for known, versions in self._found.items()
            if issubclass(known, model)
            for row in versions.values()
            if row is not None
        }
        return list(rows.values())

    def embedded(self) -> list[Any]:
        """Return the visible pictures in rich text; they are loaded by now."""
        found = self._found[get_image_model()]
        return [row for wanted in self._embedded if (row := found.get(wanted)) is not None]

    # --- Collecting --------------------------------------------------------------------------

    def collect_prose(self, source: str, locale_id: int | None) -> None:
        """Note the pages and the documents to which rich text links, and its pictures."""
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
        """Note what a stream's raw data refer to."""
        for item in raw:
            child = block.child_blocks.get(item["type"])
            if child is not None:
                self.collect(child, item["value"], locale_id)

    def collect(self, block: blocks.Block, raw: Any, locale_id: int | None) -> None:
        """Note what a block's raw value refers to, however deep."""
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
            return  # its columns are texts and numbers
        elif isinstance(block, blocks.ListBlock):
            for item in list_items(raw):
                self.collect(block.child_block, item, locale_id)
        elif isinstance(block, blocks.BaseStructBlock) and isinstance(raw, Mapping):
            for name, child in block.child_blocks.items():
                self.collect(child, raw.get(name), locale_id)


def chosen_image(block: ImageBlock, raw: Any) -> tuple[type[models.Model], Any]:
    """Return the model and the id of an ImageBlock's picture."""
    pk = raw.get("image") if isinstance(raw, Mapping) else raw
    return block.child_blocks["image"].model_class, pk


def list_items(raw: Iterable[Any]) -> list[Any]:
    """Return the raw values of a ListBlock, stored with or without ids."""
    return [
        item["value"] if isinstance(item, Mapping) and item.get("type") == "item" else item
        for item in raw
    ]
