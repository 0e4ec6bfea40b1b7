"""How the admin shows the capability's snippets."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import LocaleColumn
from wagtail.snippets.views.snippets import SnippetViewSet

from cms.models import Menu


class MenuViewSet(SnippetViewSet):
    """Menus: few of them, so no search."""

    model = Menu
    icon = "bars"
    menu_label = _("Menus")
    menu_order = 220
    add_to_admin_menu = True
    list_display = ["__str__", LocaleColumn(label=_("Langue"))]
    list_filter = ["handle"]
