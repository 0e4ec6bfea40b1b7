"""Who may change workflows, and who may see reviews: a task publishes what it approves."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import ResolverMatch
from django.utils.translation import gettext as _
from wagtail.admin import auth, messages
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from cms.admin.locks import named_row

View = Callable[..., HttpResponseBase]
READ_ONLY = frozenset(
    {
        "index",
        "index_results",
        "task_chooser",
        "task_chooser_results",
        "task_chosen",
        "task_index",
        "task_index_results",
    }
)
REVIEWS = frozenset(
    {
        "collect_workflow_action_data",
        "confirm_workflow_cancellation",
        "workflow_action",
        "workflow_preview",
    }
)


def keep_workflows_to_publishers(view: View) -> View:
    """Return a view of the admin; one that changes workflows refuses people who may not publish.

    An approved page is published by Wagtail whatever the rights of the task's groups: a person who
    put their own group into a task would publish without the right.
    """

    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        match = request.resolver_match
        if (
            match is not None
            and match.namespace == "wagtailadmin_workflows"
            and match.url_name not in READ_ONLY
            and request.user.is_authenticated
            and not _may_publish_all(request.user)
        ):
            messages.error(
                request,
                _(
                    "Un circuit de relecture permet de publier : le modifier demande le droit de "
                    "publier toutes les pages."
                ),
            )
            return redirect("wagtailadmin_home")
        return view(request, *args, **kwargs)

    return guarded


def keep_reviews_to_editors(view: View) -> View:
    """Return the view; review views require the right to edit the page or snippet under review.

    Wagtail checks only the task, after showing titles and workflow names. A missing object gets the
    same answer as a forbidden one.
    """

    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        match = request.resolver_match
        if (
            match is not None
            and match.url_name in REVIEWS
            and request.user.is_authenticated
            and not _may_edit(request.user, match)
        ):
            return auth.permission_denied(request)
        return view(request, *args, **kwargs)

    return guarded


def _may_edit(user: Any, match: ResolverMatch) -> bool:
    row = named_row(match)
    if row is None:
        return False
    if isinstance(row, Page):
        return bool(row.permissions_for_user(user).can_edit())
    policy, task = row.snippet_viewset.permission_policy, row.current_workflow_task
    return bool(
        policy.user_has_permission_for_instance(user, "change", row)
        or (task and task.user_can_access_editor(row, user))
    )


def _may_publish_all(user: Any) -> bool:
    root = Page.get_first_root_node()
    return bool(page_permission_policy.user_has_permission_for_instance(user, "publish", root))
