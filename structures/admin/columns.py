"""Columns and spreadsheet exports of the lists of sheets."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.ui.tables.pages import PageStatusColumn, PageTitleColumn

from cms.scheduling.statuses import with_schedule_failures


class DayColumn(Column):
    """A date in the admin's language; `missing` is shown for an empty value."""

    cell_template_name = "structures/admin/day_cell.html"

    def __init__(self, name: str, *, missing: str | Promise = "–", **kwargs: Any) -> None:
        """Set the text for an empty value."""
        super().__init__(name, **kwargs)
        self.empty_value_display = missing


class PercentColumn(Column):
    """A percentage with a bar."""

    cell_template_name = "structures/admin/percent_cell.html"


def kind_code(sheet: Any) -> str:
    """Return the code of a sheet's kind, or an empty string."""
    return sheet.kind.code if sheet.kind else ""


def commune_name(sheet: Any) -> str:
    """Return the name of a sheet's commune, or an empty string."""
    return sheet.commune.name if sheet.commune else ""


def language_name(sheet: Any) -> str:
    """Return the name of a sheet's language."""
    return str(sheet.locale.get_display_name())


TITLE = PageTitleColumn(
    "title", label=_("Structure"), sort_key="title", classname="title structure-title"
)
KIND = Column("kind", label=_("Type"), accessor=kind_code, sort_key="kind__code", width="6%")
COMMUNE = Column("commune", label=_("Commune"), accessor=commune_name, sort_key="commune__name")
LANGUAGE = Column(
    "language", label=_("Langue"), accessor=language_name, sort_key="locale__language_code"
)
STATUS = PageStatusColumn("status", label=_("Statut"), sort_key="live")


def ready_to_list(sheets: Any) -> Any:
    """Return the sheets with the relations of all columns, in a constant number of queries."""
    return (
        with_schedule_failures(sheets)
        .specific()
        .prefetch_related("kind", "commune", "locale", "content_type", "sites_rooted_here")
        .prefetch_workflow_states()
        .annotate_has_untranslated_locale()
        .annotate_site_root_state()
        .annotate_approved_schedule()
    )


class SheetListMixin:
    """A list of sheets whose URLs share the lookups of one request."""

    request: HttpRequest

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Attach the request to each row, so that URL lookups are cached on it."""
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]  # of the view
        for sheet in context["object_list"]:
            sheet.listed_by = self.request
        return context


class SheetExportMixin:
    """Exports a list; `exports` maps a column name to its heading and its value function."""

    exports: Mapping[str, tuple[str | Promise, Callable[[Any], Any]]] = {}

    @property
    def list_export(self) -> list[str]:
        """Return the names of the columns."""
        return list(self.exports)

    @property
    def export_headings(self) -> dict[str, str | Promise]:
        """Return the headings by name."""
        return {name: heading for name, (heading, _value) in self.exports.items()}

    def to_row_dict(self, item: Any) -> dict[str, Any]:
        """Return the values of a row by name."""
        return {name: value(item) for name, (_heading, value) in self.exports.items()}


EXPORTS: Mapping[str, tuple[str | Promise, Callable[[Any], Any]]] = {
    "title": (_("Structure"), lambda sheet: sheet.title),
    "kind": (_("Type"), kind_code),
    "siret": (_("SIRET"), lambda sheet: sheet.siret),
    "commune": (_("Commune"), commune_name),
    "convention_ends_on": (_("Fin de la convention"), lambda sheet: sheet.convention_ends_on),
    "confirmed_on": (_("Confirmée le"), lambda sheet: sheet.confirmed_on),
}
STATUS_EXPORTS: Mapping[str, tuple[str | Promise, Callable[[Any], Any]]] = {
    "status": (_("Statut"), lambda sheet: str(sheet.status_string)),
    "language": (_("Langue"), language_name),
}
