"""The groups of sheets' staff."""

from typing import Any

from django.contrib.auth.models import Group
from django.db import models
from django.db.models.signals import post_delete
from django.utils.translation import gettext_lazy as _

from structures.models.page import StructurePage


class StaffGroup(models.Model):
    """Links a group to the sheet whose staff it holds; deleting the sheet deletes the group."""

    # The reference index would show the sheet as "in use" by its group, which editors can't change.
    wagtail_reference_index_ignore = True
    # No response contains it, so the change log ignores it (cms.changes).
    is_internal = True

    group = models.OneToOneField(
        Group,
        verbose_name=_("groupe"),
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="staff_group",
    )
    sheet = models.OneToOneField(
        StructurePage,
        verbose_name=_("fiche"),
        on_delete=models.CASCADE,
        related_name="staff_group",
    )

    class Meta:
        verbose_name = _("groupe d’une structure")
        verbose_name_plural = _("groupes de structures")

    def __str__(self) -> str:
        return str(self.group)


def connect() -> None:
    """Delete the group together with its link to the sheet."""
    post_delete.connect(_delete_group, sender=StaffGroup, dispatch_uid="structures.staff_group")


def _delete_group(instance: StaffGroup, **_kwargs: Any) -> None:
    Group.objects.filter(pk=instance.group_id).delete()
