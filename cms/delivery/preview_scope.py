"""What the preview of a draft shows to the one request that bears its token."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from wagtail.models import Page


@dataclass(frozen=True)
class PreviewScope:
    """The drafts that one request may read: their ids by model, all pages under `Page`.

    `page_path` is the place of the page among them in the tree, empty when there is none. `subject`
    is the one that the preview is of: its model and its id.
    """

    rows: Mapping[type[models.Model], frozenset[Any]] = field(default_factory=dict)
    page_path: str = ""
    subject: tuple[type[models.Model], Any] | None = None

    def has(self, instance: models.Model) -> bool:
        """Return whether the instance is one of them."""
        model = Page if isinstance(instance, Page) else type(instance)
        return instance.pk in self.rows.get(model, ())

    def is_about(self, instance: models.Model) -> bool:
        """Return whether the preview is of the instance itself."""
        return self.subject == (type(instance), instance.pk)


NO_PREVIEW = PreviewScope()
