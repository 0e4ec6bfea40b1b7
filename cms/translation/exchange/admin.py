"""What files of agencies, and a machine's proposals, add to Wagtail's admin."""

from typing import Any

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from cms.translation.exchange.importing import IMPORTED
from cms.translation.exchange.views import ExportListView, ExportView, ImportView
from cms.translation.machine.views import PROPOSED, MachineView

ROW = "<slug:app_label>/<slug:model_name>/<int:pk>/"


def exchange_urls() -> list[URLPattern]:
    """Return the addresses of the views."""
    return [
        path(f"translation/export/{ROW}", ExportView.as_view(), name="translation_export"),
        path("translation/export/", ExportListView.as_view(), name="translation_export_list"),
        path("translation/import/", ImportView.as_view(), name="translation_import"),
        path(f"translation/machine/{ROW}", MachineView.as_view(), name="translation_machine"),
    ]


def name_log_actions(actions: Any) -> None:
    """Name in a history what came from a file, and what from a machine."""
    actions.register_action(
        IMPORTED, _("Importer une traduction"), _("Traduction importée d’un fichier")
    )
    actions.register_action(
        PROPOSED,
        _("Proposer une traduction automatique"),
        _("Traduction proposée par une machine"),
    )
