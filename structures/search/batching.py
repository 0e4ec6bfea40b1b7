"""Postpones the indexing of sheets to the end of a block; imports no model."""

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
    """Index the sheets saved inside the block once, at its end, in the same transaction."""
    if _batch.get() is not None:
        yield  # the outer block indexes
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
    """Queue sheets until the end of the block; return False outside of any block."""
    batch = _batch.get()
    if batch is None:
        return False
    batch.index = index
    batch.pks.update(pks)
    return True
