"""Contact messages as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContactConfig(AppConfig):
    """What visitors write to the association."""

    name = "cms.contact"
    label = "contact"
    verbose_name = _("Messages de contact")

    def ready(self) -> None:
        """Have the pages that have a form deliver its tokens."""
        from cms.contact.page import publish_tokens

        publish_tokens()
