"""Outgoing mail as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailConfig(AppConfig):
    """E-mails that wait, that left, or that failed."""

    name = "cms.mail"
    label = "mail"
    verbose_name = _("Courriels")

    def ready(self) -> None:
        """Have the worker deliver what is due."""
        from cms.jobs.signals import work_due
        from cms.mail.outbox import enqueue_due

        work_due.connect(enqueue_due, dispatch_uid="cms.mail")
