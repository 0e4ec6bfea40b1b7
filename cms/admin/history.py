"""The history of a page offers each version, the first version of a copy included.

The history offers a version at the log entry of the edit that names it. Wagtail logs a copy, a
translation and a converted alias as edits without naming the version that they begin with.
"""

from typing import Any

from django.db.models.signals import pre_save
from wagtail.models import Page, PageLogEntry

COPIES = ("wagtail.copy", "wagtail.copy_for_translation", "wagtail.convert_alias")


def connect() -> None:
    """Have the log entry of a copy name the version that the copy begins with."""
    pre_save.connect(name_first_version, sender=PageLogEntry, dispatch_uid="cms.admin.history")


def name_first_version(instance: PageLogEntry, **_kwargs: Any) -> None:
    """Name the latest version of a page that is a copy, and offer it."""
    if instance.action not in COPIES or not instance._state.adding:
        return
    if instance.revision_id is None:
        pages = Page.objects.filter(pk=instance.page_id)
        instance.revision_id = pages.values_list("latest_revision", flat=True).first()
    instance.content_changed = True
