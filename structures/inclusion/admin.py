"""The admin views of the import: upload a file, read its report, apply it."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.tables import Column, NumberColumn, Table
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from cms.models import User
from structures.inclusion.plan import RowOutcome
from structures.inclusion.uploads import UploadForm, apply_file, may_import
from structures.models import ImportedFile

ROWS_A_PAGE = 50
LATEST = 10
FLAGGED = "flagged"


class ImportersOnly(WagtailAdminTemplateMixin):
    """Restricts a view to users who may publish below the directory."""

    header_icon = "upload"
    page_title = _("Importer des structures")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Deny access to other users."""
        if not may_import(request.user):  # type: ignore[arg-type]  # logged in
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class UploadView(ImportersOnly, FormView):
    """Uploads a file; lists the latest files."""

    form_class = UploadForm
    template_name = "structures/import/upload.html"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the breadcrumbs of this view."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def form_valid(self, form: UploadForm) -> HttpResponse:
        """Plan the import and redirect to its report."""
        user = self.request.user
        assert isinstance(user, User), "the admin requires a login"
        return redirect("structure_imports:report", form.save(user).pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the latest files."""
        latest = ImportedFile.objects.defer("content", "report").select_related("uploaded_by")
        return super().get_context_data(latest=latest[:LATEST], **kwargs)


class RowCell(Column):
    """A cell of the report with a template of its own."""

    def __init__(self, name: str, template: str, **kwargs: Any) -> None:
        """Take a template name in the import's template folder."""
        super().__init__(name, **kwargs)
        self.cell_template_name = f"structures/import/{template}"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        """Add the row."""
        return {**super().get_cell_context_data(instance, parent_context), "row": instance}


class ReportView(ImportersOnly, TemplateView):
    """Shows the changes that a file makes, row by row, and applies them."""

    template_name = "structures/import/report.html"
    columns = [
        NumberColumn("number", label=_("Ligne"), width="6%"),
        RowCell("outcome", "outcome_cell.html", label=_("Résultat"), width="12%"),
        RowCell("sheet", "sheet_cell.html", label=_("Structure"), width="27%"),
        RowCell("details", "details_cell.html", label=_("Raisons et changements")),
    ]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the breadcrumbs of this view."""
        above = {"url": reverse("structure_imports:upload"), "label": self.page_title}
        return [*self.breadcrumbs_items, above, {"url": "", "label": _("Rapport")}]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Apply the plan, if it is still the one that the user has read."""
        imported = get_object_or_404(ImportedFile.objects.only("pk", "applied_at"), pk=pk)
        user = request.user
        assert isinstance(user, User), "the admin requires a login"
        try:
            if imported.applied_at is not None:
                messages.warning(request, _("Ce fichier a déjà été appliqué."))
            elif apply_file(pk, user):
                messages.success(request, _("L’import est fait."))
            else:
                messages.warning(
                    request,
                    _(
                        "L’annuaire a changé depuis ce rapport : rien n’a été appliqué. "
                        "Relisez le nouveau rapport ci-dessous avant de l’appliquer."
                    ),
                )
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect("structure_imports:report", pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the rows of the selected outcome, paginated."""
        imported = get_object_or_404(ImportedFile.objects.defer("content"), pk=kwargs["pk"])
        chosen = self.request.GET.get("outcome", "")
        rows = [row for row in imported.report["rows"] if _is_chosen(row, chosen)]
        paginator = WagtailPaginator(rows, ROWS_A_PAGE)
        page = paginator.get_page(self.request.GET.get("p"))
        counts = imported.counts
        return super().get_context_data(
            imported=imported,
            filters_by_outcome=_filters(counts, len(imported.report["rows"]), chosen),
            chosen=chosen,
            table=Table(self.columns, page.object_list),
            page_obj=page,
            elided_page_range=paginator.get_elided_page_range(page.number),
            unplaced=(
                (_("Champs que le standard ne connaît pas"), imported.report["unknown_fields"]),
                (_("Réseaux sans correspondance ici"), imported.report["unmatched_codes"]),
            ),
            writes=sum(counts[name] for name in ("create", "change", "review")),
            **kwargs,
        )


def _is_chosen(row: dict[str, Any], chosen: str) -> bool:
    if chosen == FLAGGED:
        return bool(row["flags"])
    return not chosen or row["outcome"] == chosen


def _filters(counts: dict[str, int], total: int, chosen: str) -> list[dict[str, Any]]:
    """Return the filter links of the table."""
    choices = [("", _("toutes"), total)]
    choices += [(outcome.value, outcome.label, counts[outcome]) for outcome in RowOutcome]
    choices.append((FLAGGED, _("signalées"), counts[FLAGGED]))
    return [
        {"value": value, "label": label, "count": count, "is_chosen": value == chosen}
        for value, label, count in choices
    ]


class ImportMenuItem(MenuItem):
    """The menu entry of the import, for users who may import."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Return whether the user may import."""
        return may_import(request.user)  # type: ignore[arg-type]  # logged in


class ImportViewSet(ViewSet):
    """The views of the import, in the directory's menu."""

    name = "structure_imports"
    url_prefix = "structures/import"
    icon = "upload"
    menu_label = _("Importer")
    menu_name = "structure-imports"
    menu_item_class = ImportMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        """Return the URLs of the views."""
        return [
            path("", UploadView.as_view(), name="upload"),
            path("<int:pk>/", ReportView.as_view(), name="report"),
        ]
