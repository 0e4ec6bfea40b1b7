"""The services that the environment names are the ones in use."""

import os

from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from django.db import connection
from redis import Redis


def test_the_database_is_the_one_of_the_environment(db):
    wanted = os.environ.get("DATABASE_URL", "sqlite").partition(":")[0]

    assert connection.vendor == ("sqlite" if wanted == "sqlite" else "postgresql")


def test_the_cache_is_the_one_of_the_environment():
    cache = caches["default"]
    cache.set("un-nom", "une valeur", 60)

    assert cache.get("un-nom") == "une valeur"
    address = os.environ.get("REDIS_URL")
    if address:
        assert isinstance(caches["default"], RedisCache)
        prefix = settings.CACHES["default"]["KEY_PREFIX"]
        assert Redis.from_url(address).exists(f"{prefix}:1:un-nom")
    else:
        assert isinstance(caches["default"], LocMemCache)
