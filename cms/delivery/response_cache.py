"""Cached responses, given again for as long as they are valid.

A response is stored with the tags of what it depends on and the moment of the database at which it
was read (`cms.changes`). Before it is given again the log is asked whether any of the tags has
changed since, so the cache is exact in every process, and no process has to be notified. Each
process keeps the responses that it used last; the cache named `answers` (Redis, or none) lets
processes share them.
"""

import hashlib
import logging
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from threading import Lock
from time import time
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.cache import caches
from django.utils.module_loading import import_string
from graphql import print_schema

from cms.changes import installation
from cms.changes.log import Moment, changed_since
from cms.delivery.compression import accepts_gzip
from cms.delivery.dependencies import Dependencies, DependencyTracker
from cms.delivery.site_state import SiteState
from cms.tracking import without_tracking

logger = logging.getLogger(__name__)

RESPONSE_TYPE = "application/graphql-response+json"
# No response is cached longer than this, so that the log of changes may forget
# (cms.changes.log.KEPT).
LONGEST_SECONDS = 24 * 3600
# A list of 500 structures with all that it has is 300 kB. Longer ones are made up to fill caches.
LONGEST_BYTES = 1_000_000
# What of a request, beside its body, may change the response.
ASKED = (
    "REQUEST_METHOD", "wsgi.url_scheme", "HTTP_HOST", "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT", "HTTP_X_FORWARDED_PROTO", "SERVER_NAME", "SERVER_PORT", "PATH_INFO",
    "CONTENT_TYPE", "HTTP_CONTENT_ENCODING",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CachedResponse:
    """The body of a response, what it depends on, and until when the clock leaves it true.

    `moment` is None for a response that reads nothing of the database. `header` are the tags for
    caches in front. `encoding` is that of the body: the same response in gzip is another one, with
    an ETag of its own.
    """

    body: bytes
    encoding: str
    etag: str
    dependencies: Dependencies | None
    header: str
    moment: Moment | None
    until: float

    @classmethod
    def of(
        cls,
        body: bytes,
        encoding: str,
        media_type: str,
        dependencies: Dependencies | None = None,
        header: Iterable[str] = (),
        moment: Moment | None = None,
        until: float | None = None,
    ) -> "CachedResponse":
        """Return the response of a body."""
        digest = hashlib.sha256(f"{media_type}\n{encoding}\n".encode() + body).hexdigest()[:32]
        latest = time() + LONGEST_SECONDS
        end = latest if until is None else min(until, latest)
        return cls(body, encoding, f'"{digest}"', dependencies, " ".join(header), moment, end)

    def headers(self) -> dict[str, str]:
        """Return what HTTP caches are told."""
        left = max(0, int(self.until - time()))
        shared = min(settings.CMS_GRAPHQL_SHARED_MAX_AGE, left)
        stale = min(settings.CMS_GRAPHQL_STALE_WHILE_REVALIDATE, max(0, left - shared))
        found = {
            "ETag": self.etag,
            "Cache-Control": f"public, max-age=0, s-maxage={shared}, "
            f"stale-while-revalidate={stale}",
        }
        if self.header:
            found["Cache-Tag"] = self.header.replace(" ", ",")
            found["Surrogate-Key"] = self.header
        return found


def wants_response_type(environ: Mapping[str, Any]) -> bool:
    """Return whether a request accepts application/graphql-response+json."""
    return RESPONSE_TYPE in environ.get("HTTP_ACCEPT", "")


def key_of(environ: Mapping[str, Any], body: bytes) -> str:
    """Return the key of what a request asks of this version of the code."""
    asked = [str(environ.get(name, "")) for name in ASKED]
    asked.append(without_tracking(str(environ.get("QUERY_STRING", ""))))
    kinds = f"{wants_response_type(environ)} {accepts_gzip(environ)}"
    text = "\n".join([_release(), kinds, *asked])
    return hashlib.sha256(text.encode("utf-8", "surrogatepass") + b"\n" + body).hexdigest()


def is_asked_for(etag: str, if_none_match: str | None) -> bool:
    """Return whether a client that sends this header has the response already."""
    if not if_none_match:
        return False
    tags = [tag.strip().removeprefix("W/") for tag in if_none_match.split(",")]
    return "*" in tags or etag in tags


@cache
def _release() -> str:
    """Return a text that differs for each version of the schema, the code and its libraries.

    The addresses that responses are made of count too: REDIS_URL outlives a change of the settings.
    """
    schema = import_string(settings.GRAPHENE["SCHEMA"]).graphql_schema
    digest = hashlib.sha256(print_schema(schema).encode())
    digest.update(f"{settings.WAGTAILADMIN_BASE_URL} {settings.MEDIA_URL}".encode())
    base = Path(settings.BASE_DIR)
    for config in sorted(apps.get_app_configs(), key=lambda config: config.name):
        root = Path(config.path)
        if root.is_relative_to(base) and ".venv" not in root.relative_to(base).parts[0]:
            for file in sorted(root.rglob("*.py")):
                digest.update(file.read_bytes())
    for file in sorted(base.glob("requirements*.txt")):
        digest.update(file.read_bytes())
    return digest.hexdigest()


class ResponseCache:
    """The responses that this process used last, and those that other processes share with it."""

    def __init__(self) -> None:
        self._responses: OrderedDict[str, CachedResponse] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()
        self._has_triggers: bool | None = None

    def get(self, key: str, *, shared: bool = True) -> CachedResponse | None:
        """Return the response when it is still valid, asking the log of changes.

        Without `shared` only this process's own responses are looked at.
        """
        if not settings.CMS_GRAPHQL_CACHED_RESPONSES:
            return None
        with self._lock:
            response = self._responses.get(key)
            if response is not None:
                self._responses.move_to_end(key)
        if response is None and shared:
            response = caches["answers"].get(f"answer:{key}")
        if response is None:
            return None
        valid = _revalidate(response)
        if valid is None:
            self._forget(key, response)
        elif valid is not response or shared:
            self._store(key, valid)
        return valid

    def is_on(self) -> bool:
        """Return whether responses are cached at all."""
        return bool(settings.CMS_GRAPHQL_CACHED_RESPONSES) and self.follows_changes()

    def put(self, key: str, response: CachedResponse) -> None:
        """Store a response, unless it is longer than any that a site asks for."""
        if len(response.body) <= LONGEST_BYTES and self.is_on():
            self._store(key, response)
            caches["answers"].set(f"answer:{key}", response, LONGEST_SECONDS)

    def clear(self) -> None:
        """Forget the responses of this process."""
        with self._lock:
            self._responses.clear()
            self._bytes = 0
            self._has_triggers = None

    def _store(self, key: str, response: CachedResponse) -> None:
        with self._lock:
            if before := self._responses.pop(key, None):
                self._bytes -= len(before.body)
            self._responses[key] = response
            self._bytes += len(response.body)
            while (
                len(self._responses) > settings.CMS_GRAPHQL_CACHED_RESPONSES
                or self._bytes > settings.CMS_GRAPHQL_CACHED_RESPONSE_BYTES
            ):
                self._bytes -= len(self._responses.popitem(last=False)[1].body)

    def _forget(self, key: str, response: CachedResponse) -> None:
        with self._lock:
            if self._responses.get(key) is response:
                self._bytes -= len(self._responses.pop(key).body)

    def follows_changes(self) -> bool:
        """Return whether the log of changes has its triggers; looked at once a process."""
        if self._has_triggers is None:
            self._has_triggers = installation.are_installed()
            if not self._has_triggers:
                logger.error(
                    "No response is cached: the log of changes has no triggers. Run migrate."
                )
        return self._has_triggers


def _revalidate(response: CachedResponse) -> CachedResponse | None:
    """Return the response as of now, None when something that it depends on has changed since."""
    if response.until <= time():
        return None
    if response.moment is None or response.dependencies is None:
        return response
    now, changed = changed_since(response.moment)
    if changed is None or response.dependencies.are_touched_by(changed):
        return None
    return response if now == response.moment else replace(response, moment=now)


def build_response(
    state: SiteState, tracker: DependencyTracker, body: bytes, encoding: str, media_type: str
) -> CachedResponse:
    """Return the response of a body, with its dependencies and the time when it expires."""
    return CachedResponse.of(
        body,
        encoding,
        media_type,
        tracker.dependencies(),
        tracker.header(),
        state.moment,
        expiry_of(state, tracker),
    )


def expiry_of(state: SiteState, tracker: DependencyTracker) -> float | None:
    """Return when the clock alone changes the response (seconds since 1970), or None."""
    ends = [end for end in (state.next_change, tracker.ends) if end is not None]
    return min(ends).timestamp() if ends else None


cached_responses = ResponseCache()
