"""A structure's staff in the admin: what their work needs, and nothing else.

Wagtail guards each page, each picture and each model, but not all that its own tools tell: its
API, its bulk actions and its chooser of pages name what somebody may not open. Whoever works on
sheets alone is let into the views named here, each of which asks Wagtail's rights; every other view
is closed to them, those of later versions of Wagtail, too. Whoever is in the group of a sheet is
kept to sheets by that, also where the group has lost its rights: then nothing is open to them.
"""

from collections.abc import Callable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from wagtail.admin import auth
from wagtail.permissions import page_permission_policy

from structures.models import StaffGroup, StructurePage

View = Callable[..., HttpResponseBase]


def _named(namespace: str, *names: str) -> set[str]:
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
    | _named("structure_sheets", "index", "index_results")
    | _named("wagtailadmin_editing_sessions", "ping", "release")
    | _named(
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
    | _named("wagtailimages", "add", "delete", "edit", "index", "index_results", "preview")
    | _named("wagtailimages_chooser", "choose", "choose_results", "chosen", "create")
    | _named("wagtailsnippetchoosers_structures_commune", "choose", "choose_results", "chosen")
    | _named("wagtailsnippetchoosers_structures_sector", "choose", "choose_results", "chosen")
    | _named(
        "wagtailsnippetchoosers_structures_structurekind", "choose", "choose_results", "chosen"
    )
)


LOGIN_VIEWS = frozenset({"wagtailadmin_login", "wagtailadmin_logout"})


# The tree is of no use to whoever has a leaf of it: the list of their sheets stands in for it.
EXPLORER = frozenset({"wagtailadmin_explore", "wagtailadmin_explore_root"})


def works_on_sheets_alone(user: Any) -> bool:
    """Return whether somebody may log into the admin and change sheets, and no more.

    Whoever may change no sheet either is such a person where their group is made for a sheet.
    """
    if not user.is_active or user.is_anonymous or user.is_superuser:
        return False
    sheet_type = ContentType.objects.get_for_model(StructurePage)
    rights = page_permission_policy.get_cached_permissions_for_user(user)
    return (
        all(right.permission.codename == "change_page" for right in rights)
        and all(right.page.content_type_id == sheet_type.pk for right in rights)
        and user.get_all_permissions() == {"wagtailadmin.access_admin"}
        and (bool(rights) or StaffGroup.objects.filter(group__user=user.pk).exists())
    )


def keep_to_sheets(view: View) -> View:
    """Return a view of the admin that is closed to whoever works on sheets alone, unless listed."""

    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name in LOGIN_VIEWS or not works_on_sheets_alone(request.user):
            return view(request, *args, **kwargs)
        if not page_permission_policy.get_cached_permissions_for_user(request.user):
            return render(request, "account/no_access.html", status=403)
        if name in EXPLORER:
            return redirect("structure_sheets:index")
        if name not in OPEN_VIEWS:
            return auth.permission_denied(request)
        return view(request, *args, **kwargs)

    return guarded


def keep_own_report(request: HttpRequest, items: list[Any]) -> None:
    """Leave in the menu of reports the one that whoever works on sheets alone may open."""
    if works_on_sheets_alone(request.user):
        items[:] = [item for item in items if item.name == "structure-review"]


def hide_explorer(request: HttpRequest, items: list[Any]) -> None:
    """Take the tree of pages out of the menu of whoever works on sheets alone."""
    if works_on_sheets_alone(request.user):
        items[:] = [item for item in items if item.name != "explorer"]
