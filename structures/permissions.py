"""What a structure's own staff may not do, where Wagtail's right to change a page says too much.

Whoever may change a page may also delete it while it is a draft, and is offered to copy it. Whoever
may add no sheet deletes and copies none here.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from wagtail.models import Page, PagePermissionTester


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
