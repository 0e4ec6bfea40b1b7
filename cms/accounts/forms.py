"""Forms of logging in, of a forgotten password, and of one's e-mail address."""

from typing import Any

from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.forms import ResetPasswordForm
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cms.accounts.tasks import send_password_link
from cms.models import User
from cms.text.logins import normalize_login

# Names have at most 150 letters, addresses 254.
LONGEST_LOGIN = 254


class LoginForm(AllauthLoginForm):
    """A name or an address, in any Unicode form."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Bound the length of a name: what is done with it takes its time by each letter."""
        super().__init__(*args, **kwargs)
        login = self.fields["login"]
        login.validators.append(MaxLengthValidator(LONGEST_LOGIN))
        login.widget.attrs["maxlength"] = LONGEST_LOGIN

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
        address: str = self.cleaned_data["email"]
        send_password_link.enqueue(address)
        return address


class EmailForm(forms.Form):
    """A new e-mail address for one's own account.

    One that another account has is accepted, too: the form says nothing about other accounts.
    """

    email = forms.EmailField(
        label=_("Nouvelle adresse électronique"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(self, *args: Any, account: User, **kwargs: Any) -> None:
        """Take the account."""
        super().__init__(*args, **kwargs)
        self._account = account

    def clean_email(self) -> str:
        """Return the address in the form in which addresses are stored."""
        address = normalize_login(self.cleaned_data["email"]).lower()
        if address == self._account.email:
            raise ValidationError(_("Cette adresse est déjà celle de votre compte."))
        return address
