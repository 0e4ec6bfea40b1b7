"""Forms of the directory, for what a model alone can't see."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from cms.translation.panels import SharedRowsPanel
from structures.enums import ServiceArea


class StructureActivityForm(WagtailAdminModelForm):
    """An activity with its communes and EPCI, which the model gets only when it is saved."""

    def clean(self) -> dict[str, Any]:
        """Refuse an area of chosen communes or EPCI of which none is chosen."""
        data: dict[str, Any] = super().clean()
        area = data.get("area")
        if area == ServiceArea.COMMUNES and not data.get("communes"):
            self.add_error("communes", _("Choisissez au moins une commune."))
        if area == ServiceArea.EPCI and not data.get("epcis"):
            self.add_error("epcis", _("Choisissez au moins une intercommunalité."))
        return data


class ActivitiesPanel(SharedRowsPanel):
    """The activities of a structure, each in a form of our own."""

    def get_form_options(self) -> dict[str, Any]:
        """Return the formset's options with the form."""
        options: dict[str, Any] = super().get_form_options()
        options["formsets"][self.relation_name]["form"] = StructureActivityForm
        return options
