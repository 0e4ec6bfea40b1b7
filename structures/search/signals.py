"""Signal handlers that index sheets when they, or rows that they refer to, change."""

from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models.signals import m2m_changed, post_delete, post_migrate, post_save
from wagtail.models import Page

from networks.models import Network
from structures.models import (
    Commune,
    SearchEntry,
    Sector,
    SectorGroup,
    StructureActivity,
    StructureKind,
    StructurePage,
)
from structures.search.indexing import rebuild, request_indexing

# By model: the lookup of the sheets that refer to a row.
RELATED: dict[type[Any], Any] = {
    Commune: lambda row: {"commune": row.pk},
    Network: lambda row: {"networks__translation_key": row.translation_key},
    StructureKind: lambda row: {"kind__translation_key": row.translation_key},
    Sector: lambda row: {"activities__sector__translation_key": row.translation_key},
    SectorGroup: lambda row: {"activities__sector__group__translation_key": row.translation_key},
}


def connect() -> None:
    """Connect the handlers."""
    uid = "structures.search"
    post_save.connect(_after_sheet, sender=StructurePage, dispatch_uid=uid)
    for signal in (post_save, post_delete):
        signal.connect(_after_activity, sender=StructureActivity, dispatch_uid=uid)
        for model in RELATED:
            signal.connect(_after_related, sender=model, dispatch_uid=uid)
    membership = StructurePage._meta.get_field("networks").remote_field.through
    m2m_changed.connect(_after_membership, sender=membership, dispatch_uid=uid)
    post_migrate.connect(_after_migrations, dispatch_uid=uid)


def _after_sheet(instance: StructurePage, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        request_indexing([instance.pk])


def _after_activity(
    instance: StructureActivity, raw: bool = False, origin: Any = None, **kwargs: Any
) -> None:
    if not raw and not _is_of_pages(origin):
        request_indexing([instance.structure_id])


def _is_of_pages(origin: Any) -> bool:
    """Return whether a deletion started with pages, whose entries are deleted by cascade."""
    model = getattr(origin, "model", type(origin))
    return issubclass(model, Page)


def _after_related(sender: type[Any], instance: Any, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        sheets = StructurePage.objects.filter(**RELATED[sender](instance))
        request_indexing(sheets.values_list("pk", flat=True).distinct())


def _after_membership(
    instance: Any, action: str, reverse: bool, pk_set: set[int] | None, **kwargs: Any
) -> None:
    """Index the sheets whose networks have changed, from either side of the relation."""
    if not reverse:
        pks = {instance.pk}
    elif action.endswith("_clear"):
        # The members are only known before the relation is cleared.
        key = f"_{__name__}.members"
        if action == "pre_clear":
            instance.__dict__[key] = set(instance.structures.values_list("pk", flat=True))
            return
        pks = instance.__dict__.pop(key, set())
    else:
        pks = pk_set or set()
    if action.startswith("post_"):
        request_indexing(pks)


def _after_migrations(sender: Any, using: str, apps: Any = None, **kwargs: Any) -> None:
    """Index the sheets of a site that is migrated from before the search existed."""
    if sender.name != "structures" or using != DEFAULT_DB_ALIAS or not _has_entries(apps):
        return
    if not SearchEntry.objects.exists():
        for _number in rebuild():
            pass


def _has_entries(apps: Any) -> bool:
    """Return whether the migration that creates the entries has run; `flush` passes no `apps`."""
    if apps is None:
        return True
    try:
        apps.get_model("structures", "SearchEntry")
    except LookupError:
        return False
    return True
