"""Rate limit per client: the total cost of its operations per minute.

A cached response costs nothing. The server of the public site is one client for all its visitors:
it identifies itself by a shared secret or by its address, and has a limit of its own. If it says
for which visitor it asks, that visitor also has the limit of a client, so that none uses up the
site's. Processes share the counts in Redis. Each process also counts locally, as a fallback while
Redis is down.
"""

from collections import OrderedDict
from contextlib import suppress
from threading import Lock
from time import time

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from cms.clients import client_network, is_site_server, visitor_network
from cms.delivery.refusals import Code, RequestRefusedError
from cms.process_cache import ProcessCache

SECONDS = 60
# What an operation costs its client besides its own cost: 15 ms for a request that loads one row.
OPERATION_COST = 40
# The least cost of parsing and validating a new document, and of refusing one.
READING_COST = 50
# What a longer document costs: 2,000 tokens of two characters take 20 ms, like 15 SQL statements.
CHARACTERS_PER_COST = 25
# Number of clients that one process counts.
MOST_CLIENTS = 10_000
SITE = "site"


class _LocalCounts(ProcessCache):
    """Counts of this process, by key. The least recently used keys are evicted."""

    def __init__(self) -> None:
        self._counts: OrderedDict[str, int] = OrderedDict()
        self._lock = Lock()

    def get(self, key: str) -> int:
        """Return the count of a key, or 0."""
        return self._counts.get(key, 0)

    def add(self, key: str, number: int) -> None:
        """Increase the count of a key."""
        with self._lock:
            self._counts[key] = self._counts.pop(key, 0) + number
            while len(self._counts) > MOST_CLIENTS:
                self._counts.popitem(last=False)

    def clear(self) -> None:
        """Reset all counts."""
        with self._lock:
            self._counts.clear()


local_counts = _LocalCounts()


class ClientLimit:
    """The rate limits that a request counts for, in the current minute."""

    def __init__(self, request: HttpRequest) -> None:
        now = time()
        self._seconds_left = SECONDS - int(now) % SECONDS
        minute = int(now) // SECONDS
        self._limits = [
            (f"cost:{client}:{minute}", most) for client, most in _clients(request) if most
        ]

    def check(self) -> None:
        """Raise RequestRefusedError (429) if a limit is reached."""
        for key, most in self._limits:
            if _spent(key) < most:
                continue
            raise RequestRefusedError(
                429,
                Code.RATE_LIMITED,
                f"Your operations have reached the limit of {most} per minute. Try again in "
                f"{self._seconds_left} s. Cheaper queries last longer; cached responses cost "
                "nothing.",
                headers={"Retry-After": str(self._seconds_left)},
                retryAfter=self._seconds_left,
                maximum=most,
            )

    def charge(self, cost: int) -> None:
        """Add a cost. The operation that exceeds the limit still runs."""
        shared = caches["answers"]
        for key, _most in self._limits:
            local_counts.add(key, cost)
            shared.add(key, 0, 2 * SECONDS)
            with suppress(ValueError):  # no Redis is configured
                shared.incr(key, cost)


def _clients(request: HttpRequest) -> list[tuple[str, int]]:
    """Return whom a request counts for, each with its maximum cost per minute (0: no limit)."""
    most = settings.CMS_GRAPHQL_CLIENT_COST_PER_MINUTE
    if not is_site_server(request):
        return [(_anonymous(client_network(request)), most)]
    clients = [(SITE, settings.CMS_GRAPHQL_SITE_COST_PER_MINUTE)]
    visitor = visitor_network(request)
    return clients if visitor is None else [(f"visitor:{_anonymous(visitor)}", most), *clients]


def _spent(key: str) -> int:
    return max(local_counts.get(key), int(caches["answers"].get(key) or 0))


def reading_cost(text: str) -> int:
    """Return the cost of parsing and validating a document."""
    return max(READING_COST, len(text) // CHARACTERS_PER_COST)


def _anonymous(network: str) -> str:
    """Hash a client's network with a daily salt, so that the cache stores no IP address."""
    salt = f"cms.delivery.client_limits:{timezone.now().date()}"
    return salted_hmac(salt, network, algorithm="sha256").hexdigest()[:32]
