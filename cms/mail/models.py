"""E-mails in the queue."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EmailState(models.TextChoices):
    """What became of an e-mail."""

    SENT = "sent", _("Parti")
    WAITING = "waiting", _("En attente")
    FAILING = "failing", _("En échec, sera renvoyé")
    GIVEN_UP = "given_up", _("Abandonné")


class QueuedEmail(models.Model):
    """An e-mail and the state of its delivery.

    `content` is the encrypted message, which may hold a password link: it is erased as soon as the
    message is sent or given up. `next_attempt` is None from then on.
    """

    # No GraphQL answer depends on it: the log of changes ignores it (cms.changes).
    is_internal = True

    recipients = models.TextField(_("destinataires"))
    subject = models.CharField(_("objet"), max_length=250)
    content = models.TextField()
    created = models.DateTimeField(_("créé le"), db_index=True)
    attempts = models.PositiveIntegerField(_("essais"), default=0)
    next_attempt = models.DateTimeField(_("prochain essai"), null=True, db_index=True)
    sent = models.DateTimeField(_("parti le"), null=True)
    error = models.CharField(_("erreur"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("courriel")
        verbose_name_plural = _("courriels")
        ordering = ["-created", "-pk"]
        # To see the list, and to send again.
        default_permissions = ["view", "change"]

    def __str__(self) -> str:
        return f"Courriel {self.pk}"

    @property
    def state(self) -> EmailState:
        """Return what became of it so far."""
        if self.sent is not None:
            return EmailState.SENT
        if self.next_attempt is None:
            return EmailState.GIVEN_UP
        return EmailState.FAILING if self.error else EmailState.WAITING
