"""Editors with few rights."""

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from wagtail.models import GroupPagePermission, Page


def limit(editor, page, *, enters_admin=True):
    """Leave the editor the right to one page, and maybe the admin."""
    group = Group.objects.create(name="Une branche")
    if enters_admin:
        group.permissions.add(Permission.objects.get(codename="access_admin"))
    GroupPagePermission.objects.create(
        group=group,
        page=page,
        permission=Permission.objects.get(
            codename="change_page", content_type=ContentType.objects.get_for_model(Page)
        ),
    )
    editor.is_superuser = False
    editor.save()
    editor.groups.add(group)
