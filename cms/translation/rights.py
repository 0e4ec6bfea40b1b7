"""Whose languages are whose: who may change the pages of a language may change its snippets.

Wagtail's right to change a snippet is of a model, whatever the language. Here it holds in those
languages alone whose home page, or a page above it, somebody may change.
"""

from typing import Any

from wagtail.models import Locale, Page
from wagtail.permissions import page_permission_policy


def languages_of(user: Any) -> set[int]:
    """Return the ids of the languages whose snippets somebody may work on."""
    if not user.is_active:
        return set()
    if user.is_superuser:
        return set(Locale.objects.values_list("pk", flat=True))
    pages = [
        right.page
        for right in page_permission_policy.get_cached_permissions_for_user(user)
        if right.permission.codename == "change_page"
    ]
    if any(page.depth == 1 for page in pages):
        return set(Locale.objects.values_list("pk", flat=True))
    return {page.locale_id for page in pages if page.depth == 2}


def may_change(user: Any, row: Any) -> bool:
    """Return whether somebody may change a page or a snippet, its language considered."""
    if isinstance(row, Page):
        return bool(row.permissions_for_user(user).can_edit())
    viewset = getattr(type(row), "snippet_viewset", None)
    return (
        viewset is not None
        and bool(viewset.permission_policy.user_has_permission_for_instance(user, "change", row))
        and row.locale_id in languages_of(user)
    )
