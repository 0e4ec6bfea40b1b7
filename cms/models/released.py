"""Whether a file is listed for readers although no published content uses it."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.media.release import may_release


class ReleasedMixin(models.Model):
    """A file that is listed for readers once a person who publishes has stored it.

    One that somebody else has uploaded is visible where published content uses it.
    """

    is_released = models.BooleanField(
        _("mis à disposition du public"), default=True, editable=False
    )

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the row; what a person without the right to publish adds is not released."""
        uploader = getattr(self, "uploaded_by_user", None)
        if self._state.adding and uploader is not None and not may_release(uploader):
            self.is_released = False
        super().save(*args, **kwargs)
