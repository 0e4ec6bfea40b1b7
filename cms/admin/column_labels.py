"""French labels for the columns that Wagtail names in its code, in English."""

from django.utils.translation import gettext_lazy as _
from wagtail.sites.views import IndexView

LABELS = {"site_name": _("Nom du site"), "root_page": _("Page racine")}


def name_columns() -> None:
    """Name the columns of the list of sites."""
    for column in IndexView.columns:
        column.label = LABELS.get(column.name, column.label)
