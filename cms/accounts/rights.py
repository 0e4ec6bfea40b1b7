"""What people and groups may do, and whether one may give it to another.

A right is a permission on a model, or on a site's settings, or on a page or a collection and all
below it; to pass a restriction or to approve in a workflow because of one's group is a right too.
No one gives a right that they lack, and only superusers change superusers: every form and view of
accounts and groups decides by this module.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, fields
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db.models import QuerySet
from wagtail.contrib.settings.registry import registry
from wagtail.models import (
    CollectionViewRestriction,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    GroupSitePermission,
    Locale,
    Page,
    PageViewRestriction,
    Site,
    Task,
    Workflow,
)

from cms.models import User

# A permission's key, and the path of a page or of a collection, which all below it begin with.
Place = tuple[int, str]
# What names a group (a restriction, an approval), and the right that does as well: to lift the
# restriction, or to publish without approval.
Opening = tuple[str, Place]


@dataclass(frozen=True)
class Rights:
    """All rights of a person or of a group."""

    everything: bool = False
    models: Set[int] = frozenset()
    sites: Set[tuple[int, int]] = frozenset()
    pages: Set[Place] = frozenset()
    collections: Set[Place] = frozenset()
    page_openings: Set[Opening] = frozenset()
    collection_openings: Set[Opening] = frozenset()

    def __or__(self, other: Rights) -> Rights:
        """Return the rights of both."""
        return Rights(
            self.everything or other.everything,
            *(getattr(self, kind) | getattr(other, kind) for kind in KINDS),
        )

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
            and all(
                self.allow_on_page(*place)
                for _name, place in other.page_openings - self.page_openings
            )
            and all(
                self.allow_on_collection(*place)
                for _name, place in other.collection_openings - self.collection_openings
            )
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


KINDS = [field.name for field in fields(Rights)][1:]


def rights_of(user: Any) -> Rights:
    """Return a person's rights; for an inactive account, those that it has once it is active."""
    if user.is_superuser:
        return Rights(everything=True)
    own = Permission.objects.filter(user=user.pk).values_list("pk", flat=True)
    of_groups = rights_by_group(Group.objects.filter(user=user.pk)).values()
    return reduce(or_, of_groups, Rights(models=frozenset(own)))


def rights_by_group(groups: Iterable[Group] | None = None) -> dict[int, Rights]:
    """Return the rights of groups, or of all groups, by their keys."""
    wanted = Group.objects.all() if groups is None else groups
    found: dict[int, dict[str, set[Any]]] = {group.pk: defaultdict(set) for group in wanted}
    for kind, group, right in _rows(list(found)):
        found[group][kind].add(right)
    return {
        key: Rights(False, *(frozenset(rights[kind]) for kind in KINDS))
        for key, rights in found.items()
    }


def _rows(groups: list[int]) -> Iterator[tuple[str, int, Any]]:
    """Yield each right of groups: its kind, the group's key, the right."""
    for group, permission in Group.permissions.through.objects.filter(group__in=groups).values_list(
        "group_id", "permission_id"
    ):
        yield "models", group, permission
    for kind, model, place in (
        ("sites", GroupSitePermission, "site_id"),
        ("pages", GroupPagePermission, "page__path"),
        ("collections", GroupCollectionPermission, "collection__path"),
    ):
        rows = model.objects.filter(group__in=groups)
        for group, *right in rows.values_list("group_id", "permission_id", place):
            yield kind, group, tuple(right)
    publish, change_collection = (
        Permission.objects.get(content_type__app_label="wagtailcore", codename=codename).pk
        for codename in ("publish_page", "change_collection")
    )
    root = Page.get_first_root_node().path
    for group, task in GroupApprovalTask.objects.filter(groups__in=groups).values_list(
        "groups", "pk"
    ):
        yield "page_openings", group, (f"task {task}", (publish, root))
    for kind, model, permission, place in (
        ("page_openings", PageViewRestriction, publish, "page__path"),
        ("collection_openings", CollectionViewRestriction, change_collection, "collection__path"),
    ):
        rows = model.objects.filter(groups__in=groups, restriction_type=model.GROUPS)
        for group, restriction, path in rows.values_list("groups", "pk", place):
            yield kind, group, (f"restriction {restriction}", (permission, path))


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
