"""What receivers of webhooks are told, and how far."""

import uuid
from urllib.parse import urlsplit

from django.db import models
from django.utils.translation import gettext_lazy as _


class WebhookState(models.TextChoices):
    """What became of a delivery."""

    TAKEN = "taken", _("Reçue")
    WAITING = "waiting", _("En attente")
    FAILING = "failing", _("En échec, sera renvoyée")
    GIVEN_UP = "given_up", _("Abandonnée")


class WebhookPosition(models.Model):
    """Up to which moment of the log of changes (`cms.changes.log`) a receiver is told."""

    # No answer has anything of it: the log of changes passes it over (cms.changes).
    is_internal = True

    receiver = models.CharField(max_length=500, unique=True)
    moment = models.TextField()
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return origin_of(self.receiver)


class WebhookDelivery(models.Model):
    """What is told to one receiver at once; its id stays the same each time that it is sent.

    `next_attempt` is None when nothing is left to be done: it was taken, or its receiver is no
    longer one. `status` is the HTTP status of the last answer, None where there was none; `error`
    then says why.
    """

    # No answer has anything of it: the log of changes passes it over (cms.changes).
    is_internal = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    receiver = models.CharField(_("destinataire"), max_length=500)
    tags = models.JSONField()
    paths = models.JSONField()
    created = models.DateTimeField(_("créée le"))
    attempts = models.PositiveIntegerField(_("essais"), default=0)
    next_attempt = models.DateTimeField(_("prochain essai"), null=True, db_index=True)
    delivered = models.DateTimeField(_("reçue le"), null=True)
    status = models.PositiveSmallIntegerField(_("réponse"), null=True)
    error = models.CharField(_("erreur"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        ordering = ["-created", "-pk"]
        # To see them, and to send them again.
        default_permissions = ["view", "change"]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def state(self) -> WebhookState:
        """Return what became of it so far."""
        if self.delivered is not None:
            return WebhookState.TAKEN
        if self.next_attempt is None:
            return WebhookState.GIVEN_UP
        return WebhookState.FAILING if self.status or self.error else WebhookState.WAITING

    @property
    def origin(self) -> str:
        """Return the receiver without its path, which may hold a secret."""
        return origin_of(self.receiver)


def origin_of(receiver: str) -> str:
    """Return scheme and host of a receiver's address."""
    parts = urlsplit(receiver)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
