"""Permissions on sheets, stricter than Wagtail's for structures' own staff.

In Wagtail, the right to change a page includes deleting its drafts and offers to copy it. On
sheets, both need the right to add a sheet.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from wagtail.models import Page, PagePermissionTester


class SheetPermissionTester(PagePermissionTester):
    """The permissions on a sheet; deleting and copying need the right to add one."""

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """Return whether the user may delete the sheet; moving it needs the same right.

        Sheets have no child pages, so this is Wagtail's rule without its queries for descendants.
        """
        if not self._may_add:
            return False
        if self.user.is_superuser:
            return True
        is_theirs = "change" in self.permissions or self.page.owner_id == self.user.pk
        return is_theirs and ("publish" in self.permissions or not self.page.live)

    def can_copy(self) -> bool:
        """Return whether the user may copy the sheet."""
        return self._may_add and bool(super().can_copy())

    @property
    def _may_add(self) -> bool:
        if not self.user.is_active:
            return False
        return bool(self.user.is_superuser) or "add" in self.permissions


def refuse_bulk_deletion(
    request: HttpRequest, action_type: str, pages: list[Any], action: Any
) -> None:
    """Deny bulk deletion of sheets: Wagtail checks them with the permissions of a plain page."""
    if action_type != "delete":
        return
    for page in pages:
        if isinstance(page, Page) and not (
            page.specific_deferred.permissions_for_user(request.user).can_delete()
        ):
            raise PermissionDenied
