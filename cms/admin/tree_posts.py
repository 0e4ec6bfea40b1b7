"""Forms of the admin that change a tree: one at a time, each with what the one before has left."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from cms.accounts.held_forms import hold_waiting, is_from_page
from cms.admin.simultaneous_posts import conflict
from cms.tree_lock import TreeBusyError, tree_locked

View = Callable[..., HttpResponseBase]
NAMESPACES = ("wagtailadmin_pages", "wagtailadmin_collections")
OTHERS = ("wagtail_bulk_action", "simple_translation:submit_page_translation")
# They store no page, and are sent while somebody writes.
PREVIEWS = ("preview_on_add", "preview_on_edit")
# Seconds that a person waits for another one's change, such as an import.
PATIENCE = 10


def change_trees_in_turn(view: View) -> View:
    """Return the view; a form that changes a tree waits for its turn, 409 where that takes long."""

    @wraps(view)
    def in_turn(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not _changes_tree(request):
            return view(request, *args, **kwargs)
        try:
            with tree_locked(PATIENCE):
                return view(request, *args, **kwargs)
        except TreeBusyError:
            return hold_waiting(request) if is_from_page(request) else conflict(request)

    return in_turn


def _changes_tree(request: HttpRequest) -> bool:
    match = request.resolver_match
    if request.method != "POST" or match is None or match.url_name in PREVIEWS:
        return False
    is_autosave = match.view_name == "wagtailadmin_pages:edit" and not request.accepts("text/html")
    return not is_autosave and (match.namespace in NAMESPACES or match.view_name in OTHERS)
