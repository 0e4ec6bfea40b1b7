"""How the admin shows the networks."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import LocaleColumn, UpdatedAtColumn
from wagtail.snippets.views.snippets import SnippetViewSet

from cms.translation.side_panel import SnippetEditView
from networks.models import Network


class NetworkViewSet(SnippetViewSet):
    """Networks, by name."""

    model = Network
    edit_view_class = SnippetEditView
    icon = "group"
    menu_label = _("Réseaux")
    menu_order = 210
    add_to_admin_menu = True
    list_display = ["name", "acronym", "scope", LocaleColumn(label=_("Langue")), UpdatedAtColumn()]
    list_filter = ["scope"]
    list_per_page = 50
