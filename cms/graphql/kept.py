"""Values made of many rows that a process keeps for the answers to come, while they are true.

A value is kept with what it depends on and the moment at which it was read, as an answer is. The
answer that uses it reads from one snapshot of the database, and so does the value: one that knows
of changes which the snapshot does not, or the other way round, is not used.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import Lock
from typing import Generic, TypeVar

from cms.changes.log import Moment, seen_between
from cms.graphql.answers import LONGEST_SECONDS, answers
from cms.graphql.delivery import Delivery
from cms.graphql.reads import Dependencies, Reads

T = TypeVar("T")


@dataclass(slots=True)
class _Entry(Generic[T]):
    value: T
    dependencies: Dependencies
    moment: Moment
    checked_at: datetime
    ends: datetime | None


class KeptValues(Generic[T]):
    """The values of one kind that were used last."""

    def __init__(self, most: int) -> None:
        """Keep at most so many values."""
        self._most = most
        self._entries: OrderedDict[Hashable, _Entry[T]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, delivery: Delivery, make: Callable[[Reads], T]) -> T:
        """Return the value of a key for a delivery, made when none is known that is true.

        `make` notes in the Reads that it is given what the value depends on; what the answer
        depends on is the caller's to note. Costs no query, or the one that asks the log of changes.
        """
        moment, now = delivery.surroundings.moment, delivery.surroundings.now
        if moment is None or not delivery.reads_published or not answers.follows_changes():
            return make(Reads())
        with self._lock:
            entry = self._entries.get(key)
        if entry is None or not _is_true(entry, moment, now):
            reads = Reads()
            value = make(reads)
            ends = [end for end in (delivery.surroundings.next_change, reads.ends) if end]
            entry = _Entry(value, reads.dependencies(), moment, now, min(ends, default=None))
        else:
            entry = replace(entry, moment=moment, checked_at=now)
        with self._lock:
            self._entries[key] = entry
            self._entries.move_to_end(key)
            while len(self._entries) > self._most:
                self._entries.popitem(last=False)
        return entry.value

    def clear(self) -> None:
        """Forget all values."""
        with self._lock:
            self._entries.clear()


def _is_true(entry: _Entry[T], moment: Moment, now: datetime) -> bool:
    # The log of changes forgets what is older.
    latest = entry.checked_at + timedelta(seconds=LONGEST_SECONDS)
    if now >= (latest if entry.ends is None else min(entry.ends, latest)):
        return False
    if entry.moment == moment:
        return True
    seen = seen_between(entry.moment, moment)
    return seen is not None and not entry.dependencies.are_touched_by(seen)
