"""The way from Wagtail's page of one's own account to the password and the second factor."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.account import BaseSettingsPanel

from cms.models import User


class NothingToSave(forms.ModelForm):
    """The form of a panel that has links only."""

    class Meta:
        model = User
        fields: list[str] = []


class LoginPanel(BaseSettingsPanel):
    """Links to the pages of the password and of the second factor."""

    name = "login"
    title = _("Connexion")
    order = 150
    form_class = NothingToSave
    template_name = "cms/accounts/login_panel.html"

    def get_context_data(self) -> dict[str, Any]:
        """Return the form, and nothing else."""
        return {"form": self.get_form()}
