"""What people and groups may do, and whether one may give it to another.

A right is a permission on a model, or on a site's settings, or on a page or a collection and all
below it. No one gives
a right that they lack, and only superusers change superusers: every form and view of accounts and
groups decides by this module.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Set
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db.models import Q, QuerySet
from wagtail.contrib.settings.registry import registry
from wagtail.models import (
    GroupCollectionPermission,
    GroupPagePermission,
    GroupSitePermission,
    Locale,
    Site,
    Task,
    Workflow,
)

from cms.models import User

# A permission's key, and the path of a page or of a collection, which all below it begin with.
Place = tuple[int, str]


@dataclass(frozen=True)
class Rights:
    """All rights of a person or of a group."""

    everything: bool = False
    models: Set[int] = frozenset()
    sites: Set[tuple[int, int]] = frozenset()
    pages: Set[Place] = frozenset()
    collections: Set[Place] = frozenset()

    @property
    def page_permissions(self) -> Set[int]:
        """Return the permissions that are held on a page at least."""
        return {permission for permission, _path in self.pages}

    @property
    def collection_permissions(self) -> Set[int]:
        """Return the permissions that are held on a collection at least."""
        return {permission for permission, _path in self.collections}

    def cover(self, other: Rights) -> bool:
        """Return whether all of the other's rights are among these."""
        if self.everything or other.everything:
            return self.everything
        return (
            other.models <= self.models
            and all(self.allow_on_site(*place) for place in other.sites)
            and all(self.allow_on_page(*place) for place in other.pages)
            and all(self.allow_on_collection(*place) for place in other.collections)
        )

    def allow_on_site(self, permission: int, site: int) -> bool:
        """Return whether a permission is held on the settings of a site."""
        return self.everything or permission in self.models or (permission, site) in self.sites

    def allow_on_page(self, permission: int, path: str) -> bool:
        """Return whether a permission is held on the page of a path."""
        return self.everything or _holds(self.pages, permission, path)

    def allow_on_collection(self, permission: int, path: str) -> bool:
        """Return whether a permission is held on the collection of a path."""
        return self.everything or _holds(self.collections, permission, path)


def rights_of(user: Any) -> Rights:
    """Return a person's rights; for an inactive account, those that it has once it is active."""
    if user.is_superuser:
        return Rights(everything=True)
    given = Permission.objects.filter(Q(user=user.pk) | Q(group__user=user.pk))
    return Rights(
        models=frozenset(given.values_list("pk", flat=True)),
        sites=frozenset(
            GroupSitePermission.objects.filter(group__user=user.pk).values_list(
                "permission_id", "site_id"
            )
        ),
        pages=frozenset(
            GroupPagePermission.objects.filter(group__user=user.pk).values_list(
                "permission_id", "page__path"
            )
        ),
        collections=frozenset(
            GroupCollectionPermission.objects.filter(group__user=user.pk).values_list(
                "permission_id", "collection__path"
            )
        ),
    )


def rights_by_group(groups: Iterable[Group] | None = None) -> dict[int, Rights]:
    """Return the rights of groups, or of all groups, by their keys."""
    wanted = Group.objects.all() if groups is None else groups
    keys = [group.pk for group in wanted]
    models: dict[int, set[int]] = defaultdict(set)
    sites: dict[int, set[tuple[int, int]]] = defaultdict(set)
    pages: dict[int, set[Place]] = defaultdict(set)
    collections: dict[int, set[Place]] = defaultdict(set)
    for group, permission in Group.permissions.through.objects.filter(group__in=keys).values_list(
        "group_id", "permission_id"
    ):
        models[group].add(permission)
    for group, permission, site in GroupSitePermission.objects.filter(group__in=keys).values_list(
        "group_id", "permission_id", "site_id"
    ):
        sites[group].add((permission, site))
    for group, permission, path in GroupPagePermission.objects.filter(group__in=keys).values_list(
        "group_id", "permission_id", "page__path"
    ):
        pages[group].add((permission, path))
    for group, permission, path in GroupCollectionPermission.objects.filter(
        group__in=keys
    ).values_list("group_id", "permission_id", "collection__path"):
        collections[group].add((permission, path))
    return {
        key: Rights(
            models=frozenset(models[key]),
            sites=frozenset(sites[key]),
            pages=frozenset(pages[key]),
            collections=frozenset(collections[key]),
        )
        for key in keys
    }


def givable_groups(user: Any) -> QuerySet[Group]:
    """Return the groups to which a person may add others: they give no right the person lacks."""
    if user.is_superuser:
        return Group.objects.all()
    own = rights_of(user)
    keys = [key for key, rights in rights_by_group().items() if own.cover(rights)]
    return Group.objects.filter(pk__in=keys)


def may_change_group(user: Any, group: Group) -> bool:
    """Return whether a person has all rights of a group, and so may change them."""
    return bool(user.is_superuser) or rights_of(user).cover(rights_by_group([group])[group.pk])


def may_change_account(user: Any, account: Any) -> bool:
    """Return whether a person may change another's account.

    Setting a password or an address is enough to log in with the account and to have its rights.
    """
    if user.is_superuser or user.pk == account.pk:
        return True
    return not account.is_superuser and rights_of(user).cover(rights_of(account))


def manages_site(user: Any) -> bool:
    """Return whether a person may change accounts, groups, workflows or settings."""
    if user.is_superuser:
        return True
    held = user.get_all_permissions()
    models = (User, Group, Site, Locale, Workflow, Task, *registry)
    by_model = any(
        f"{model._meta.app_label}.{action}_{model._meta.model_name}" in held
        for model in models
        for action in ("add", "change", "delete")
    )
    return by_model or GroupSitePermission.objects.filter(group__user=user.pk).exists()


def _holds(places: Set[Place], permission: int, path: str) -> bool:
    return any(held == permission and path.startswith(above) for held, above in places)
