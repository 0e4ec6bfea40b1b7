"""Forms of the directory, for checks that need related objects."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from cms.translation.panels import SharedRowsPanel
from structures.enums import ServiceArea


class StructureActivityForm(WagtailAdminModelForm):
    """The form of an activity; its communes and EPCI are many-to-many, so the model can't check."""

    def clean(self) -> dict[str, Any]:
        """Refuse a service area of chosen communes or EPCI without any chosen."""
        data: dict[str, Any] = super().clean()
        area = data.get("area")
        if area == ServiceArea.COMMUNES and not data.get("communes"):
            self.add_error("communes", _("Choisissez au moins une commune."))
        if area == ServiceArea.EPCI and not data.get("epcis"):
            self.add_error("epcis", _("Choisissez au moins une intercommunalité."))
        return data


class ActivitiesPanel(SharedRowsPanel):
    """The activities of a structure, edited with `StructureActivityForm`."""

    def get_form_options(self) -> dict[str, Any]:
        """Return the formset's options with the form class."""
        options: dict[str, Any] = super().get_form_options()
        options["formsets"][self.relation_name]["form"] = StructureActivityForm
        return options
