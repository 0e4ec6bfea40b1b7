"""Locks of pages and snippets, in the views in which Wagtail (7.4) does not check them.

Wagtail checks the lock when a form is saved, but not when a review is decided, a snippet is
unpublished, an alias is converted, or a schedule is cancelled.
"""

from collections.abc import Callable
from typing import Any

from django.contrib.admin.utils import quote, unquote
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import ResolverMatch, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.modal_workflow import render_modal_workflow
from wagtail.locks import BasicLock, ScheduledForPublishLock
from wagtail.models import LockableMixin, Page
from wagtail.snippets.models import get_snippet_models

from cms.admin.readable_rows import may_change_or_publish

View = Callable[..., HttpResponseBase]
# The views that check no lock.
UNCHECKED = frozenset(
    {
        "collect_workflow_action_data",
        "convert_alias",
        "revisions_unschedule",
        "unpublish",
        "workflow_action",
    }
)
LOCKED = _(
    "« %(row)s » est verrouillé ou en relecture : rien n’a changé. Demandez à la personne qui l’a "
    "verrouillé de le déverrouiller, ou attendez la relecture."
)


def is_locked(row: Any, user: Any) -> bool:
    """Return whether another user has locked a row or reviews it. A schedule does not count."""
    lock = row.get_lock() if isinstance(row, LockableMixin) else None
    if isinstance(lock, ScheduledForPublishLock):  # it takes precedence over a user's lock
        lock = BasicLock(row) if row.locked else None
    return lock is not None and bool(lock.for_user(user))


def named_row(match: ResolverMatch) -> Any:
    """Return the page or snippet whose key is in a URL of the admin, or None."""
    if match.namespace == "wagtailadmin_pages":
        page = Page.objects.filter(pk=match.kwargs.get("page_id")).first()
        return page.specific if page is not None else None
    for model in get_snippet_models():
        if model.snippet_viewset.url_namespace == match.namespace:
            key = unquote(str(match.kwargs.get("pk")))
            return model._default_manager.filter(pk=key).first()
    return None


def keep_locked_rows(view: View) -> View:
    """Return a view of the admin that redirects to the edit form of a row that is locked."""

    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        match = request.resolver_match
        if match is None or match.url_name not in UNCHECKED or not request.user.is_authenticated:
            return view(request, *args, **kwargs)
        row = named_row(match)
        if row is None or not is_locked(row, request.user) or not _may_know(request.user, row):
            return view(request, *args, **kwargs)
        messages.error(request, LOCKED % {"row": row})
        address = _edit_address(row)
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            step = {"step": "success", "redirect": address}
            return render_modal_workflow(request, "", None, {}, json_data=step)
        return redirect(address)

    return guarded


def _may_know(user: Any, row: Any) -> bool:
    """Return whether a user may know the row and its lock; the view refuses all others."""
    task = getattr(row, "current_workflow_task", None)
    is_reviewer = task is not None and task.user_can_access_editor(row, user)
    return is_reviewer or may_change_or_publish(user, row)


def _edit_address(row: Any) -> str:
    if isinstance(row, Page):
        return reverse("wagtailadmin_pages:edit", args=[row.pk])
    return reverse(row.snippet_viewset.get_url_name("edit"), args=[quote(row.pk)])
