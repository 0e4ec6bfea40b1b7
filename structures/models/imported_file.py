"""Data.inclusion files uploaded in the admin."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportedFile(models.Model):
    """A file, the report of its changes, and whether it was applied.

    Files are stored in the database because media are public. `digest` identifies the plan in the
    report. The content is deleted once the file is applied.
    """

    # The reference index would show users as "in use" by a file, which editors can't change.
    wagtail_reference_index_ignore = True
    # No response contains it, so the change log ignores it (cms.changes).
    is_internal = True

    name = models.CharField(_("fichier"), max_length=255)
    content = models.BinaryField(_("contenu"))
    department = models.CharField(_("département"), max_length=3, blank=True)
    report = models.JSONField(_("rapport"), default=dict)
    digest = models.CharField(_("empreinte du plan"), max_length=64)
    uploaded_at = models.DateTimeField(_("envoyé le"), auto_now_add=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("envoyé par"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    applied_at = models.DateTimeField(_("appliqué le"), null=True)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("appliqué par"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-uploaded_at", "-pk"]

    def __str__(self) -> str:
        return str(self.name)

    @property
    def counts(self) -> dict[str, Any]:
        """Return the number of rows with each outcome, and of flagged rows."""
        counts: dict[str, Any] = self.report.get("counts", {})
        return counts
