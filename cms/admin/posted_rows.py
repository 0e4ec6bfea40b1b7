"""Rows of an edit form (activities, entries of a menu, comments) that changed since it was opened.

A form names its rows by their keys. Django refuses a key whose row is gone, and the error stands
nowhere that one sees: nothing could be saved any more. A row of a draft has no key; once somebody
else publishes that draft it has one, and a form that was open would add the row a second time.
"""

import json
from collections.abc import Iterator
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import QueryDict
from wagtail.models import Revision

# They are somebody's words: a form that still has one does not bring it back.
DISCUSSION = ("comments", "replies")
# What publication sets in a row.
SET_BY_PUBLICATION = ("pk", "sort_order")


def with_present_keys(data: QueryDict, form_class: Any, instance: Any, fixed: list[str]) -> Any:
    """Return what a form sent with the keys that its rows have now.

    A row that is gone is sent as a new one, so that the draft keeps what the form says. Comments,
    replies and the rows named in `fixed`, which the form does not change, stay gone.
    """
    data = data.copy()
    for name, formset in getattr(form_class, "formsets", {}).items():
        rows = _rows_of(formset, instance)
        blank = _settle(data, name, formset, rows, is_fixed=name in fixed)
        unsent = [row for key, row in rows.items() if key not in set(_sent(data, name, formset))]
        if blank and unsent:
            drafts = _drafts_of(data, instance, formset)
            for index, draft in zip(blank, drafts, strict=False):
                row = next((row for row in unsent if _content(row) == draft), None)
                if row is not None:
                    unsent.remove(row)
                    data[_key(name, index, formset)] = str(row.pk)
    return data


def _settle(
    data: QueryDict, prefix: str, formset: Any, rows: dict[str, Any], *, is_fixed: bool
) -> list[int]:
    """Take the keys of missing rows out; return the places of the rows that came without one."""
    blank = []
    for index in range(_total(data, prefix)):
        name = _key(prefix, index, formset)
        key = data.get(name)
        if is_fixed:
            data.pop(f"{prefix}-{index}-DELETE", None)
        if not key:
            blank.append(index)
        elif key not in rows:
            data[name] = ""
            if is_fixed or prefix.rpartition("-")[2] in DISCUSSION:
                data[f"{prefix}-{index}-DELETE"] = "on"
        else:
            for child, nested in getattr(formset.form, "formsets", {}).items():
                below = _rows_of(nested, rows[key])
                _settle(data, f"{prefix}-{index}-{child}", nested, below, is_fixed=is_fixed)
    return blank


def _rows_of(formset: Any, instance: Any) -> dict[str, Any]:
    return {str(row.pk): row for row in formset(instance=instance).get_queryset() if row.pk}


def _sent(data: QueryDict, prefix: str, formset: Any) -> Iterator[str | None]:
    for index in range(_total(data, prefix)):
        yield data.get(_key(prefix, index, formset))


def _drafts_of(data: QueryDict, instance: Any, formset: Any) -> list[dict[str, Any]]:
    """Return the content of the rows without a key in the version that the form was opened with."""
    version = data.get("overwrite_revision_id") or data.get("loaded_revision_id") or ""
    revision = (
        Revision.objects.for_instance(instance)
        .filter(pk=version if version.isdecimal() else None)
        .first()
    )
    relation = formset.fk.remote_field.get_accessor_name()
    rows = revision.content.get(relation, []) if revision else []
    rows = sorted(rows, key=lambda row: row.get("sort_order") or 0)
    return [_without_keys(row) for row in rows if row.get("pk") is None]


def _content(row: Any) -> Any:
    return _without_keys(json.loads(json.dumps(row.serializable_data(), cls=DjangoJSONEncoder)))


def _without_keys(content: Any) -> Any:
    if isinstance(content, list):
        return [_without_keys(each) for each in content]
    if isinstance(content, dict):
        return {
            name: _without_keys(value)
            for name, value in content.items()
            if name not in SET_BY_PUBLICATION
        }
    return content


def _total(data: QueryDict, prefix: str) -> int:
    total = data.get(f"{prefix}-TOTAL_FORMS") or ""
    return int(total) if total.isdecimal() else 0


def _key(prefix: str, index: int, formset: Any) -> str:
    return f"{prefix}-{index}-{formset.model._meta.pk.name}"
