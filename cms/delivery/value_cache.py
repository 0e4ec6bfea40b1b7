"""In-process cache of values that are computed from many rows.

Like a response, a value has its dependencies and the moment at which it was read. It is used only
if it equals what the request's own database snapshot would yield, neither older nor newer.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import Lock
from typing import Generic, TypeVar

from cms.changes.log import Moment, seen_between
from cms.delivery.dependencies import Dependencies, DependencyTracker
from cms.delivery.response_cache import LONGEST_SECONDS, cached_responses
from cms.delivery.site_state import SiteState
from cms.process_cache import ProcessCache

T = TypeVar("T")


@dataclass(slots=True)
class _Entry(Generic[T]):
    value: T
    dependencies: Dependencies
    moment: Moment
    checked_at: datetime
    ends: datetime | None


class ValueCache(ProcessCache, Generic[T]):
    """A cache of the most recently used values of one kind."""

    def __init__(self, most: int) -> None:
        """Create a cache of at most `most` values."""
        self._most = most
        self._entries: OrderedDict[Hashable, _Entry[T]] = OrderedDict()
        self._lock = Lock()

    def get(
        self, key: Hashable, state: SiteState | None, make: Callable[[DependencyTracker], T]
    ) -> T:
        """Return the cached value for the key, computing it if there is no valid entry.

        `state` is the site state of the request, or None to bypass the cache. `make` records the
        dependencies of the value in its tracker; the caller records those of the response. A hit
        costs at most one query, to the log of changes.
        """
        if state is None or state.moment is None or not cached_responses.follows_changes():
            return make(DependencyTracker())
        moment, now = state.moment, state.now
        with self._lock:
            entry = self._entries.get(key)
        if entry is None or not _is_valid(entry, moment, now):
            tracker = DependencyTracker()
            value = make(tracker)
            ends = [end for end in (state.next_change, tracker.ends) if end]
            entry = _Entry(value, tracker.dependencies(), moment, now, min(ends, default=None))
        else:
            entry = replace(entry, moment=moment, checked_at=now)
        with self._lock:
            self._entries[key] = entry
            self._entries.move_to_end(key)
            while len(self._entries) > self._most:
                self._entries.popitem(last=False)
        return entry.value

    def clear(self) -> None:
        """Remove all values."""
        with self._lock:
            self._entries.clear()


def _is_valid(entry: _Entry[T], moment: Moment, now: datetime) -> bool:
    # The log of changes does not go back further.
    latest = entry.checked_at + timedelta(seconds=LONGEST_SECONDS)
    if now >= (latest if entry.ends is None else min(entry.ends, latest)):
        return False
    if entry.moment == moment:
        return True
    seen = seen_between(entry.moment, moment)
    return seen is not None and not entry.dependencies.are_touched_by(seen)
