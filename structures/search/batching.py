"""Postpones the indexing of sheets to the end of a block; models use it and import nothing else."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.db import transaction

Index = Callable[[Iterable[int]], None]


@dataclass
class _Batch:
    """The sheets to be indexed at the end of a block, and the function that indexes them."""

    pks: set[int] = field(default_factory=set)
    index: Index | None = None


_batch: ContextVar[_Batch | None] = ContextVar("structures_search_batch", default=None)


@contextmanager
def indexing_postponed() -> Iterator[None]:
    """Index what is saved inside once, at the end, in one transaction with it."""
    if _batch.get() is not None:
        yield  # the outer one does
        return
    batch = _Batch()
    with transaction.atomic():
        token = _batch.set(batch)
        try:
            yield
        finally:
            _batch.reset(token)
        if batch.index is not None:
            batch.index(batch.pks)


def postpone(index: Index, pks: Iterable[int]) -> bool:
    """Leave sheets to the end of the block; return False where there is none to wait for."""
    batch = _batch.get()
    if batch is None:
        return False
    batch.index = index
    batch.pks.update(pks)
    return True
