"""The admin's list of e-mails: to whom and when, without their text."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import IndexView

from cms.admin.columns import FormColumn
from cms.mail.models import EmailState, QueuedEmail
from cms.mail.outbox import retry

VIEW, CHANGE = "mail.view_queuedemail", "mail.change_queuedemail"
# Reasons of a failure by the name of the error.
REASONS = {
    "ConnectionRefusedError": _("serveur de courrier injoignable"),
    "gaierror": _("serveur de courrier introuvable"),
    "OSError": _("serveur de courrier injoignable"),
    "TimeoutError": _("le serveur de courrier ne répond pas"),
    "SMTPAuthenticationError": _("identifiants refusés par le serveur de courrier"),
    "SMTPRecipientsRefused": _("adresse refusée"),
    "SMTPSenderRefused": _("expéditeur refusé"),
    "SMTPServerDisconnected": _("le serveur de courrier a coupé la connexion"),
}


class RetryColumn(FormColumn):
    """A button that sends the row again now."""

    cell_template_name = "mail/retry_cell.html"


class EmailsView(IndexView):
    """The e-mails of the last weeks."""

    model = QueuedEmail
    page_title = _("Courriels")
    header_icon = "mail"
    index_url_name = "queued_emails"
    index_results_url_name = "queued_emails_results"
    default_ordering = "-created"
    is_searchable = False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse people who may not see the list."""
        if not request.user.has_perm(VIEW):
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def get_base_queryset(self) -> QuerySet[QueuedEmail]:
        """Return the rows without the text of the messages."""
        return QueuedEmail.objects.defer("content")

    @property
    def columns(self) -> list[Column]:
        """Return the columns; the last one for people who may send again."""
        columns = [
            DateColumn("created", label=_("Créé")),
            Column("recipients", label=_("Destinataires")),
            Column("subject", label=_("Objet")),
            Column("state", label=_("État"), accessor=lambda row: row.state.label),
            Column("error", label=_("Dernier échec"), accessor=_reason),
            Column("attempts", label=_("Essais")),
            Column("next_attempt", label=_("Prochain essai"), accessor=_next_attempt),
        ]
        if self.request.user.has_perm(CHANGE):
            columns.append(RetryColumn("retry", label="", accessor=_retryable))
        return columns


class RetryView(View):
    """Sends one e-mail again now."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Enqueue it and go back to the list."""
        if not request.user.has_perm(CHANGE):
            raise PermissionDenied
        retry(get_object_or_404(QueuedEmail, pk=pk))
        messages.success(request, gettext("Le courriel part maintenant."))
        return redirect("queued_emails")


class EmailsMenuItem(MenuItem):
    """The entry of the list in the menu of reports."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Return whether the person may see the list."""
        return bool(request.user.has_perm(VIEW))


def failing_count() -> int:
    """Return how many e-mails of the list did not leave because of a failure."""
    return QueuedEmail.objects.filter(~Q(error=""), sent=None).count()


def _reason(row: QueuedEmail) -> str:
    name, _space, code = row.error.partition(" ")
    return " ".join(filter(None, [str(REASONS.get(name, name)), code])) or "–"


def _next_attempt(row: QueuedEmail) -> str:
    at = row.next_attempt
    return date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT") if at else "–"


def _retryable(row: QueuedEmail) -> int | None:
    return row.pk if row.state == EmailState.FAILING else None
