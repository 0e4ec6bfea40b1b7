"""The admin's list of open previews, from which each can be closed."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import IndexView

from cms.admin.columns import FormColumn
from cms.models.preview_grant import PreviewGrant
from cms.preview.grants import live_grants, revoke

# The right to close what somebody else has opened.
CLOSE_ALL = "cms.delete_previewgrant"


def grants_for(user: Any) -> QuerySet[PreviewGrant]:
    """Return the live grants that somebody may close: their own, an administrator's all."""
    grants = live_grants()
    return grants if user.has_perm(CLOSE_ALL) else grants.filter(editor=user)


class RevokeColumn(FormColumn):
    """A button that closes the preview of the row."""

    cell_template_name = "cms/preview_revoke_cell.html"


class ClosingColumn(Column):
    """When the preview of the row closes, which is a moment to come."""

    cell_template_name = "cms/preview_closing_cell.html"


class GrantsView(IndexView):
    """The live grants."""

    model = PreviewGrant
    page_title = _("Aperçus en cours")
    header_icon = "view"
    any_permission_required = None  # each person sees their own
    index_url_name = "preview_grants"
    index_results_url_name = "preview_grants_results"
    default_ordering = "-created"
    is_searchable = False
    columns = [
        Column("label", label=_("Contenu")),
        Column("content_type", label=_("Type"), accessor=lambda grant: grant.content_type.name),
        Column("editor", label=_("Personne")),
        Column("site", label=_("Site")),
        DateColumn("created", label=_("Ouvert")),
        ClosingColumn("expires", label=_("Se ferme")),
        RevokeColumn("revoke", label="", accessor="pk"),
    ]

    def get_base_queryset(self) -> QuerySet[PreviewGrant]:
        """Return the grants that this person may close."""
        return grants_for(self.request.user)


class RevokeView(View):
    """Closes one preview."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Close it when it is among those that this person may close, else answer 404."""
        grant = get_object_or_404(grants_for(request.user), pk=pk)
        revoke(PreviewGrant.objects.filter(pk=grant.pk))
        messages.success(request, gettext("L’aperçu « %(label)s » est fermé.") % {"label": grant})
        return redirect("preview_grants")
