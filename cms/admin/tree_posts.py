"""Forms of the admin that change a tree: one at a time, each with what the one before has left."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from cms.tree_lock import LOCK_SECONDS, tree_locked

View = Callable[..., HttpResponseBase]
NAMESPACES = ("wagtailadmin_pages", "wagtailadmin_collections")
OTHERS = ("wagtail_bulk_action", "simple_translation:submit_page_translation", "translation_import")
# They store no page, and are sent while somebody writes.
PREVIEWS = ("preview_on_add", "preview_on_edit")


def change_trees_in_turn(view: View) -> View:
    """Return the view; a form that changes a tree waits for its turn.

    Autosave waits too: it must see what an import has published meanwhile.
    """

    @wraps(view)
    def in_turn(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not _changes_tree(request):
            return view(request, *args, **kwargs)
        with tree_locked(LOCK_SECONDS):
            return view(request, *args, **kwargs)

    return in_turn


def _changes_tree(request: HttpRequest) -> bool:
    match = request.resolver_match
    if request.method != "POST" or match is None or match.url_name in PREVIEWS:
        return False
    is_named = match.namespace in NAMESPACES or match.view_name in OTHERS
    return is_named and bool(request.user.has_perm("wagtailadmin.access_admin"))
