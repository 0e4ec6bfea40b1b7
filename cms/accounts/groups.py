"""Groups in the admin: no one gives a group a right that they lack."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.contrib.settings.forms import SitePermissionForm
from wagtail.models import Page, Site
from wagtail.users.forms import GroupForm
from wagtail.users.views.groups import (
    CreateView,
    DeleteView,
    EditView,
    GroupViewSet,
    get_permission_panel_classes,
)

from cms.accounts.rights import Rights, may_change_group, rights_of

REFUSED = _(
    "Vous ne pouvez pas modifier ce groupe : il donne des droits que vous n’avez pas. "
    "Demandez à une personne qui les a."
)
LEFT_OUT = _("Les droits que vous n’avez pas ne sont pas proposés.")


class GiverGroupForm(GroupForm):
    """A group, with the rights that the person has."""

    # Whether there are rights that the person lacks.
    is_restricted = False
    registered_permissions: QuerySet[Permission]

    def __init__(self, *args: Any, rights: Rights, **kwargs: Any) -> None:
        """Offer the rights that the person has; what the admin does not offer stays untouched."""
        super().__init__(*args, **kwargs)
        if not rights.everything:
            left_out = self.registered_permissions.exclude(pk__in=rights.models)
            self.is_restricted = left_out.exists()
            field = self.fields["permissions"]
            field.queryset = field.queryset.filter(pk__in=rights.models)

    def clean_name(self) -> str:
        """Refuse another name for a group by whose name a second factor is asked for."""
        name: str = super().clean_name()
        before = self.initial.get("name")
        if before in settings.CMS_MFA_REQUIRED_GROUPS and name != before:
            raise ValidationError(
                gettext(
                    "Ce nom est celui d’un rôle dont les membres doivent avoir un deuxième "
                    "facteur : gardez-le."
                )
            )
        return name


class GivableCheckboxes(forms.CheckboxSelectMultiple):
    """Checkboxes of which some can't be ticked."""

    def __init__(self, givable: set[str]) -> None:
        """Take the values that can be ticked."""
        super().__init__()
        self.givable = givable

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Return an option, disabled where the person lacks the right."""
        option = super().create_option(name, value, *args, **kwargs)
        if str(value) not in self.givable:
            option["attrs"]["disabled"] = True
        return option


class GiverFormSetMixin:
    """Rights on pages or collections: only those that the person has there."""

    rights: Rights
    forms: list[Any]

    def add_fields(self, form: Any, index: int | None) -> None:
        """Disable the permissions that the person has nowhere."""
        super().add_fields(form, index)  # type: ignore[misc]  # of the formset
        if self.rights.everything:
            return
        field = form.fields["permissions"]
        held = self.rights.page_permissions | self.rights.collection_permissions
        key = field.to_field_name or "pk"
        values = field.queryset.filter(pk__in=held).values_list(key, flat=True)
        field.widget = GivableCheckboxes({str(value) for value in values})
        field.widget.choices = field.choices

    def clean(self) -> None:
        """Refuse each right that the person lacks, at its row."""
        super().clean()  # type: ignore[misc]  # of the formset
        for form in self.forms:
            values = form.cleaned_data
            place = values.get("page") or values.get("collection")
            for permission in values.get("permissions") or ():
                if place is not None and not self._may_give(permission.pk, place):
                    form.add_error(
                        None,
                        ValidationError(
                            gettext("Vous n’avez pas vous-même ce droit sur « %(place)s »."),
                            params={"place": str(place)},
                        ),
                    )
                    break

    def _may_give(self, permission: int, place: Any) -> bool:
        if isinstance(place, Page):
            return self.rights.allow_on_page(permission, place.path)
        return self.rights.allow_on_collection(permission, place.path)


class GiverSiteFormMixin:
    """The settings of sites: only of those where the person may change them."""

    rights: Rights
    permission: Any
    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer these sites alone."""
        super().__init__(*args, **kwargs)
        sites = [
            site.pk
            for site in self.fields["sites"].queryset
            if self.rights.allow_on_site(self.permission.pk, site.pk)
        ]
        self.fields["sites"].queryset = Site.objects.filter(pk__in=sites)


class GiverMixin:
    """Hands the person's rights to the forms, and says what is left out."""

    request: HttpRequest

    @cached_property
    def rights(self) -> Rights:
        """Return the person's rights."""
        return rights_of(self.request.user)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Add the person's rights."""
        kwargs: dict[str, Any] = super().get_form_kwargs()  # type: ignore[misc]  # of the view
        return {**kwargs, "rights": self.rights}

    @cached_property
    def permission_panel_forms(self) -> list[Any]:
        """Return the formsets of rights on pages and collections, each with the person's rights."""
        return [
            self._restricted(panel)(**self.get_permission_panel_form_kwargs(panel))  # type: ignore[attr-defined]  # of the view
            for panel in get_permission_panel_classes()
        ]

    def _restricted(self, panel: type[Any]) -> type[Any]:
        mixin: type[Any]
        if issubclass(panel, SitePermissionForm):
            mixin = GiverSiteFormMixin
        elif issubclass(panel, forms.BaseFormSet):
            mixin = GiverFormSetMixin
        else:
            raise TypeError(f"{panel.__name__} gives rights that no rule here restricts.")
        return type(panel.__name__, (mixin, panel), {"rights": self.rights})

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Say on the page that rights are left out."""
        response: Any = super().get(request, *args, **kwargs)  # type: ignore[misc]  # of the view
        if response.context_data["form"].is_restricted:
            messages.info(request, LEFT_OUT)
        return response


class KnownGroupMixin:
    """Refuses groups that give more rights than the person has."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Go on with a group that the person may change; else explain why not."""
        group: Group = self.get_object()  # type: ignore[attr-defined]  # of the view
        if not may_change_group(request.user, group):
            messages.error(request, REFUSED)
            return redirect("wagtailusers_groups:index")
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # of the view
        return response


class GroupCreateView(GiverMixin, CreateView):
    """Adds a group."""


class GroupEditView(KnownGroupMixin, GiverMixin, EditView):
    """Changes a group."""


class GroupDeleteView(KnownGroupMixin, DeleteView):
    """Deletes a group."""


class RightsGroupViewSet(GroupViewSet):
    """The screens of groups."""

    add_view_class = GroupCreateView
    edit_view_class = GroupEditView
    delete_view_class = GroupDeleteView

    def get_form_class(self, for_update: bool = False) -> type[Any]:
        """Return the form that knows the person's rights."""
        return GiverGroupForm
