"""A leave to read one draft over GraphQL."""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site


class PreviewGrant(models.Model):
    """What one editor's token shows: the content of one page or snippet, on one site, for a while.

    The token itself is nowhere: `digest` is its SHA-256. `content` is what was in the form or in
    the version previewed. An editor has one grant for what the panel beside the form shows and one
    for the tab; each new preview gives it a new token and a new content.
    """

    # No answer has anything of it: the log of changes passes it over (cms.changes).
    is_internal = True

    digest = models.CharField(max_length=64, unique=True)
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.CharField(max_length=255)
    label = models.CharField(_("contenu"), max_length=255)
    content = models.JSONField(encoder=DjangoJSONEncoder)
    site = models.ForeignKey(
        Site, verbose_name=_("site"), on_delete=models.CASCADE, related_name="+"
    )
    editor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("personne"),
        on_delete=models.CASCADE,
        related_name="+",
    )
    in_panel = models.BooleanField()
    created = models.DateTimeField(_("ouvert le"))
    expires = models.DateTimeField(_("fermé le"), db_index=True)
    revoked = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("aperçu")
        verbose_name_plural = _("aperçus")
        ordering = ["-created", "-pk"]
        # To close what somebody else has opened; nobody writes a grant by hand.
        default_permissions = ["delete"]
        constraints = [
            models.UniqueConstraint(
                fields=["editor", "content_type", "object_id", "site", "in_panel"],
                name="cms_preview_grant_once",
            )
        ]

    def __str__(self) -> str:
        return self.label
