"""The drafts that a preview request may read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from wagtail.models import Page


@dataclass(frozen=True)
class PreviewScope:
    """The drafts that one request may read.

    `rows` are their ids by model; pages of all types are under `Page`. `page_path` is the tree path
    of the previewed page, or "" if the preview is of a snippet. `subject` is the previewed object:
    its model and its id.
    """

    rows: Mapping[type[models.Model], frozenset[Any]] = field(default_factory=dict)
    page_path: str = ""
    subject: tuple[type[models.Model], Any] | None = None

    def has(self, instance: models.Model) -> bool:
        """Return whether the request may read the draft of the instance."""
        model = Page if isinstance(instance, Page) else type(instance)
        return instance.pk in self.rows.get(model, ())

    def is_about(self, instance: models.Model) -> bool:
        """Return whether the instance is the previewed object."""
        return self.subject == (type(instance), instance.pk)


NO_PREVIEW = PreviewScope()
