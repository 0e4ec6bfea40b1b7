"""The translatable texts of a page or a snippet: each has a place, and can be written there.

A text is one that people write: what has choices, an address or a format of its own is a fact, and
so is what a model names in `shared_fields`, or a block in `untranslated_fields`.
"""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import models
from django.utils.text import capfirst
from wagtail.admin.panels import get_edit_handler
from wagtail.fields import RichTextField, StreamField
from wagtail.models import COMMENTS_RELATION_NAME

from cms.translation.exchange.block_texts import Check, TranslatableText, block_texts, written_block

TEXT_FIELDS = (models.CharField, models.TextField, RichTextField)


@dataclass(frozen=True)
class TranslatableFields:
    """The translatable fields of a model, and those of its rows of detail by their relation."""

    own: tuple[Any, ...]
    details: dict[str, tuple[Any, ...]]


@cache
def translatable_fields(model: Any) -> TranslatableFields:
    """Return what is translatable of a model, of all that its form lets people write."""
    options = _handler(model).get_form_options()
    details = {}
    for name, formset in options.get("formsets", {}).items():
        if name == COMMENTS_RELATION_NAME:
            continue
        child = model._meta.get_field(name).related_model
        fields = [field for field in _shown(child, formset["fields"]) if _is_text(field)]
        if fields:
            details[name] = tuple(fields)
    own = [
        field
        for field in _shown(model, options.get("fields", ()))
        if isinstance(field, StreamField) or _is_text(field)
    ]
    return TranslatableFields(tuple(own), details)


def translatable_texts(row: Any, source: Any = None) -> Iterator[TranslatableText]:
    """Yield the texts of a row, empty ones, too, in the order of its fields.

    Those of a translation have the places of the source, if that is given.
    """
    fields = translatable_fields(_model(row))
    for field in fields.own:
        label = capfirst(str(field.verbose_name))
        if isinstance(field, StreamField):
            like = None if source is None else _raw(field, source)
            raw = _raw(field, row)
            yield from block_texts(field.stream_block, raw, field.name, label, like)
        else:
            yield _text_of(field, row, field.name, label)
    for name, columns in fields.details.items():
        for rank, child in enumerate(getattr(row, name).all(), start=1):
            kind = capfirst(str(child._meta.verbose_name))
            for field in columns:
                label = f"{kind} {rank} › {capfirst(str(field.verbose_name))}"
                yield _text_of(field, child, f"{name}.{rank}.{field.name}", label)


def write_texts(row: Any, source: Any, values: Mapping[str, str]) -> None:
    """Set texts of a translation by the places of its source.

    Blocks that the source has and the translation lacks are added where one of their texts is
    given; none is taken away. Rows of detail are written where both have as many.
    """
    fields = translatable_fields(_model(source))
    for field in fields.own:
        if isinstance(field, StreamField):
            before = _raw(field, row)
            block = field.stream_block
            after = written_block(block, _raw(field, source), before, field.name, values)
            if after != before:
                setattr(row, field.name, field.to_python(after))
        elif field.name in values:
            setattr(row, field.name, values[field.name])
    for name, columns in fields.details.items():
        children = list(getattr(row, name).all())
        written = False
        for rank, child in enumerate(children, start=1):
            for field in columns:
                place = f"{name}.{rank}.{field.name}"
                if place in values:
                    setattr(child, field.name, values[place])
                    written = True
        if written:
            getattr(row, name).set(children)


def is_missing_detail(source: Any, row: Any, place: str) -> bool:
    """Return whether a place is in rows of detail of which both have not as many."""
    name = place.partition(".")[0]
    if name not in translatable_fields(_model(source)).details:
        return False
    return len(getattr(source, name).all()) != len(getattr(row, name).all())


def _model(row: Any) -> Any:
    return type(row)


def _handler(model: Any) -> Any:
    if hasattr(model, "get_edit_handler"):
        return model.get_edit_handler()
    return get_edit_handler(model)


def _shown(model: Any, names: Any) -> list[Any]:
    shared = getattr(model, "shared_fields", ())
    return [
        field for field in model._meta.fields if field.name in names and field.name not in shared
    ]


def _is_text(field: Any) -> bool:
    return type(field) in TEXT_FIELDS and not field.choices and not field._validators


def _text_of(field: Any, row: Any, place: str, label: str) -> TranslatableText:
    value = field.value_from_object(row) or ""
    is_rich = isinstance(field, RichTextField)
    is_line = type(field) is models.CharField
    return TranslatableText(
        place, label, value, is_rich, field.max_length, _check_of(field), is_line
    )


def _check_of(field: Any) -> Check:
    def check(value: str) -> None:
        field.formfield().clean(value)

    return check


def _raw(field: Any, row: Any) -> list[Any]:
    """Return a copy of a stream as it is stored: nothing in it is read and written anew."""
    return deepcopy(list(field.value_from_object(row).raw_data))
