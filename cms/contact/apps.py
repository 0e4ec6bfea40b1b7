"""Contact messages as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContactConfig(AppConfig):
    """What visitors write to the association."""

    name = "cms.contact"
    label = "contact"
    verbose_name = _("Messages de contact")

    def ready(self) -> None:
        """Have the pages that have a form deliver its tokens; note when messages are mailed."""
        from cms.contact.mail import note_departure
        from cms.contact.page import publish_tokens
        from cms.mail.signals import email_sent

        publish_tokens()
        email_sent.connect(note_departure, dispatch_uid="cms.contact")
