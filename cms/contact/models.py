"""What a visitor has written by a contact form."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ContactMessage(models.Model):
    """One message; personal data, which `purge_contact_messages` deletes after a set time.

    `is_suspect` marks what a robot seems to have sent: it is stored for a while, since a person
    may be taken for one, and not mailed. `is_held` marks what arrived in an hour with too many
    messages: it is mailed once somebody has released it. `consent` is the text that was agreed to.
    """

    page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("formulaire"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    language = models.CharField(_("langue"), max_length=20)
    name = models.CharField(_("nom"), max_length=100)
    email = models.EmailField(_("adresse électronique"))
    phone = models.CharField(_("téléphone"), max_length=30, blank=True)
    subject = models.CharField(_("sujet"), max_length=120, blank=True)
    message = models.TextField(_("message"))
    consent = models.TextField(_("texte accepté"))
    sent_at = models.DateTimeField(_("reçu le"), default=timezone.now, db_index=True)
    mailed_at = models.DateTimeField(_("transmis par courriel le"), null=True, blank=True)
    queued_at = models.DateTimeField(_("confié au courrier le"), null=True, blank=True)
    is_suspect = models.BooleanField(
        _("indésirable"),
        default=False,
        help_text=_("Décochez pour transmettre le message aux destinataires de la page."),
    )
    is_held = models.BooleanField(
        _("à relire"),
        default=False,
        help_text=_(
            "Arrivé pendant une heure où trop de messages arrivaient. "
            "Décochez pour le transmettre aux destinataires de la page."
        ),
    )
    is_handled = models.BooleanField(_("traité"), default=False)

    class Meta:
        verbose_name = _("message reçu")
        verbose_name_plural = _("messages reçus")
        ordering = ["-sent_at", "-pk"]
        # Visitors alone add one.
        default_permissions = ["view", "change", "delete"]

    def __str__(self) -> str:
        """Return what the admin's log may keep for ever: nobody's name."""
        day = timezone.localtime(self.sent_at).strftime("%d/%m/%Y")
        return f"Message {self.pk} du {day}"

    @property
    def is_mailable(self) -> bool:
        """Return whether the message may be mailed, and has not been handed to the mail queue."""
        return not (self.is_suspect or self.is_held or self.queued_at or self.mailed_at)


class UsedToken(models.Model):
    """A form token that has served; rows older than a token's validity are deleted."""

    digest = models.CharField(max_length=64, unique=True)
    used_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.digest
