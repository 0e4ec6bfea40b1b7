"""Admin views of the networks."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import LiveStatusTagColumn, LocaleColumn, UpdatedAtColumn
from wagtail.snippets.views.snippets import SnippetViewSet

from cms.scheduling.statuses import with_statuses
from cms.translation.permissions import SourceAccess
from cms.translation.side_panel import SnippetEditView
from networks.models import Network


class NetworkViewSet(SnippetViewSet):
    """The list of networks and their forms."""

    model = Network
    edit_view_class = SnippetEditView
    icon = "group"
    menu_label = _("Réseaux")
    menu_order = 210
    add_to_admin_menu = True
    list_display = [
        "name", "acronym", "scope", LocaleColumn(label=_("Langue")), UpdatedAtColumn(),
        LiveStatusTagColumn(label=_("Statut")),
    ]  # fmt: skip
    list_filter = ["scope"]
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> Any:
        """Return the networks with the data of the status column."""
        is_readable = SourceAccess(request.user).readable_snippets(Network)
        return with_statuses(Network.objects.filter(is_readable))
