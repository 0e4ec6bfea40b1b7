"""Who may put files into the public lists: people who may publish something."""

from typing import Any

from django.http import HttpRequest


def may_release(user: Any) -> bool:
    """Return whether a user may publish a page or a snippet."""
    from wagtail.permission_policies.pages import PagePermissionPolicy

    if not user.is_active:
        return False
    return PagePermissionPolicy().user_has_permission(user, "publish") or any(
        permission.partition(".")[2].startswith("publish_")
        for permission in user.get_all_permissions()
    )


def record_bulk_release(
    request: HttpRequest, action_type: str, objects: Any, action_class_instance: Any
) -> None:
    """Note after a bulk change of collection whether the person may release the files."""
    from cms.models import CustomDocument, CustomImage

    if action_type != "add_to_collection":
        return
    for model in (CustomImage, CustomDocument):
        keys = [row.pk for row in objects if isinstance(row, model)]
        if keys:
            model.objects.filter(pk__in=keys).update(is_released=may_release(request.user))
