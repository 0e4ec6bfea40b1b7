"""Changing the e-mail address of one's own account."""

from typing import Any, cast

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django.views.generic import FormView

from cms.accounts.email_change import (
    cancel_change,
    confirm_change,
    find_change,
    pending_change,
    request_change,
    resend_link,
)
from cms.accounts.forms import EmailForm
from cms.accounts.links import CONFIRMATION_HOURS
from cms.models import User


@method_decorator(reauthentication_required, name="dispatch")
class ChangeEmailView(FormView):
    """Takes a new address, after the password was given again, and shows the one that waits."""

    form_class = EmailForm
    template_name = "account/change_email.html"
    success_url = reverse_lazy("account_change_email")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Cancel a change, mail its link again, or take a new address."""
        if refused := ratelimit.consume_or_429(request, action="manage_email", user=self._account):
            return refused
        action = request.POST.get("action")
        if action not in ("cancel", "resend"):
            return super().post(request, *args, **kwargs)
        pending = pending_change(self._account)
        if pending is None:
            messages.info(request, _("Aucun changement d’adresse n’est en attente."))
        elif action == "cancel":
            cancel_change(self._account)
            messages.success(request, _("Le changement d’adresse est annulé."))
        else:
            resend_link(pending)
            self._say_sent(pending.email)
        return redirect(self.get_success_url())

    def get_form_kwargs(self) -> dict[str, Any]:
        """Add the account."""
        return {**super().get_form_kwargs(), "account": self._account}

    def form_valid(self, form: EmailForm) -> HttpResponse:
        """Have the address wait for its owner."""
        address = form.cleaned_data["email"]
        request_change(self._account, address)
        self._say_sent(address)
        return super().form_valid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the address in force, and the one that waits."""
        return super().get_context_data(
            current=self._account.email,
            pending=pending_change(self._account),
            hours=CONFIRMATION_HOURS,
            **kwargs,
        )

    @property
    def _account(self) -> User:
        return cast(User, self.request.user)

    def _say_sent(self, address: str) -> None:
        messages.success(
            self.request,
            _("Un message est envoyé à %(address)s : suivez le lien qu’il contient.")
            % {"address": address},
        )


change_email = ChangeEmailView.as_view()


@login_required
@require_http_methods(["GET", "POST"])
def confirm_email(request: HttpRequest, key: str) -> HttpResponse:
    """Give the account of who is logged in the address to which the link was mailed.

    A GET changes nothing: mail programs follow links by themselves. The account's own session is
    asked for: the owner of an address that somebody else typed gives it away by no click.
    """
    user = cast(User, request.user)
    former = user.email
    pending = find_change(user, key)
    if request.method == "POST" and pending is not None:
        address = confirm_change(user, key)
        if address is not None:
            get_adapter(request).send_notification_mail(
                "account/email/email_changed",
                user,
                {"from_email": former, "to_email": address},
                email=former,
            )
            messages.success(request, _("Votre adresse électronique est changée."))
            return redirect("account_change_email")
        pending = None
    return render(request, "account/confirm_email.html", {"pending": pending, "current": former})
