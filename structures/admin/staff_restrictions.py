"""Restrictions of the admin for structures' staff, who need a few of its views only.

Wagtail checks permissions for each page, image and model, but some of its tools (API, bulk
actions, page chooser) reveal titles that the user may not open. Users who may only edit sheets can
open the views listed here, each of which checks Wagtail's permissions; every other view is denied,
including views of later Wagtail versions. The restriction also applies to a member of a staff group
that has lost its permissions; such a user can open no view.
"""

from collections.abc import Callable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from wagtail.admin import auth
from wagtail.models import GroupCollectionPermission
from wagtail.permissions import page_permission_policy

from structures.models import StaffGroup, StructurePage

View = Callable[..., HttpResponseBase]


def _view_names(namespace: str, *names: str) -> set[str]:
    return {f"{namespace}:{name}" for name in names}


OPEN_VIEWS = frozenset(
    {
        "wagtailadmin_account",
        "wagtailadmin_dismissibles",
        "wagtailadmin_home",
        "wagtailadmin_javascript_catalog",
        "wagtailadmin_sprite",
        "wagtailadmin_tag_autocomplete",
        "wagtailadmin_tag_model_autocomplete",
        "structure_confirm",
        "structure_review",
        "structure_review_results",
    }
    | _view_names("structure_sheets", "index", "index_results")
    | _view_names("wagtailadmin_editing_sessions", "ping", "release")
    | _view_names(
        "wagtailadmin_pages",
        "confirm_workflow_cancellation",
        "edit",
        "history",
        "history_results",
        "preview_on_edit",
        "revisions_compare",
        "revisions_index",
        "revisions_revert",
        "revisions_view",
        "search",
        "search_results",
        "view_draft",
        "workflow_history",
        "workflow_history_detail",
    )
    | _view_names("wagtailimages", "add", "delete", "edit", "index", "index_results", "preview")
    | _view_names("wagtailimages_chooser", "choose", "choose_results", "chosen", "create")
    | _view_names("wagtailsnippetchoosers_structures_commune", "choose", "choose_results", "chosen")
    | _view_names("wagtailsnippetchoosers_structures_sector", "choose", "choose_results", "chosen")
    | _view_names(
        "wagtailsnippetchoosers_structures_structurekind", "choose", "choose_results", "chosen"
    )
)


LOGIN_VIEWS = frozenset({"wagtailadmin_login", "wagtailadmin_logout"})


# The page tree is useless to staff; the list of their sheets replaces it.
EXPLORER = frozenset({"wagtailadmin_explore", "wagtailadmin_explore_root"})


def is_sheet_staff_only(user: Any) -> bool:
    """Return whether a user may log in to the admin to edit sheets, and nothing else.

    Members of a staff group that has lost its page permissions are included.
    """
    if not user.is_active or user.is_anonymous or user.is_superuser:
        return False
    sheet_type = ContentType.objects.get_for_model(StructurePage)
    rights = page_permission_policy.get_cached_permissions_for_user(user)
    return (
        all(right.permission.codename == "change_page" for right in rights)
        and all(right.page.content_type_id == sheet_type.pk for right in rights)
        and user.get_all_permissions() == {"wagtailadmin.access_admin"}
        and not _has_other_collections(user)
        and (bool(rights) or StaffGroup.objects.filter(group__user=user.pk).exists())
    )


def _has_other_collections(user: Any) -> bool:
    """Return whether a group that is no sheet's gives the user a right to files."""
    rights = GroupCollectionPermission.objects.filter(group__user=user.pk)
    return rights.filter(group__staff_group=None).exists()


def restrict_to_sheets(view: View) -> View:
    """Wrap an admin view so that staff can open it only if it is listed in `OPEN_VIEWS`."""

    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name in LOGIN_VIEWS or not is_sheet_staff_only(request.user):
            return view(request, *args, **kwargs)
        if not page_permission_policy.get_cached_permissions_for_user(request.user):
            return render(request, "account/no_access.html", status=403)
        if name in EXPLORER:
            return redirect("structure_sheets:index")
        if name not in OPEN_VIEWS:
            return auth.permission_denied(request)
        return view(request, *args, **kwargs)

    return guarded


def filter_reports_menu(request: HttpRequest, items: list[Any]) -> None:
    """Remove all reports from the menu but the review report, for structures' staff."""
    if is_sheet_staff_only(request.user):
        items[:] = [item for item in items if item.name == "structure-review"]


def hide_explorer(request: HttpRequest, items: list[Any]) -> None:
    """Remove the page tree from the menu, for structures' staff."""
    if is_sheet_staff_only(request.user):
        items[:] = [item for item in items if item.name != "explorer"]
