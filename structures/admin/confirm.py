"""Confirming a sheet: a user states that its data is correct today."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from cms.translation.shared_fields import shared_source_of
from cms.tree_lock import LOCK_SECONDS, tree_locked
from structures.models import StructurePage

ACTION = "structures.confirm"


def confirm(sheet: StructurePage, user: Any) -> bool:
    """Set the confirmation date of the latest revision to today; return whether it is published.

    A draft with other unpublished changes stays a draft. Raises ValidationError if the form of the
    sheet would reject its data.
    """
    had_changes = sheet.has_unpublished_changes
    draft = sheet.get_latest_revision_as_object()
    draft.confirmed_on = timezone.localdate()
    if not sheet.live:
        draft.save()  # as the edit form does: lists show the row
    revision = draft.save_revision(user=user, log_action=ACTION)
    is_published: bool = (
        sheet.live and not had_changes and sheet.permissions_for_user(user).can_publish()
    )
    if is_published:
        revision.publish(user=user)
    return is_published


class ConfirmView(WagtailAdminTemplateMixin, TemplateView):
    """Shows the data to confirm, then confirms it."""

    template_name = "structures/admin/confirm.html"
    page_title = _("Confirmer la fiche")
    header_icon = "check"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Deny access to users who may not edit the sheet now."""
        # An alias has no revision of its own; a translation takes shared fields from its source.
        is_source = not self.sheet.alias_of_id and shared_source_of(self.sheet) is None
        if not is_source or not self.sheet.permissions_for_user(request.user).can_edit():
            raise PermissionDenied
        lock = self.sheet.get_lock()
        if lock is not None and lock.for_user(request.user):
            messages.error(request, lock.get_message(request.user))
            return redirect(self.edit_url)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def sheet(self) -> StructurePage:
        """Return the sheet as stored: the published version, or the draft of a new sheet."""
        sheet: StructurePage = get_object_or_404(StructurePage, pk=self.kwargs["pk"])
        return sheet

    @property
    def edit_url(self) -> str:
        """Return the URL of the edit form."""
        return reverse("wagtailadmin_pages:edit", args=[self.sheet.pk])

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
                "label": gettext("Confirmer la fiche"),
                "sublabel": self.get_page_subtitle(),
            },
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the revision to confirm."""
        draft = self.sheet.get_latest_revision_as_object()
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context.update(
            sheet=draft,
            activities=draft.activities.all(),
            edit_url=self.edit_url,
            version=self.sheet.latest_revision_id or "",
        )
        return context

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Confirm the revision that was shown."""
        try:
            with tree_locked(LOCK_SECONDS):
                # Lock the row so that concurrent confirmations run one after the other.
                sheet = StructurePage.objects.select_for_update(of=("self",)).get(pk=self.sheet.pk)
                if request.POST.get("version", "") != str(sheet.latest_revision_id or ""):
                    messages.warning(
                        request,
                        gettext("La fiche a changé entre-temps : relisez-la, puis confirmez-la."),
                    )
                    return redirect("structure_confirm", sheet.pk)
                is_published = confirm(sheet, request.user)
        except ValidationError:
            messages.error(
                request,
                gettext(
                    "Cette fiche contient une erreur : corrigez-la dans le formulaire, "
                    "puis confirmez la fiche."
                ),
            )
            return redirect(self.edit_url)
        if is_published:
            messages.success(request, gettext("La fiche est confirmée aujourd’hui et publiée."))
        else:
            messages.success(
                request,
                gettext(
                    "La confirmation est enregistrée dans le brouillon : "
                    "elle paraîtra quand il sera publié."
                ),
            )
        return redirect(self.edit_url)
