"""Which pages the explorer of the admin opens."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from wagtail.permissions import page_permission_policy

View = Callable[..., HttpResponseBase]
LISTS = frozenset({"wagtailadmin_explore", "wagtailadmin_explore_results"})


def keep_to_explorable_pages(view: View) -> View:
    """Return a view of the admin; the explorer leads back to its root from what it does not list.

    Wagtail (7.4) opens each page below the first common ancestor of a user's pages: the page's
    title is shown to people who may not read it. A missing page gets the same answer.
    """

    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        match = request.resolver_match
        if match is not None and match.url_name in LISTS and request.user.is_authenticated:
            pages = page_permission_policy.explorable_instances(request.user)
            if not pages.filter(pk=match.kwargs["parent_page_id"]).exists():
                return redirect("wagtailadmin_explore_root")
        return view(request, *args, **kwargs)

    return guarded
