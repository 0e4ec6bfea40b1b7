"""Streams and tables with a limit, which is looked at before anything in them is."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.blocks.list_block import ListValue
from wagtail.blocks.stream_block import StreamBlockValidationError, StreamValue
from wagtail.contrib.typed_table_block.blocks import (
    TypedTable,
    TypedTableBlock,
    TypedTableBlockValidationError,
)

# More than the longest page has: its blocks, and the items of their lists.
MOST_ITEMS = 500
# More than a person reads, and as many as a form of 10,000 fields sends in a second or so.
MOST_CELLS = 2_000


class BoundedStreamBlock(blocks.StreamBlock):
    """A stream of MOST_ITEMS blocks and items of lists; to migrations it is Wagtail's own."""

    def clean(self, value: StreamValue) -> StreamValue:
        """Refuse a stream that has too many; a long one takes seconds to look at."""
        count = sum(1 for _item in _items(value))
        if count > MOST_ITEMS:
            error = ValidationError(
                _(
                    "Ce contenu a %(count)s blocs et éléments de listes : %(most)s au plus. "
                    "Enlevez-en, ou répartissez-les sur plusieurs pages."
                ),
                params={"count": number_format(count), "most": number_format(MOST_ITEMS)},
            )
            raise StreamBlockValidationError(non_block_errors=[error])
        cleaned: StreamValue = super().clean(value)
        return cleaned


def _items(value: Any) -> Iterator[Any]:
    """Yield the blocks of a stream and the items of all lists in them, however deep."""
    if isinstance(value, blocks.StructValue):
        for child in value.values():
            yield from _items(child)
    elif isinstance(value, StreamValue | ListValue):
        for item in value:
            yield item
            yield from _items(item.value if isinstance(value, StreamValue) else item)


class BoundedTableBlock(TypedTableBlock):
    """A table of MOST_CELLS cells; to migrations it is Wagtail's own block."""

    def value_from_datadict(self, data: Mapping[str, str], files: Any, prefix: str) -> TypedTable:
        """Return the table that a form has sent.

        It reads each cell that the form must have, and so raises Django's MultiValueDictKeyError
        before a form of a thousand fields can make a table of a million cells.
        """
        columns = _kept(data, f"{prefix}-column")
        for row in _kept(data, f"{prefix}-row"):
            for column in columns:
                data[f"{prefix}-cell-{row}-{column}"]
        table: TypedTable = super().value_from_datadict(data, files, prefix)
        return table

    def clean(self, table: TypedTable) -> TypedTable:
        """Refuse a table that is too large, without looking at its cells."""
        rows, columns = len(table.row_data), len(table.columns)
        if rows * columns > MOST_CELLS:
            error = ValidationError(
                _(
                    "Le tableau a %(cells)s cases (%(rows)s lignes, %(columns)s colonnes) : "
                    "%(most)s au plus. Partagez-le en plusieurs tableaux, ou proposez-le comme "
                    "document à télécharger."
                ),
                params={
                    "cells": number_format(rows * columns),
                    "rows": number_format(rows),
                    "columns": number_format(columns),
                    "most": number_format(MOST_CELLS),
                },
            )
            raise TypedTableBlockValidationError(non_block_errors=[error])
        cleaned: TypedTable = super().clean(table)
        return cleaned


def _kept(data: Mapping[str, str], prefix: str) -> list[int]:
    """Return the numbers of the rows, or the columns, that were not deleted in the form."""
    count = int(data[f"{prefix}-count"])
    return [number for number in range(count) if not data[f"{prefix}-{number}-deleted"]]
