"""Versions that name rows which were deleted since."""

from typing import Any

from django.db import models
from modelcluster.models import get_all_child_relations

Content = dict[str, Any]


def without_missing_rows(model: type[models.Model], contents: list[Content]) -> list[Content]:
    """Return the contents of versions, with None for each protected key whose row is gone.

    A row that only a draft names can be deleted: PROTECT looks at rows, not at versions. Of such a
    key modelcluster 6.5 makes an error, and the draft could not be opened.
    """
    for field in model._meta.concrete_fields:
        target, relation = field.related_model, field.remote_field
        if target is None or relation is None or relation.on_delete is not models.PROTECT:
            continue
        keys = {content[field.name] for content in contents if content.get(field.name) is not None}
        rows = target._base_manager.filter(pk__in=keys) if keys else ()
        missing = keys - {row.pk for row in rows}
        if missing:
            contents = [
                content | {field.name: None} if content.get(field.name) in missing else content
                for content in contents
            ]
    for child in get_all_child_relations(model):
        name = child.get_accessor_name()
        contents = [
            content | {name: without_missing_rows(child.related_model, content[name])}
            if content.get(name)
            else content
            for content in contents
        ]
    return contents
