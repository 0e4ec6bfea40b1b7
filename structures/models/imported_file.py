"""A data.inclusion file that somebody has sent through the admin."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportedFile(models.Model):
    """A file, what it would change, and whether it was applied.

    It is kept here rather than among the media, which everybody can read. `digest` is the one of
    the plan that was shown; the content is forgotten once it is applied.
    """

    # Whom a file names is no use of anything that an editor could remove.
    wagtail_reference_index_ignore = True
    # No answer has anything of it: the log of changes passes it over (cms.changes).
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
        """Return how many rows have each outcome."""
        found: dict[str, Any] = self.report.get("counts", {})
        return found
