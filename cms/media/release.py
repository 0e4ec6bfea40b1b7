"""Who puts files into the public lists: people who may publish something."""

from typing import Any

from wagtail.permission_policies.pages import PagePermissionPolicy


def may_release(user: Any) -> bool:
    """Return whether a user may publish a page or a snippet."""
    if not user.is_active:
        return False
    return PagePermissionPolicy().user_has_permission(user, "publish") or any(
        permission.partition(".")[2].startswith("publish_")
        for permission in user.get_all_permissions()
    )
