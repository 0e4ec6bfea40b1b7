"""Changing the e-mail address of one's own account."""

from typing import Any, cast

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.forms import ModelForm
from django.http import HttpResponse
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.generic import UpdateView

from cms.accounts.forms import EmailForm
from cms.models import User


@method_decorator(reauthentication_required, name="dispatch")
class ChangeEmailView(UpdateView):
    """Changes the address, after the password was given again, and writes to the former one."""

    form_class = EmailForm
    template_name = "account/change_email.html"
    success_url = reverse_lazy("account_change_email")

    def get_object(self, queryset: Any = None) -> User:
        """Return the account, apart from the one that the page's frame shows."""
        return User.objects.get(pk=cast(User, self.request.user).pk)

    def form_valid(self, form: ModelForm) -> HttpResponse:
        """Store the address; tell the former address of the change."""
        former = form.initial["email"]
        response = super().form_valid(form)
        if self.object.email != former:
            get_adapter(self.request).send_notification_mail(
                "account/email/email_changed",
                self.object,
                {"from_email": former, "to_email": self.object.email},
                email=former,
            )
            messages.success(self.request, _("Votre adresse électronique est changée."))
        return response


change_email = ChangeEmailView.as_view()
