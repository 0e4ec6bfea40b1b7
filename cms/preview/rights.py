"""Who may preview what."""

from typing import Any

from django.db import models
from wagtail.models import Page
from wagtail.snippets.models import get_snippet_models

from cms.admin.readable_rows import may_change_or_publish


def may_preview(user: Any, target: models.Model) -> bool:
    """Return whether a user of the admin may edit or publish this page or snippet."""
    if not user.is_active or not user.has_perm("wagtailadmin.access_admin"):
        return False
    if not isinstance(target, Page) and type(target) not in get_snippet_models():
        return False
    return may_change_or_publish(user, target)
