"""How much a client may ask for in a minute, in the cost of its operations.

A cached response costs nothing. The server of the public site is one client for all its visitors:
it identifies itself by a shared secret or by its address, and has a limit of its own. Processes
share the counts in Redis; each also counts by itself, which is what remains while Redis is away.
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

from cms.clients import client_network, is_site_server
from cms.delivery.refusals import Code, RequestRefusedError

SECONDS = 60
# Reading a document that the process does not know takes time too, whether it is refused then or
# not; and so does refusing one that it knows.
READING_COST = 50
# Clients whose counts a process remembers.
MOST_CLIENTS = 10_000
SITE = "site"


class _LocalCounts:
    """The counts of this process; the clients that it has not seen for longest are forgotten."""

    def __init__(self) -> None:
        self._counts: OrderedDict[str, int] = OrderedDict()
        self._lock = Lock()

    def get(self, key: str) -> int:
        """Return the count of a key, 0 for an unknown one."""
        return self._counts.get(key, 0)

    def add(self, key: str, number: int) -> None:
        """Raise the count of a key."""
        with self._lock:
            self._counts[key] = self._counts.pop(key, 0) + number
            while len(self._counts) > MOST_CLIENTS:
                self._counts.popitem(last=False)

    def clear(self) -> None:
        """Forget all counts."""
        with self._lock:
            self._counts.clear()


local_counts = _LocalCounts()


class ClientLimit:
    """What is left to the client of a request in the present minute."""

    def __init__(self, request: HttpRequest) -> None:
        is_site = is_site_server(request)
        self._most: int = (
            settings.CMS_GRAPHQL_SITE_COST_PER_MINUTE
            if is_site
            else settings.CMS_GRAPHQL_CLIENT_COST_PER_MINUTE
        )
        now = time()
        self._seconds_left = SECONDS - int(now) % SECONDS
        client = SITE if is_site else _anonymous(client_network(request))
        self._key = f"cost:{client}:{int(now) // SECONDS}"

    def check(self) -> None:
        """Raise a refusal (429) for a client that has used up its minute."""
        if not self._most or self._spent() < self._most:
            return
        raise RequestRefusedError(
            429,
            Code.RATE_LIMITED,
            f"Your operations have cost {self._most} in this minute, which is the limit. Ask again "
            f"in {self._seconds_left} s; ask for less, or for what is cached, which costs nothing.",
            headers={"Retry-After": str(self._seconds_left)},
            retryAfter=self._seconds_left,
            maximum=self._most,
        )

    def charge(self, cost: int) -> None:
        """Count a cost; the operation that crosses the limit still runs."""
        if not self._most:
            return
        local_counts.add(self._key, cost)
        shared = caches["answers"]
        shared.add(self._key, 0, 2 * SECONDS)
        with suppress(ValueError):  # there is no Redis
            shared.incr(self._key, cost)

    def _spent(self) -> int:
        return max(local_counts.get(self._key), int(caches["answers"].get(self._key) or 0))


def _anonymous(network: str) -> str:
    """Hash a client's network with a salt of the day: the cache holds no address."""
    salt = f"cms.delivery.client_limits:{timezone.now().date()}"
    return salted_hmac(salt, network, algorithm="sha256").hexdigest()[:32]
