"""What is translated of a page or a snippet: neither shared fields nor fields without words.

Shared fields follow by themselves (`cms.translation.shared_fields`). Dates, numbers, a yes or no
and slugs belong to each language, but are not translated from another one.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import models
from wagtail.fields import StreamField
from wagtail.models import Page

from cms.text.normal_form import comparable

# Wagtail's own fields in which people write what readers see.
OF_PAGES = ("title", "seo_title", "search_description")
WORDLESS = (
    models.BooleanField, models.DateField, models.DecimalField, models.FloatField,
    models.IntegerField, models.SlugField, models.TimeField,
)  # fmt: skip


@dataclass(frozen=True)
class Words:
    """The names of a model's fields with words, and the words of the rows that belong to it.

    `matched_by` are the shared fields that identify such a row.
    """

    columns: tuple[str, ...]
    rows: Mapping[str, "Words"]
    matched_by: tuple[str, ...] = ()


@cache
def translatable_fields_of(model: Any) -> Words:
    """Return what is translated of a model."""
    shared_names = getattr(model, "shared_fields", ())
    own = (*(OF_PAGES if issubclass(model, Page) else ()), *getattr(model, "translated_fields", ()))
    fields = [model._meta.get_field(name) for name in own if name not in shared_names]
    columns = tuple(field.name for field in fields if not isinstance(field, WORDLESS))
    shared = [model._meta.get_field(name) for name in shared_names]
    rows = {
        field.get_accessor_name(): translatable_fields_of(field.related_model)
        for field in shared
        if isinstance(field, models.ManyToOneRel)
    }
    rows = {name: words for name, words in rows.items() if words.columns}
    return Words(columns, rows, tuple(getattr(model, "matched_by", ())))


def have_changed(model: Any, before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Return whether a version's content says something to translate that the one before did not.

    A removed row of a shared field disappears from translations by itself.
    """
    words = translatable_fields_of(model)
    if _said(model, words.columns, before) != _said(model, words.columns, after):
        return True
    return any(
        _rows_have_changed(
            model._meta.get_field(name).related_model, rows, before.get(name), after.get(name)
        )
        for name, rows in words.rows.items()
    )


def _rows_have_changed(model: Any, words: Words, before: Any, after: Any) -> bool:
    old, new = (Counter(_rows_said(model, words, rows or ())) for rows in (before, after))
    added, gone = new - old, old - new
    if any(any(said) for _row, said in added):
        return True
    # Of a row that is still there, but says nothing any more.
    left = {row for row, _said in added}
    return any(row in left for row, said in gone if any(said))


def _rows_said(
    model: Any, words: Words, rows: Iterable[Mapping[str, Any]]
) -> Iterable[tuple[tuple[Any, ...], tuple[Any, ...]]]:
    for row in rows:
        yield tuple(row.get(name) for name in words.matched_by), _said(model, words.columns, row)


def _said(model: Any, names: Iterable[str], content: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return what some fields say; what is empty, or was not kept yet, says nothing.

    Another apostrophe, or another Unicode normal form, says nothing new.
    """
    return tuple(
        _without_ids(comparable(json.loads(content.get(name) or "[]")))
        if isinstance(model._meta.get_field(name), StreamField)
        else comparable(content.get(name) or "")
        for name in names
    )


def _without_ids(value: Any) -> Any:
    """Return a stream's content without the ids of its blocks."""
    if isinstance(value, list):
        return [_without_ids(each) for each in value]
    if isinstance(value, dict):
        is_block = {"type", "value"} <= value.keys()
        return {
            name: _without_ids(each)
            for name, each in value.items()
            if not (is_block and name == "id")
        }
    return value
