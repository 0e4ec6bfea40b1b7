"""Panels of a sheet's edit form: what is missing, and the map that places the structure."""

from typing import Any

from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.forms import Media
from django.forms.widgets import Script
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel
from wagtail.models import Revision

from cms.media.policies import policy_of
from cms.models import CustomImage
from cms.translation.forms import SharedFieldsPageForm
from structures.completeness import completeness, missing_facts

NO_IMAGE = _("Choisissez une image à laquelle vous avez accès.")


class SheetForm(SharedFieldsPageForm):
    """The form of a sheet; it takes a new picture only from those that its user may choose."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A picture that is not there is refused in the same words.
        for field in self._image_fields().values():
            field.error_messages["invalid_choice"] = NO_IMAGE

    def clean(self) -> dict[str, Any]:
        """Refuse a picture that the user may not choose, which the chooser hides already."""
        data: dict[str, Any] = super().clean()
        policy = policy_of(CustomImage)
        for name in self._image_fields():
            image = data.get(name)
            if (
                name in self.changed_data
                and image is not None
                and not policy.user_has_permission_for_instance(self.for_user, "choose", image)
                and not self._had(name, image)
            ):
                self.add_error(name, ValidationError(NO_IMAGE, code="image"))
        return data

    def _had(self, name: str, image: CustomImage) -> bool:
        """Return whether the sheet has the picture, or had it: anybody may go back to that."""
        if not self.instance.pk:
            return False
        stored = type(self.instance)._base_manager.filter(pk=self.instance.pk, **{name: image})
        versions = Revision.objects.for_instance(self.instance)
        return bool(stored.exists() or versions.filter(**{f"content__{name}": image.pk}).exists())

    def _image_fields(self) -> dict[str, forms.Field]:
        return {
            name: field
            for name, field in self.fields.items()
            if isinstance(field, forms.ModelChoiceField)
            and field.queryset is not None
            and field.queryset.model is CustomImage
        }


class SheetStatePanel(Panel):
    """Says how complete a sheet is, what it lacks, and when it was confirmed."""

    class BoundPanel(Panel.BoundPanel):
        """The panel of one sheet; a new sheet has none."""

        template_name = "structures/admin/sheet_state.html"

        def is_shown(self) -> bool:
            """Return whether the sheet exists."""
            return self.instance is not None and self.instance.pk is not None

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Add what the panel tells of the sheet."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            context.update(
                percent=completeness(self.instance),
                missing=[str(fact.label) for fact in missing_facts(self.instance)],
                confirmed_on=self.instance.confirmed_on,
                confirm_url=self._confirm_url(),
            )
            return context

        def _confirm_url(self) -> str:
            # The facts of a translation are confirmed where they are written.
            if self.form.is_of_translation:
                return ""
            return reverse("structure_confirm", args=[self.instance.pk])


class PositionMapPanel(Panel):
    """A map that writes the fields of the position, which stay the equivalent for everybody."""

    class BoundPanel(Panel.BoundPanel):
        """The map of one form."""

        template_name = "structures/admin/position_map.html"

        def is_shown(self) -> bool:
            """Return whether the position may be changed here: in a translation it is a fact."""
            return self.form is None or not self.form.is_of_translation

        @property
        def media(self) -> Media:
            """Return the map's files."""
            return Media(
                css={"all": ["structures/map/map.css"]},
                # Media stands before the form: the script waits for it.
                js=[Script("structures/map/map.js", defer=True)],  # type: ignore[list-item]  # Django takes both
            )

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Add the communes, the words of the map and the fields that it follows."""
            communes = apps.get_model("structures", "Commune")._default_manager.values(
                "id", "name", "latitude", "longitude", "population"
            )
            context: dict[str, Any] = super().get_context_data(parent_context)
            context.update(
                data={"communes": list(communes), "words": _words()},
                inputs={
                    name: self.form[name].id_for_label
                    for name in ("latitude", "longitude", "commune")
                },
            )
            return context


def _words() -> dict[str, str]:
    """Return what the map's script says."""
    return {
        "zoomIn": gettext("Agrandir"),
        "zoomOut": gettext("Réduire"),
        "marker": gettext("Position de la structure : les flèches la déplacent"),
        "nowhere": gettext("La structure n’est pas placée sur la carte."),
        "placed": gettext("La structure est placée sur la carte."),
        "near": gettext("La structure est placée à {km} km du centre de {commune}."),
    }
