"""Accounts in the admin: no one gives another, or oneself, a right that they lack."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Group
from django.db.models import Q
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.models import Comment
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.bulk_actions import (
    AssignRoleBulkAction,
    DeleteBulkAction,
    SetActiveStateBulkAction,
)
from wagtail.users.views.bulk_actions.assign_role import RoleForm
from wagtail.users.views.users import CreateView, DeleteView, EditView, IndexView, UserViewSet

from cms.accounts.rights import givable_groups, may_change_account

REFUSED = _(
    "Vous ne pouvez pas modifier ce compte : il a des droits que vous n’avez pas. "
    "Demandez à une personne qui les a."
)
OPEN_COMMENTS = _(
    "Ce compte participe à des discussions ouvertes sur des pages : elles seraient supprimées avec "
    "lui, réponses des autres comprises. Désactivez-le (décochez « Actif »), ou marquez d’abord "
    "ces commentaires comme traités."
)
# Changed at pages that ask for the password again.
OWN_LOGIN_FIELDS = ("email", "password1", "password2")


class GiverFormMixin:
    """Offers what the person who fills in the form may give."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, giver: Any, **kwargs: Any) -> None:
        """Take the person, and leave out what they may not give."""
        super().__init__(*args, **kwargs)
        if not giver.is_superuser:
            self.fields.pop("is_superuser", None)
        groups = self.fields["groups"]
        groups.queryset = givable_groups(giver)
        left_out = Group.objects.exclude(pk__in=groups.queryset).values_list("name", flat=True)
        if left_out:
            groups.help_text = gettext(
                "Ne sont pas proposés, parce qu’ils donnent des droits que vous n’avez pas : "
                "%(groups)s."
            ) % {"groups": ", ".join(left_out)}


class AccountCreationForm(GiverFormMixin, UserCreationForm):
    """A new account."""


class AccountForm(GiverFormMixin, UserEditForm):
    """An account; one's own without what changes how one logs in."""

    def __init__(self, *args: Any, editing_self: bool = False, **kwargs: Any) -> None:
        """Leave the address and the password of one's own account out."""
        super().__init__(*args, editing_self=editing_self, **kwargs)
        if editing_self:
            for name in OWN_LOGIN_FIELDS:
                self.fields.pop(name, None)
            self.fields["username"].help_text = format_html(
                '{} <a href="{}">{}</a>',
                gettext("Votre adresse électronique et votre mot de passe se changent dans"),
                reverse("wagtailadmin_account"),
                gettext("votre compte"),
            )

    @property
    def password_enabled(self) -> bool:
        """Return whether the form has the fields of the password."""
        return "password1" in self.fields


class GiverViewMixin:
    """Hands the person to the form."""

    request: HttpRequest

    def get_form_kwargs(self) -> dict[str, Any]:
        """Add the person who fills the form in."""
        kwargs: dict[str, Any] = super().get_form_kwargs()  # type: ignore[misc]  # of the view
        return {**kwargs, "giver": self.request.user}


class KnownAccountMixin:
    """Refuses accounts that have more rights than the person."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Go on with an account that the person may change; else explain why not."""
        if not may_change_account(request.user, self.get_object()):  # type: ignore[attr-defined]  # of the view
            messages.error(request, REFUSED)
            return redirect("wagtailusers_users:index")
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # of the view
        return response


class AccountCreateView(GiverViewMixin, CreateView):
    """Adds an account."""


class AccountEditView(KnownAccountMixin, GiverViewMixin, EditView):
    """Changes an account."""


class AccountDeleteView(KnownAccountMixin, DeleteView):
    """Deletes an account, unless discussions would go with it."""

    def form_valid(self, form: Any) -> HttpResponseBase:
        """Refuse while a comment or a reply of the account is open."""
        if has_open_comments([self.object]):
            messages.error(self.request, OPEN_COMMENTS)
            return redirect("wagtailusers_users:edit", self.object.pk)
        response: HttpResponseBase = super().form_valid(form)
        return response


class AccountIndexView(IndexView):
    """Lists accounts, with links to those that the person may change."""

    def get_edit_url(self, instance: Any) -> str | None:
        """Return no link to a superuser's account, but for superusers."""
        if instance.is_superuser and not self.request.user.is_superuser:
            return None
        url: str | None = super().get_edit_url(instance)
        return url


class AccountViewSet(UserViewSet):
    """The screens of accounts."""

    index_view_class = AccountIndexView
    add_view_class = AccountCreateView
    edit_view_class = AccountEditView
    delete_view_class = AccountDeleteView
    # A copy would take the rights of the account along.
    copy_view_enabled = False

    def get_form_class(self, for_update: bool = False) -> type[Any]:
        """Return the form that knows who fills it in."""
        return AccountForm if for_update else AccountCreationForm


class KnownAccountsMixin:
    """Leaves accounts with more rights than the person's out of a bulk action."""

    request: HttpRequest

    def check_perm(self, obj: Any) -> bool:
        """Return whether the person may change this account."""
        is_allowed: bool = super().check_perm(obj)  # type: ignore[misc]  # of the action
        return is_allowed and may_change_account(self.request.user, obj)


class GiverRoleForm(RoleForm):
    """The groups to which the person may add others."""

    def __init__(self, *args: Any, giver: Any, **kwargs: Any) -> None:
        """Offer these groups alone."""
        super().__init__(*args, **kwargs)
        self.fields["role"].queryset = givable_groups(giver)
        self.fields["role"].label = gettext("Groupe")
        self.fields["role"].help_text = gettext(
            "Un groupe qui donne des droits que vous n’avez pas n’est pas proposé."
        )


class AssignRole(KnownAccountsMixin, AssignRoleBulkAction):
    """Adds accounts to a group."""

    form_class = GiverRoleForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Add the person who chooses the group."""
        kwargs: dict[str, Any] = super().get_form_kwargs()
        return {**kwargs, "giver": self.request.user}


class SetActiveState(KnownAccountsMixin, SetActiveStateBulkAction):
    """Activates or deactivates accounts."""


class DeleteAccounts(KnownAccountsMixin, DeleteBulkAction):
    """Deletes accounts, unless discussions would go with them."""

    def form_valid(self, form: Any) -> HttpResponseBase:
        """Refuse while a comment or a reply of one of the accounts is open."""
        accounts, _others = self.get_actionable_objects()
        if has_open_comments(accounts):
            form.add_error(None, OPEN_COMMENTS)
            return self.form_invalid(form)
        response: HttpResponseBase = super().form_valid(form)
        return response


def has_open_comments(accounts: Iterable[Any]) -> bool:
    """Return whether accounts take part in discussions on pages that are not resolved.

    Wagtail deletes an account's comments with it, and with a comment all that others replied.
    """
    is_theirs = Q(user__in=accounts) | Q(replies__user__in=accounts)
    return Comment.objects.filter(is_theirs, resolved_at=None).exists()
