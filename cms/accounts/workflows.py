"""Who may change workflows: a task lets its groups publish what they approve."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

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


def _may_publish_all(user: Any) -> bool:
    root = Page.get_first_root_node()
    return bool(page_permission_policy.user_has_permission_for_instance(user, "publish", root))
