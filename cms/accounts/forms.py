"""Forms of logging in, of a forgotten password, and of one's e-mail address."""

from typing import Any

from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.forms import ResetPasswordForm
from django import forms
from django.http import HttpRequest

from cms.accounts.backend import normalize_login
from cms.models import User


class LoginForm(AllauthLoginForm):
    """A name or an address, in any Unicode form."""

    def clean_login(self) -> str:
        """Return the name or the address in the form in which it is stored."""
        return normalize_login(self.cleaned_data["login"])


class PasswordResetForm(ResetPasswordForm):
    """Asks for a link; the worker alone finds out whether an account has the address.

    The request does the same work for every address, so that its time says nothing either.
    """

    def clean_email(self) -> str:
        """Return the address in the form in which addresses are stored."""
        return normalize_login(self.cleaned_data["email"]).lower()

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Enqueue the link, and return the address."""
        from cms.accounts.tasks import send_password_link

        address: str = self.cleaned_data["email"]
        send_password_link.enqueue(address)
        return address


class EmailForm(forms.ModelForm):
    """The e-mail address of one's own account."""

    class Meta:
        model = User
        fields = ["email"]
        widgets = {"email": forms.EmailInput(attrs={"autocomplete": "email"})}
