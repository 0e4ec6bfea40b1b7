"""The translatable texts of blocks as they are stored: a block in a block, however deep.

An item is known by its id, which a translation's copy shares with the source. One that was not made
as a copy shares none: where it has as many items of the same types, they are known by their ranks.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.blocks import CharBlock, ListBlock, RichTextBlock, StreamBlock, StructBlock, TextBlock
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock

TEXT_BLOCKS = (CharBlock, TextBlock, RichTextBlock)
# What a place is made of: files of XLIFF take no other characters.
NAME = re.compile(r"[A-Za-z0-9_-]+")
Check = Callable[[str], Any]


@dataclass(frozen=True)
class TranslatableText:
    """A text that people write, in plain words or as rich text.

    `place` names it in its page or snippet, `label` tells people where that is; `check` raises
    Django's ValidationError for a value that the form would refuse. `is_single_line` says that the
    form has one line for it.
    """

    place: str
    label: str
    value: str
    is_rich: bool
    max_length: int | None
    check: Check = field(compare=False, repr=False)
    is_single_line: bool = False


def block_texts(
    block: Any, raw: Any, place: str, label: str, source: Any = None
) -> Iterator[TranslatableText]:
    """Yield the texts of a block's stored value, empty ones, too.

    Those of a translation have the places of the source, if its value is given.
    """
    if isinstance(block, TEXT_BLOCKS):
        is_rich = isinstance(block, RichTextBlock)
        length = getattr(block.field, "max_length", None)
        is_line = isinstance(block, CharBlock)
        yield TranslatableText(place, label, raw or "", is_rich, length, _check_of(block), is_line)
    elif isinstance(block, TypedTableBlock):
        yield from _table_texts(block, raw, place, label)
    elif isinstance(block, StreamBlock | ListBlock):
        wanted = dict(_keyed(source))
        for rank, (key, item) in enumerate(_keyed(raw, source), start=1):
            child = _child(block, item)
            if child is not None:
                name = f"{label} › {rank}. {capfirst(str(child.label))}"
                like = _value(wanted[key]) if key in wanted else None
                yield from block_texts(child, _value(item), f"{place}.{key}", name, like)
    elif isinstance(block, StructBlock) and isinstance(raw, dict):
        for name, child in _translated(block):
            if name in raw:
                below = f"{label} › {capfirst(str(child.label))}"
                like = source.get(name) if isinstance(source, dict) else None
                yield from block_texts(child, raw[name], f"{place}.{name}", below, like)


def written_block(
    block: Any, source: Any, current: Any, place: str, values: Mapping[str, str]
) -> Any:
    """Return a translation's stored value with the texts given by the places of its source."""
    if isinstance(block, TEXT_BLOCKS):
        return values.get(place, current)
    if not any(other.startswith(f"{place}.") for other in values):
        return current
    if isinstance(block, TypedTableBlock):
        return _written_table(source, current, place, values)
    if isinstance(block, StreamBlock | ListBlock):
        return _written_items(block, source, current, place, values)
    if isinstance(block, StructBlock) and isinstance(source, dict):
        written = dict(current) if isinstance(current, dict) else deepcopy(source)
        for name, child in _translated(block):
            if name in source:
                before = written.get(name, deepcopy(source[name]))
                below = f"{place}.{name}"
                written[name] = written_block(child, source[name], before, below, values)
        return written
    return current


def _written_items(
    block: Any, source: Any, current: Any, place: str, values: Mapping[str, str]
) -> list[Any]:
    written = list(current or [])
    position = 0
    for key, item in _keyed(source):
        child = _child(block, item)
        below = f"{place}.{key}"
        keys = [known for known, _item in _keyed(written, source)]
        if key in keys and _child(block, written[keys.index(key)]) is child:
            position = keys.index(key)
            old = written[position]
            value = written_block(child, _value(item), _value(old), below, values)
            written[position] = _with_value(old, value)
            position += 1
        elif any(other == below or other.startswith(f"{below}.") for other in values):
            value = written_block(child, _value(item), deepcopy(_value(item)), below, values)
            written.insert(position, _with_value(item, value))
            position += 1
    return written


def _table_texts(block: Any, raw: Any, place: str, label: str) -> Iterator[TranslatableText]:
    if not isinstance(raw, dict):
        return
    anything = forms.CharField(required=False).clean
    caption = f"{label} › {_('Légende')}"
    yield TranslatableText(
        f"{place}.caption", caption, raw.get("caption") or "", False, None, anything, True
    )
    columns = raw.get("columns", [])
    for rank, column in enumerate(columns, start=1):
        name = f"{label} › {_('Colonne')} {rank}"
        yield TranslatableText(
            f"{place}.c{rank}", name, column["heading"] or "", False, None, anything, True
        )
    for line, row in enumerate(raw.get("rows", []), start=1):
        for rank, (column, cell) in enumerate(zip(columns, row["values"], strict=False), start=1):
            name = f"{label} › {_('Ligne')} {line}, {_('colonne').lower()} {rank}"
            child = block.child_blocks[column["type"]]
            yield from block_texts(child, cell, f"{place}.l{line}c{rank}", name)


def _written_table(source: Any, current: Any, place: str, values: Mapping[str, str]) -> Any:
    """Return the translation's table where it is as large as the source's, else the source's."""
    table = deepcopy(current if _size(current) == _size(source) else source)
    if f"{place}.caption" in values:
        table["caption"] = values[f"{place}.caption"]
    for rank, column in enumerate(table["columns"], start=1):
        column["heading"] = values.get(f"{place}.c{rank}", column["heading"])
    for line, row in enumerate(table["rows"], start=1):
        row["values"] = [
            values.get(f"{place}.l{line}c{rank}", cell)
            for rank, cell in enumerate(row["values"], start=1)
        ]
    return table


def _size(table: Any) -> Any:
    if not isinstance(table, dict):
        return None
    return [column["type"] for column in table["columns"]], len(table["rows"])


def _keyed(items: Any, source: Any = None) -> list[tuple[str, Any]]:
    """Return the items of a stream or a list with what names each, in the source's names."""
    keyed: list[tuple[str, Any]] = []
    seen: set[str] = set()
    for rank, item in enumerate(items or [], start=1):
        key = item.get("id") if isinstance(item, dict) else None
        if not isinstance(key, str) or not NAME.fullmatch(key) or key in seen:
            key = f"-{rank}"
        seen.add(key)
        keyed.append((key, item))
    if not source:
        return keyed
    wanted = _keyed(source)
    if seen & {key for key, _item in wanted} or _types(source) != _types(items):
        return keyed
    return [(key, item) for (key, _), item in zip(wanted, items, strict=True)]


def _types(items: Any) -> list[Any]:
    return [item["type"] if _is_wrapped(item) else None for item in items]


def _is_wrapped(item: Any) -> bool:
    return isinstance(item, dict) and "value" in item and "type" in item


def _child(block: Any, item: Any) -> Any:
    """Return the block of an item; None where there is none any more."""
    if isinstance(block, ListBlock):
        return block.child_block
    return block.child_blocks.get(item["type"])


def _value(item: Any) -> Any:
    return item["value"] if _is_wrapped(item) else item


def _with_value(item: Any, value: Any) -> Any:
    return {**item, "value": value} if _is_wrapped(item) else value


def _translated(block: Any) -> Sequence[tuple[str, Any]]:
    facts = getattr(block, "untranslated_fields", ())
    return [(name, child) for name, child in block.child_blocks.items() if name not in facts]


def _check_of(block: Any) -> Check:
    def check(value: str) -> None:
        block.clean(block.to_python(value))

    return check
