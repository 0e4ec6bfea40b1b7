"""Why a page or a snippet was not published, or not withdrawn, at its time."""

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _


class ScheduleFailure(models.Model):
    """The last failure of an event of a page or a snippet; its schedule stays until it succeeds."""

    class Event(models.TextChoices):
        """What was to happen."""

        PUBLISH = "publish", _("publication")
        UNPUBLISH = "unpublish", _("dépublication")

    # The page whose publication failed is not used by the failure.
    wagtail_reference_index_ignore = True
    # No answer has anything of it: the log of changes passes it over (cms.changes).
    is_internal = True

    base_content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.CharField(max_length=255)
    content_object = GenericForeignKey("base_content_type", "object_id", for_concrete_model=False)
    event = models.CharField(_("événement"), max_length=10, choices=Event.choices)
    due_at = models.DateTimeField(_("prévu le"))
    reason = models.TextField(_("motif"))
    first_failed_at = models.DateTimeField(_("premier échec"), auto_now_add=True)
    last_failed_at = models.DateTimeField(_("dernier échec"), auto_now=True)
    attempts = models.PositiveIntegerField(_("tentatives"), default=0)

    class Meta:
        verbose_name = _("programmation en échec")
        verbose_name_plural = _("programmations en échec")
        ordering = ["-last_failed_at", "-pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["base_content_type", "object_id", "event"],
                name="cms_schedule_failure_unique_event",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_event_display()} – {self.reason}"
