"""Locked pages and snippets: nobody else publishes, withdraws or approves them meanwhile.

Wagtail (7.4) asks for the lock in the edit form, but not where a review is decided or a snippet is
withdrawn, freed from its source, or no longer scheduled.
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

View = Callable[..., HttpResponseBase]
DECISIONS = frozenset(
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
    """Return whether somebody else has locked a row, or reviews it; a schedule is no such lock."""
    lock = row.get_lock() if isinstance(row, LockableMixin) else None
    if isinstance(lock, ScheduledForPublishLock):  # it hides the lock of a person
        lock = BasicLock(row) if row.locked else None
    return lock is not None and bool(lock.for_user(user))


def named_row(match: ResolverMatch) -> Any:
    """Return the page or the snippet that an address of the admin names, None if there is none."""
    if match.namespace == "wagtailadmin_pages":
        page = Page.objects.filter(pk=match.kwargs.get("page_id")).first()
        return page.specific if page is not None else None
    for model in get_snippet_models():
        if model.snippet_viewset.url_namespace == match.namespace:
            key = unquote(str(match.kwargs.get("pk")))
            return model._default_manager.filter(pk=key).first()
    return None


def keep_locked_rows(view: View) -> View:
    """Return a view of the admin that leads back to a locked row instead of deciding on it."""

    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        match = request.resolver_match
        if match is None or match.url_name not in DECISIONS or not request.user.is_authenticated:
            return view(request, *args, **kwargs)
        row = named_row(match)
        if row is None or not is_locked(row, request.user):
            return view(request, *args, **kwargs)
        messages.error(request, LOCKED % {"row": row})
        address = _edit_address(row)
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            step = {"step": "success", "redirect": address}
            return render_modal_workflow(request, "", None, {}, json_data=step)
        return redirect(address)

    return guarded


def _edit_address(row: Any) -> str:
    if isinstance(row, Page):
        return reverse("wagtailadmin_pages:edit", args=[row.pk])
    return reverse(row.snippet_viewset.get_url_name("edit"), args=[quote(row.pk)])
