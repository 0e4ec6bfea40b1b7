"""Admin views of the directory's reference data."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import LiveStatusTagColumn, LocaleColumn
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from cms.scheduling.statuses import with_statuses
from cms.translation.permissions import SourceAccess
from cms.translation.side_panel import SnippetEditView
from structures.admin.listing import SheetListingViewSet
from structures.inclusion.admin import ImportViewSet
from structures.models import Commune, Epci, Sector, SectorGroup, StructureKind


class StructureKindViewSet(SnippetViewSet):
    """Kinds of structure."""

    model = StructureKind
    edit_view_class = SnippetEditView
    icon = "tag"
    list_display = [
        "code", "name", "family", "contract", LocaleColumn(label=_("Langue")),
        LiveStatusTagColumn(label=_("Statut")),
    ]  # fmt: skip
    list_filter = ["family", "is_siae"]
    search_fields = ["code", "name"]

    def get_queryset(self, request: HttpRequest) -> Any:
        """Return the kinds with the data of the status column."""
        is_readable = SourceAccess(request.user).readable_snippets(StructureKind)
        return with_statuses(StructureKind.objects.filter(is_readable))


class SectorGroupViewSet(SnippetViewSet):
    """Groups of sectors."""

    model = SectorGroup
    icon = "folder-open-inverse"
    list_display = ["name", "slug", "position", LocaleColumn(label=_("Langue"))]
    search_fields = ["name"]


class SectorViewSet(SnippetViewSet):
    """Sectors."""

    model = Sector
    icon = "folder-inverse"
    list_display = ["name", "group", "slug", LocaleColumn(label=_("Langue"))]
    list_filter = ["group"]
    search_fields = ["name"]
    list_per_page = 50


class CommuneViewSet(SnippetViewSet):
    """Communes."""

    model = Commune
    icon = "home"
    list_display = ["name", "code_insee", "post_codes_text", "epci", "population"]
    list_filter = ["epci"]
    list_per_page = 50


class EpciViewSet(SnippetViewSet):
    """EPCI (groups of communes)."""

    model = Epci
    icon = "globe"
    list_display = ["name", "code"]


class DirectoryViewSetGroup(SnippetViewSetGroup):
    """The sheets, the reference data and the import in one menu."""

    items = (
        SheetListingViewSet,
        StructureKindViewSet,
        SectorViewSet,
        SectorGroupViewSet,
        CommuneViewSet,
        EpciViewSet,
        ImportViewSet,
    )
    menu_icon = "list-ul"
    menu_label = _("Annuaire")
    menu_name = "directory"
    menu_order = 200
