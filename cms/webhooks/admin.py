"""The admin's list of webhook deliveries, from which each can be sent again."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import IndexView

from cms.admin.columns import FormColumn
from cms.models import WebhookDelivery
from cms.webhooks.delivery import send_again
from cms.webhooks.signals import look_after_commit

SEE, SEND = "cms.view_webhookdelivery", "cms.change_webhookdelivery"
# The list names so many paths of a delivery, and counts the others.
PATHS_SHOWN = 3
# Why there was no answer, by the name of the error.
REASONS = {
    "private address": _("adresse privée, non autorisée"),
    "ConnectionError": _("injoignable"),
    "ConnectTimeout": _("injoignable"),
    "ReadTimeout": _("pas de réponse à temps"),
    "TimeoutError": _("pas de réponse à temps"),
    "SSLError": _("certificat refusé"),
}


class SendAgainColumn(FormColumn):
    """A button that sends the row again."""

    cell_template_name = "cms/webhook_again_cell.html"


class DeliveriesView(IndexView):
    """The deliveries of the last weeks."""

    model = WebhookDelivery
    page_title = _("Notifications envoyées")
    header_icon = "link-external"
    index_url_name = "webhook_deliveries"
    index_results_url_name = "webhook_deliveries_results"
    default_ordering = "-created"
    is_searchable = False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse whoever may not see them."""
        if not request.user.has_perm(SEE):
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    @property
    def columns(self) -> list[Column]:
        """Return the columns; without an address's path, which may hold a secret."""
        columns = [
            DateColumn("created", label=_("Publication")),
            Column("receiver", label=_("Destinataire"), accessor="origin"),
            Column("content", label=_("Contenu"), accessor=told),
            Column("state", label=_("État"), accessor=lambda row: row.state.label),
            Column("answer", label=_("Dernière réponse"), accessor=last_answer),
            Column("attempts", label=_("Essais")),
            Column("next_attempt", label=_("Prochain essai"), accessor=next_attempt),
        ]
        if self.request.user.has_perm(SEND):
            columns.append(SendAgainColumn("again", label="", accessor="pk"))
        return columns


class SendAgainView(View):
    """Sends one delivery again, after the answer."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: Any) -> HttpResponse:
        """Have it sent and go back to the list."""
        if not request.user.has_perm(SEND):
            raise PermissionDenied
        send_again(get_object_or_404(WebhookDelivery, pk=pk))
        look_after_commit()
        messages.success(request, gettext("La notification part maintenant."))
        return redirect("webhook_deliveries")


class DeliveriesMenuItem(MenuItem):
    """The entry of the list, for whoever may see it."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Return whether the person may."""
        return bool(request.user.has_perm(SEE))


def told(delivery: WebhookDelivery) -> str:
    """Return in a few words what a delivery tells."""
    paths, tags = delivery.paths, len(delivery.tags)
    counted = ngettext("%(count)s étiquette", "%(count)s étiquettes", tags) % {"count": tags}
    more = [f"+ {len(paths) - PATHS_SHOWN}"] if len(paths) > PATHS_SHOWN else []
    return ", ".join([*paths[:PATHS_SHOWN], *more, counted])


def last_answer(delivery: WebhookDelivery) -> str:
    """Return the status of the last answer, or why there was none."""
    if delivery.status:
        return str(delivery.status)
    return str(REASONS.get(delivery.error, delivery.error)) or "–"


def next_attempt(delivery: WebhookDelivery) -> str:
    """Return when a delivery will be sent again."""
    at = delivery.next_attempt
    return date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT") if at else "–"
