"""Updates the search index of sheets, in the transaction that changes them.

Changes that send no signal, such as `QuerySet.update`, need `rebuild_structure_search`.
"""

from collections.abc import Iterable, Iterator
from itertools import islice

from django.db import connection, transaction

from cms.preview.draft_graph import is_reading_draft
from structures.models import Commune, SearchEntry, StructurePage
from structures.search import sqlite, tables
from structures.search.batching import postpone
from structures.search.documents import search_entries

CHUNK = 500
TEXTS = ("locale_id", "language", "names", "topics", "body")


def index_sheets(pks: Iterable[int], *, force: bool = False) -> None:
    """Rebuild the entries of these sheets; delete those of unpublished sheets.

    Unchanged entries are not written, unless `force` is set. The number of queries is constant for
    each chunk of 500 sheets.
    """
    remaining = iter(pks)
    while chunk := set(islice(remaining, CHUNK)):
        with transaction.atomic():
            _index(chunk, force=force)


def request_indexing(pks: Iterable[int]) -> None:
    """Index sheets now, or queue them inside `indexing_postponed`.

    Ignored while a draft preview is being rendered.
    """
    if not is_reading_draft() and not postpone(index_sheets, pks):
        index_sheets(pks)


def count_sheets() -> int:
    """Return the number of published sheets."""
    return StructurePage.objects.filter(live=True).count()


def rebuild() -> Iterator[int]:
    """Rebuild all entries, a chunk at a time; yield the number of sheets of each chunk.

    Updates the searchable names of all communes first.
    """
    _refresh_places()
    SearchEntry.objects.exclude(page__live=True).delete()
    sheets = StructurePage.objects.filter(live=True).order_by("pk").values_list("pk", flat=True)
    last = 0
    while chunk := list(sheets.filter(pk__gt=last)[:CHUNK]):
        index_sheets(chunk, force=True)
        yield len(chunk)
        last = chunk[-1]


def _refresh_places() -> None:
    field = Commune._meta.get_field("place")
    places = {commune: commune.place for commune in Commune.objects.all()}
    stale = [one for one, place in places.items() if field.pre_save(one, add=False) != place]
    Commune.objects.bulk_update(stale, [field.name], batch_size=CHUNK)


def _index(pks: set[int], *, force: bool) -> None:
    # The lock makes concurrent transactions index the same sheets one after the other, so that the
    # second one reads the changes of the first.
    known = SearchEntry.objects.select_for_update().order_by("pk").in_bulk(pks)
    entries = search_entries(pks)
    SearchEntry.objects.filter(page__in=pks.difference(entry.pk for entry in entries)).delete()
    if not force:
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
    """Write SQLite's full-text tables; on PostgreSQL, the columns are generated."""
    words = [
        (
            entry.page_id,
            sqlite.index_text(entry.names, entry.language),
            sqlite.index_text(entry.topics, entry.language),
            sqlite.index_text(entry.body, entry.language, only_stems=True),
        )
        for entry in entries
    ]
    names = [(entry.page_id, entry.names) for entry in entries]
    with connection.cursor() as cursor:
        cursor.executemany(tables.WRITE_WORDS, words)
        cursor.executemany(tables.WRITE_TRIGRAMS, names)
