"""Admin views that give a structure's staff access to their sheet."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from structures.admin.access import give_access, invite, people_of, take_access
from structures.models import StructurePage


class AccessForm(forms.Form):
    """The e-mail address of a person to give access; also the user name of a new account."""

    email = forms.EmailField(
        label=_("Adresse électronique"),
        max_length=150,
        help_text=_("La personne y recevra le lien pour choisir son mot de passe."),
    )


class SheetAccessMixin:
    """Restricts a view to users who may publish the sheet."""

    request: HttpRequest
    kwargs: dict[str, Any]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Deny access to users who may not publish the sheet."""
        if not self.sheet.permissions_for_user(request.user).can_publish():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # of the view

    @cached_property
    def sheet(self) -> StructurePage:
        """Return the sheet."""
        sheet: StructurePage = get_object_or_404(StructurePage, pk=self.kwargs["pk"])
        return sheet

    def get_success_url(self) -> str:
        """Return the URL of the list of people with access."""
        return reverse("structure_access", args=[self.sheet.pk])


class AccessView(SheetAccessMixin, WagtailAdminTemplateMixin, FormView):
    """Lists the people with access to a sheet, and gives access to another one."""

    template_name = "structures/admin/access.html"
    form_class = AccessForm
    page_title = _("Donner accès à la fiche")
    header_icon = "group"

    def get_page_subtitle(self) -> str:
        """Return the sheet's title."""
        return str(self.sheet.get_admin_display_title())

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Return the breadcrumbs, starting from the list of sheets."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse("structure_sheets:index"), "label": gettext("Fiches de structure")},
            {
                "url": "",
                "label": gettext("Donner accès"),
                "sublabel": self.get_page_subtitle(),
            },
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the people with access."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context.update(sheet=self.sheet, people=people_of(self.sheet))
        return context

    def form_valid(self, form: AccessForm) -> HttpResponse:
        """Give access, then send the invitation."""
        try:
            access = give_access(self.sheet, form.cleaned_data["email"])
        except ValidationError as error:
            form.add_error("email", error)
            return self.form_invalid(form)
        invite(self.sheet, access)
        messages.success(
            self.request,
            gettext("%(email)s a accès à la fiche ; un message lui est envoyé.")
            % {"email": access.user.email},
        )
        return super().form_valid(form)


class TakeAccessView(SheetAccessMixin, View):
    """Removes a person's access."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int, user: int) -> HttpResponse:
        """Remove the access and redirect to the list."""
        person = get_object_or_404(people_of(self.sheet), pk=user)
        if person.is_superuser and not request.user.is_superuser:
            raise PermissionDenied
        take_access(self.sheet, person)
        messages.success(
            request,
            gettext("%(email)s n’a plus accès à la fiche.") % {"email": person.email},
        )
        return redirect(self.get_success_url())
