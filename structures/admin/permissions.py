"""What a structure's own staff may not do, where Wagtail's right to change a page says too much.

Whoever may change a page may also delete it while it is a draft, and copy it. Whoever may add no
sheet deletes and copies none here. Choosers of pages list the whole tree to everybody in the admin;
whoever may add no page sees in them what the explorer shows.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from wagtail.models import Page, PagePermissionTester
from wagtail.permissions import page_permission_policy


class SheetPermissionTester(PagePermissionTester):
    """The rights on a sheet: who may add none may delete and copy none."""

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """Return whether the sheet may be deleted; moving it asks the same.

        No page is below a sheet: the answer is Wagtail's, without its queries for those below.
        """
        if not self._may_add:
            return False
        if self.user.is_superuser:
            return True
        is_theirs = "change" in self.permissions or self.page.owner_id == self.user.pk
        return is_theirs and ("publish" in self.permissions or not self.page.live)

    def can_copy(self) -> bool:
        """Return whether the sheet may be copied."""
        return self._may_add and bool(super().can_copy())

    @property
    def _may_add(self) -> bool:
        if not self.user.is_active:
            return False
        return bool(self.user.is_superuser) or "add" in self.permissions


def refuse_bulk_deletion(
    request: HttpRequest, action_type: str, pages: list[Any], action: Any
) -> None:
    """Refuse to delete a sheet among others: Wagtail asks its rights as of a page of no type."""
    if action_type != "delete":
        return
    for page in pages:
        if isinstance(page, Page) and not (
            page.specific_deferred.permissions_for_user(request.user).can_delete()
        ):
            raise PermissionDenied


def refuse_copy(request: HttpRequest, page: Page) -> None:
    """Refuse to copy a sheet, for the same reason."""
    if not page.specific_deferred.permissions_for_user(request.user).can_copy():
        raise PermissionDenied


def narrow_page_chooser(pages: Any, request: HttpRequest) -> Any:
    """Return the pages of a chooser that somebody may see."""
    user: Any = request.user
    if page_permission_policy.user_has_any_permission(user, {"add", "publish"}):
        return pages
    seen = page_permission_policy.explorable_instances(user)
    parent = request.resolver_match and request.resolver_match.kwargs.get("parent_page_id")
    if parent is not None and not seen.filter(pk=parent).exists():
        raise PermissionDenied
    return pages.filter(pk__in=seen.values("pk"))
