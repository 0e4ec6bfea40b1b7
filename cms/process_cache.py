"""Caches in the memory of one process, which can be emptied together."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar, Self
from weakref import WeakSet


class ProcessCache(ABC):
    """A cache in the memory of one process."""

    _instances: ClassVar["WeakSet[ProcessCache]"] = WeakSet()

    def __new__(cls, *args: Any, **kwargs: Any) -> Self:
        """Register the instance for `clear_process_caches`."""
        instance = super().__new__(cls)
        cls._instances.add(instance)
        return instance

    @abstractmethod
    def clear(self) -> None:
        """Remove all entries."""


def clear_process_caches() -> None:
    """Empty every cache of this process, as if it had just started."""
    for cache in list(ProcessCache._instances):
        cache.clear()
