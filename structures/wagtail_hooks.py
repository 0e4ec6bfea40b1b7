"""Wagtail hooks of the directory."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button

from cms.translation.shared_fields import shared_source_of
from structures.admin.access_views import AccessView, TakeAccessView
from structures.admin.confirm import ACTION, ConfirmView
from structures.admin.review import ReviewMenuItem, ReviewPanel, ReviewReportView
from structures.admin.staff_restrictions import filter_reports_menu, hide_explorer
from structures.inclusion.author import IMPORT_ACTION
from structures.models import StructurePage
from structures.permissions import refuse_bulk_deletion

hooks.register("before_bulk_action", refuse_bulk_deletion)
hooks.register("construct_main_menu", hide_explorer)
hooks.register("construct_reports_menu", filter_reports_menu)


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern]:
    """Return the URLs of the directory's admin views."""
    sheet = "structures/sheets/<int:pk>"
    report = "reports/structure-review/"
    return [
        path(f"{sheet}/confirm/", ConfirmView.as_view(), name="structure_confirm"),
        path(f"{sheet}/access/", AccessView.as_view(), name="structure_access"),
        path(
            f"{sheet}/access/<int:user>/take/",
            TakeAccessView.as_view(),
            name="structure_access_take",
        ),
        path(report, ReviewReportView.as_view(), name="structure_review"),
        path(
            f"{report}results/",
            ReviewReportView.as_view(results_only=True),
            name="structure_review_results",
        ),
    ]


@hooks.register("insert_global_admin_css")
def add_stylesheet() -> str:
    """Return the link to the directory's style sheet."""
    return format_html('<link rel="stylesheet" href="{}">', static("structures/admin/sheets.css"))


@hooks.register("register_reports_menu_item")
def register_review_menu_item() -> MenuItem:
    """Return the menu entry of the review report."""
    return ReviewMenuItem(
        _("Fiches à revoir"),
        reverse("structure_review"),
        name="structure-review",
        icon_name="warning",
        order=600,
    )


@hooks.register("construct_homepage_panels")
def add_review_panel(request: HttpRequest, panels: list[Any]) -> None:
    """Add the counts of the report to the admin's home page."""
    panels.append(ReviewPanel(request))


@hooks.register("register_page_header_buttons")
def sheet_buttons(page: Any, user: Any, next_url: str | None, view_name: str) -> list[Button]:
    """Return the buttons of a sheet's edit page, in addition to Wagtail's."""
    if not isinstance(page, StructurePage):
        return []
    permissions = page.permissions_for_user(user)
    buttons = []
    if permissions.can_edit() and shared_source_of(page) is None:
        buttons.append(
            Button(
                _("Confirmer la fiche"),
                url=reverse("structure_confirm", args=[page.pk]),
                icon_name="check",
                priority=5,
            )
        )
    if permissions.can_publish():
        buttons.append(
            Button(
                _("Donner accès"),
                url=reverse("structure_access", args=[page.pk]),
                icon_name="group",
                priority=65,
            )
        )
    return buttons


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    """Name confirmations and imports in a sheet's history."""
    actions.register_action(ACTION, _("Confirmer la fiche"), _("Fiche confirmée"))
    actions.register_action(IMPORT_ACTION, _("Importer"), _("Importée de data.inclusion"))
