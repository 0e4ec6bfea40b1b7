"""Keeps the entries in step with the sheets, in the transaction that changes these.

What sends no signal, such as `QuerySet.update`, is made good by `rebuild_structure_search`.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.models.signals import m2m_changed, post_delete, post_save

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
from structures.search import sqlite, tables
from structures.search.content import entries_of

CHUNK = 500
TEXTS = ("locale_id", "language", "names", "topics", "body")

_waiting: ContextVar[set[int] | None] = ContextVar("structures_search_waiting", default=None)


def index_sheets(pks: Iterable[int], *, again: bool = False) -> None:
    """Make the entries of these sheets anew; those that are not published have none.

    What has not changed is not written, unless `again`. The number of queries is the same for each
    chunk of 500 sheets.
    """
    remaining = iter(pks)
    while chunk := set(islice(remaining, CHUNK)):
        with transaction.atomic():
            _index(chunk, again=again)


@contextmanager
def indexing_postponed() -> Iterator[None]:
    """Index what is saved inside once, at the end, in one transaction with it."""
    if _waiting.get() is not None:
        yield  # the outer one does
        return
    waiting: set[int] = set()
    with transaction.atomic():
        token = _waiting.set(waiting)
        try:
            yield
        finally:
            _waiting.reset(token)
        index_sheets(waiting)


def _index(pks: set[int], *, again: bool) -> None:
    entries = entries_of(pks)
    gone = pks.difference(entry.page_id for entry in entries)
    SearchEntry.objects.filter(page__in=gone).delete()
    if not again:
        known = SearchEntry.objects.in_bulk(pks)
        entries = [entry for entry in entries if _differs(entry, known.get(entry.page_id))]
    SearchEntry.objects.bulk_create(
        entries,
        update_conflicts=True,
        unique_fields=["page"],
        update_fields=["locale", "language", "names", "topics", "body"],
    )
    if connection.vendor == "sqlite":
        _fill_tables(entries)


def _differs(entry: SearchEntry, known: SearchEntry | None) -> bool:
    return known is None or any(getattr(entry, name) != getattr(known, name) for name in TEXTS)


def _fill_tables(entries: list[SearchEntry]) -> None:
    """Write SQLite's full-text tables; PostgreSQL generates its columns by itself."""
    words = [
        (entry.page_id, *(sqlite.indexed(text, entry.language) for text in texts))
        for entry in entries
        for texts in [(entry.names, entry.topics, entry.body)]
    ]
    names = [(entry.page_id, entry.names) for entry in entries]
    with connection.cursor() as cursor:
        cursor.executemany(tables.WRITE_WORDS, words)
        cursor.executemany(tables.WRITE_TRIGRAMS, names)


# --- Signals -------------------------------------------------------------------------------------

# The sheets whose texts have words of a row, by its model.
RELATED: dict[type[Any], Any] = {
    Commune: lambda row: {"commune": row.pk},
    Network: lambda row: {"networks__translation_key": row.translation_key},
    StructureKind: lambda row: {"kind__translation_key": row.translation_key},
    Sector: lambda row: {"activities__sector__translation_key": row.translation_key},
    SectorGroup: lambda row: {
        "activities__sector__translation_key__in": row.sectors.values("translation_key")
    },
}


def connect() -> None:
    """Follow what is saved and deleted from now on."""
    uid = "structures.search"
    post_save.connect(_after_sheet, sender=StructurePage, dispatch_uid=uid)
    for signal in (post_save, post_delete):
        signal.connect(_after_activity, sender=StructureActivity, dispatch_uid=uid)
        for model in RELATED:
            signal.connect(_after_related, sender=model, dispatch_uid=uid)
    membership = StructurePage._meta.get_field("networks").remote_field.through
    m2m_changed.connect(_after_membership, sender=membership, dispatch_uid=uid)


def _note(pks: Iterable[int]) -> None:
    waiting = _waiting.get()
    if waiting is None:
        index_sheets(pks)
    else:
        waiting.update(pks)


def _after_sheet(instance: StructurePage, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        _note([instance.pk])


def _after_activity(instance: StructureActivity, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        _note([instance.structure_id])


def _after_related(sender: type[Any], instance: Any, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        sheets = StructurePage.objects.filter(**RELATED[sender](instance))
        _note(sheets.values_list("pk", flat=True).distinct())


def _after_membership(
    instance: Any, action: str, reverse: bool, pk_set: set[int] | None, **kwargs: Any
) -> None:
    if action.startswith("post_"):
        _note((pk_set or set()) if reverse else [instance.pk])
