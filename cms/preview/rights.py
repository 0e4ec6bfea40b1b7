"""Who may preview what."""

from typing import Any

from django.db import models
from wagtail.models import Page
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.models import get_snippet_models

from cms.admin.readable_rows import works_in_language_of


def may_preview(user: Any, target: models.Model) -> bool:
    """Return whether the person works in the admin and may edit or publish this very object now."""
    if not user.is_active or not user.has_perm("wagtailadmin.access_admin"):
        return False
    if isinstance(target, Page):
        permissions = target.permissions_for_user(user)
        return bool(permissions.can_edit() or permissions.can_publish())
    model = type(target)
    if model not in get_snippet_models():
        return False
    viewset = getattr(model, "snippet_viewset", None)
    policy = viewset.permission_policy if viewset else ModelPermissionPolicy(model)
    has_right = policy.user_has_any_permission_for_instance(user, ["change", "publish"], target)
    return bool(has_right) and works_in_language_of(user, target)
