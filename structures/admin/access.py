"""Access for a structure's own staff, who edit and submit their own sheet only.

Each sheet with staff has a group and an image collection, both named after it. The group may edit
that one page and may not publish. Its members may log in to the admin, and add and choose images in
their collection. Deleting the sheet deletes the group; a member without another role can then no
longer log in to the admin. The images are not deleted.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.mail import send_mail
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission

from cms.accounts.links import password_path
from cms.text.logins import normalize_login
from cms.tree_lock import LOCK_SECONDS, tree_locked
from structures.models import StaffGroup, StructurePage

PREFIX = "Structure "


@dataclass(frozen=True)
class Access:
    """The result of `give_access`: the account, and whether it was created."""

    user: Any
    is_new: bool


@tree_locked(LOCK_SECONDS)
def give_access(sheet: StructurePage, email: str) -> Access:
    """Give a person the right to edit a sheet, and return their account.

    The account is created if no account has this address. A new account has no password: `invite`
    sends the link to choose one. Superusers are refused: they already have all rights, and only
    superusers may change their groups. Raises ValidationError.
    """
    email = normalize_login(email).lower()
    # Lock the sheet so that concurrent calls create one group and one collection.
    locked = StructurePage.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
    user, is_new = _account(email)
    user.groups.add(_group(locked))
    return Access(user, is_new)


def take_access(sheet: StructurePage, user: Any) -> None:
    """Remove a person's access to a sheet; the account is not deleted."""
    for group in groups_of(sheet):
        user.groups.remove(group)


def people_of(sheet: StructurePage) -> QuerySet[Any]:
    """Return the users who have access to a sheet, ordered by e-mail address."""
    users: QuerySet[Any] = get_user_model()._default_manager.filter(groups__in=groups_of(sheet))
    return users.order_by("email")


def groups_of(sheet: StructurePage) -> QuerySet[Group]:
    """Return the staff groups of a sheet: one or none."""
    return Group.objects.filter(staff_group__sheet=sheet)


def complete_groups() -> None:
    """Restore the name and the permissions of every staff group; creates no group."""
    for staff in StaffGroup.objects.select_related("group", "sheet"):
        _complete(staff.group, staff.sheet)


def invite(sheet: StructurePage, access: Access) -> None:
    """Notify a person of their access by e-mail, with a password link for a new account."""
    base = settings.WAGTAILADMIN_BASE_URL
    path = reverse("wagtailadmin_pages:edit", args=[sheet.pk])
    password_link = ""
    if not access.user.has_usable_password():
        password_link = f"{base}{password_path(access.user)}"
    send_mail(
        _("Votre accès à la fiche « %(title)s »") % {"title": " ".join(sheet.title.split())},
        render_to_string(
            "structures/admin/invitation.txt",
            {
                "title": sheet.title,
                "username": access.user.get_username(),
                "edit_url": f"{base}{path}",
                "password_url": password_link,
                "days": settings.PASSWORD_RESET_TIMEOUT // 86_400,
                "site_name": settings.WAGTAIL_SITE_NAME,
            },
        ),
        [access.user.email],
    )


def _suffix(sheet: StructurePage) -> str:
    return f"(fiche {sheet.pk})"


def _name(sheet: StructurePage, limit: int) -> str:
    suffix = f" {_suffix(sheet)}"
    return f"{PREFIX}{sheet.title}"[: limit - len(suffix)] + suffix


def _account(email: str) -> tuple[Any, bool]:
    users = get_user_model()._default_manager
    user = users.filter(email=email).first()
    if user is None:
        if users.filter(username__iexact=email).exists():
            raise ValidationError(
                _(
                    "Un compte porte cette adresse comme nom d’utilisateur, mais a une autre "
                    "adresse électronique. Demandez à l’administration de corriger ce compte."
                ),
                code="username_taken",
            )
        return users.create_user(email, email=email), True
    if not user.is_active:
        raise ValidationError(
            _("Le compte de cette adresse est désactivé : réactivez-le d’abord."), code="inactive"
        )
    if user.is_superuser:
        raise ValidationError(
            _("Le compte de cette adresse a déjà tous les droits."), code="superuser"
        )
    return user, False


def _group(sheet: StructurePage) -> Group:
    """Return the staff group of a sheet with its permissions, creating it if necessary."""
    named = Group.objects.filter(
        name__startswith=PREFIX, name__endswith=_suffix(sheet), staff_group=None
    )
    group = groups_of(sheet).first() or named.first() or Group()
    _complete(group, sheet)
    return group


def _complete(group: Group, sheet: StructurePage) -> None:
    group.name = _name(sheet, limit=150)
    group.save()
    StaffGroup.objects.get_or_create(group=group, defaults={"sheet": sheet})
    group.permissions.set([_permission("wagtailadmin", "access_admin")])
    # Publishers of the sheet may add members, so the group must grant nothing else.
    GroupPagePermission.objects.filter(group=group).exclude(page=sheet.page_ptr).delete()
    GroupPagePermission.objects.filter(group=group).exclude(
        permission__codename="change_page"
    ).delete()
    GroupPagePermission.objects.get_or_create(
        group=group, page=sheet.page_ptr, permission=_permission("wagtailcore", "change_page")
    )
    collection = _collection(sheet)
    GroupCollectionPermission.objects.filter(group=group).exclude(
        collection=collection, permission__codename__in=["add_image", "choose_image"]
    ).delete()
    # Wagtail checks permissions on its own image model; "add" includes changing one's own images.
    for action in ("add", "choose"):
        GroupCollectionPermission.objects.get_or_create(
            group=group,
            collection=collection,
            permission=_permission("wagtailimages", f"{action}_image"),
        )


def _collection(sheet: StructurePage) -> Collection:
    collection = Collection.objects.filter(
        name__startswith=PREFIX, name__endswith=_suffix(sheet)
    ).first()
    if collection is not None:
        return collection
    return Collection.get_first_root_node().add_child(name=_name(sheet, limit=255))


def _permission(app_label: str, codename: str) -> Permission:
    return Permission.objects.get(content_type__app_label=app_label, codename=codename)
