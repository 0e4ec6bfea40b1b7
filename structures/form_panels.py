"""Panels of a sheet's edit form: its completeness, and the map for its position."""

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
from structures.completeness import completeness, missing_fields

NO_IMAGE = _("Choisissez une image à laquelle vous avez accès.")


class SheetForm(SharedFieldsPageForm):
    """The edit form of a sheet; refuses images that the user may not choose."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The same message for an image that does not exist, so that the form does not reveal it.
        for field in self._image_fields().values():
            field.error_messages["invalid_choice"] = NO_IMAGE

    def clean(self) -> dict[str, Any]:
        """Refuse an image that the user may not choose; the chooser already hides it."""
        data: dict[str, Any] = super().clean()
        policy = policy_of(CustomImage)
        for name in self._image_fields():
            image = data.get(name)
            if (
                name in self.changed_data
                and image is not None
                and not policy.user_has_permission_for_instance(self.for_user, "choose", image)
                and not self._is_in_history(name, image)
            ):
                self.add_error(name, ValidationError(NO_IMAGE, code="image"))
        return data

    def _is_in_history(self, name: str, image: CustomImage) -> bool:
        """Return whether any version of the sheet has the image, and may be restored."""
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
    """Shows the completeness of a sheet, its missing fields and its confirmation."""

    class BoundPanel(Panel.BoundPanel):
        """The panel of one sheet; hidden for a new sheet."""

        template_name = "structures/admin/sheet_state.html"

        def is_shown(self) -> bool:
            """Return whether the sheet is saved."""
            return self.instance is not None and self.instance.pk is not None

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Add the state of the sheet."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            context.update(
                percent=completeness(self.instance),
                missing=[str(field.label) for field in missing_fields(self.instance)],
                confirmed_on=self.instance.confirmed_on,
                confirm_url=self._confirm_url(),
            )
            return context

        def _confirm_url(self) -> str:
            # A translation takes its data from the source sheet, which is the one to confirm.
            if self.form.is_of_translation:
                return ""
            return reverse("structure_confirm", args=[self.instance.pk])


class PositionMapPanel(Panel):
    """A map that fills in the position fields; the fields remain the accessible alternative."""

    class BoundPanel(Panel.BoundPanel):
        """The map of one form."""

        template_name = "structures/admin/position_map.html"

        def is_shown(self) -> bool:
            """Return whether the position may be changed here: not in a translation."""
            return self.form is None or not self.form.is_of_translation

        @property
        def media(self) -> Media:
            """Return the map's script and style sheet."""
            return Media(
                css={"all": ["structures/map/map.css"]},
                # Media come before the form in the page, so the script is deferred.
                js=[Script("structures/map/map.js", defer=True)],  # type: ignore[list-item]  # Django takes both
            )

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Add the communes, the texts of the map and the ids of its input fields."""
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
    """Return the texts of the map's script."""
    return {
        "zoomIn": gettext("Agrandir"),
        "zoomOut": gettext("Réduire"),
        "marker": gettext("Position de la structure : les flèches la déplacent"),
        "nowhere": gettext("La structure n’est pas placée sur la carte."),
        "placed": gettext("La structure est placée sur la carte."),
        "near": gettext("La structure est placée à {km} km du centre de {commune}."),
    }
