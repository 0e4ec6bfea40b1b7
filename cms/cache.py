"""A cache in Redis without which everything works, only slower."""

import logging
from collections.abc import Callable
from time import monotonic
from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

logger = logging.getLogger(__name__)

# How long one call may take, and how long Redis is left alone after one that failed.
SECONDS_TO_ANSWER = 0.25
SECONDS_OF_REST = 5.0


class ForgivingClient(RedisCacheClient):
    """Django's client; while Redis can't be reached, nothing is found and nothing is kept."""

    def __init__(self, servers: Any, **options: Any) -> None:
        waits: dict[str, Any] = {
            "socket_connect_timeout": SECONDS_TO_ANSWER,
            "socket_timeout": SECONDS_TO_ANSWER,
            "retry": Retry(NoBackoff(), 0),
        }
        super().__init__(servers, **(waits | options))
        self._rests_until = 0.0

    def add(self, key: Any, value: Any, timeout: Any) -> bool:
        """Return whether the key was free; it is where nothing is kept, so that nobody waits."""
        return bool(self._forgive(super().add, True, key, value, timeout))

    def get(self, key: Any, default: Any) -> Any:
        """Return the value, else the default."""
        return self._forgive(super().get, default, key, default)

    def incr(self, key: Any, delta: Any) -> Any:
        """Return the number after it was raised; `delta` where nothing is kept.

        Raises ValueError for a key that is not there.
        """
        return self._forgive(super().incr, delta, key, delta)

    def set(self, key: Any, value: Any, timeout: Any) -> None:
        """Store the value."""
        self._forgive(super().set, None, key, value, timeout)

    def touch(self, key: Any, timeout: Any) -> bool:
        """Return whether the key has a new end."""
        return bool(self._forgive(super().touch, False, key, timeout))

    def delete(self, key: Any) -> bool:
        """Return whether the key was removed."""
        return bool(self._forgive(super().delete, False, key))

    def get_many(self, keys: Any) -> Any:
        """Return the values found."""
        return self._forgive(super().get_many, {}, keys)

    def has_key(self, key: Any) -> bool:
        """Return whether the key is there."""
        return bool(self._forgive(super().has_key, False, key))

    def set_many(self, data: Any, timeout: Any) -> None:
        """Store the values."""
        self._forgive(super().set_many, None, data, timeout)

    def delete_many(self, keys: Any) -> None:
        """Remove the keys."""
        self._forgive(super().delete_many, None, keys)

    def clear(self) -> bool:
        """Return whether all was removed."""
        return bool(self._forgive(super().clear, False))

    def _forgive(self, call: Callable[..., Any], instead: Any, *arguments: Any) -> Any:
        if monotonic() < self._rests_until:
            return instead
        try:
            return call(*arguments)
        except RedisError as error:
            self._rests_until = monotonic() + SECONDS_OF_REST
            logger.warning("Redis can't be reached: %s. Going on without it.", error)
            return instead


class ForgivingRedisCache(RedisCache):
    """Django's cache in Redis with that client."""

    def __init__(self, server: Any, params: Any) -> None:
        super().__init__(server, params)
        self._class = ForgivingClient
