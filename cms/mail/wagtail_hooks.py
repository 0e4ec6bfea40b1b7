"""What outgoing mail adds to Wagtail's admin."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from cms.mail.admin import EmailsMenuItem, EmailsView, RetryView
from cms.mail.panel import QueuePanel


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern]:
    """Return the addresses of the list of e-mails."""
    return [
        path("emails/", EmailsView.as_view(), name="queued_emails"),
        path(
            "emails/results/",
            EmailsView.as_view(results_only=True),
            name="queued_emails_results",
        ),
        path("emails/<int:pk>/retry/", RetryView.as_view(), name="queued_email_retry"),
    ]


@hooks.register("register_permissions")
def register_permissions() -> QuerySet[Permission]:
    """Return the rights to see the list and to send again, so that a group can have them."""
    return Permission.objects.filter(content_type__app_label="mail")


@hooks.register("register_reports_menu_item")
def register_menu_item() -> MenuItem:
    """Return the entry of the list."""
    return EmailsMenuItem(
        _("Courriels"), reverse("queued_emails"), name="emails", icon_name="mail", order=910
    )


@hooks.register("construct_homepage_panels")
def add_queue_panel(request: HttpRequest, panels: list[Any]) -> None:
    """Add the warning about work or mail that does not leave."""
    if request.user.has_perm("mail.view_queuedemail"):
        panels.append(QueuePanel())
