"""The response cache.

A cached response has its dependencies (tags) and the moment of the database at which it was read
(`cms.changes`). Before each reuse the log of changes tells whether one of the tags has changed
since. The cache is therefore exact in every process, without notifications between processes. Each
process stores the responses that it used last; the cache `answers` (Redis, if configured) shares
them between processes.
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
from django.utils.http import parse_etags
from django.utils.module_loading import import_string
from graphql import print_schema

from cms.changes import installation
from cms.changes.log import Moment, changed_since
from cms.delivery.compression import accepts_gzip
from cms.delivery.dependencies import Dependencies, DependencyTracker
from cms.delivery.site_state import SiteState
from cms.process_cache import ProcessCache
from cms.tracking import without_tracking

logger = logging.getLogger(__name__)

RESPONSE_TYPE = "application/graphql-response+json"
# Maximum age of a cached response; must be less than cms.changes.log.RETENTION.
LONGEST_SECONDS = 24 * 3600
# Larger responses are not cached. A full list of 500 structures has 300 kB; only a query that is
# designed to fill the cache is larger.
LONGEST_BYTES = 1_000_000
# Keys of the WSGI environ that, beside the body, determine the response.
REQUEST_KEYS = (
    "REQUEST_METHOD", "wsgi.url_scheme", "HTTP_HOST", "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT", "HTTP_X_FORWARDED_PROTO", "SERVER_NAME", "SERVER_PORT", "PATH_INFO",
    "CONTENT_TYPE", "HTTP_CONTENT_ENCODING",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CachedResponse:
    """A response with its dependencies and its expiry.

    `moment` is None if the response reads nothing from the database. `header` has the tags for HTTP
    caches. `until` is the expiry as a Unix timestamp. `encoding` is the Content-Encoding of the
    body: the compressed response is an entry of its own, with its own ETag.
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
        """Return the response with this body; computes its ETag and its expiry."""
        digest = hashlib.sha256(f"{media_type}\n{encoding}\n".encode() + body).hexdigest()[:32]
        latest = time() + LONGEST_SECONDS
        end = latest if until is None else min(until, latest)
        return cls(body, encoding, f'"{digest}"', dependencies, " ".join(header), moment, end)

    def headers(self) -> dict[str, str]:
        """Return the HTTP caching headers."""
        left = max(0, int(self.until - time()))
        shared = min(settings.CMS_GRAPHQL_SHARED_MAX_AGE, left)
        stale = min(settings.CMS_GRAPHQL_STALE_WHILE_REVALIDATE, max(0, left - shared))
        headers = {
            "ETag": self.etag,
            "Cache-Control": f"public, max-age=0, s-maxage={shared}, "
            f"stale-while-revalidate={stale}",
        }
        if self.header:
            headers["Cache-Tag"] = self.header.replace(" ", ",")
            headers["Surrogate-Key"] = self.header
        return headers


def wants_response_type(environ: Mapping[str, Any]) -> bool:
    """Return whether a request accepts application/graphql-response+json."""
    return RESPONSE_TYPE in environ.get("HTTP_ACCEPT", "")


def key_of(environ: Mapping[str, Any], body: bytes) -> str:
    """Return the cache key of a request; it also depends on the version of the code."""
    values = [str(environ.get(name, "")) for name in REQUEST_KEYS]
    values.append(without_tracking(str(environ.get("QUERY_STRING", ""))))
    formats = f"{wants_response_type(environ)} {accepts_gzip(environ)}"
    text = "\n".join([_release(), formats, *values])
    return hashlib.sha256(text.encode("utf-8", "surrogatepass") + b"\n" + body).hexdigest()


def etag_matches(etag: str, if_none_match: str | None) -> bool:
    """Return whether an If-None-Match header matches the ETag."""
    tags = parse_etags(if_none_match or "")
    return tags == ["*"] or etag in {tag.removeprefix("W/") for tag in tags}


@cache
def _release() -> str:
    """Return a digest of the schema, the code, the libraries and the settings of URLs.

    Redis outlives a deployment: the digest keeps responses of an earlier release out.
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


class ResponseCache(ProcessCache):
    """The responses that this process used last, and those shared with other processes."""

    def __init__(self) -> None:
        self._responses: OrderedDict[str, CachedResponse] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()
        self._has_triggers: bool | None = None

    def get(self, key: str, *, shared: bool = True) -> CachedResponse | None:
        """Return the response if it is valid, else None. Costs one query to the log of changes.

        `shared=False` reads only the responses of this process, not Redis.
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
        """Store a response, unless it is longer than LONGEST_BYTES."""
        if len(response.body) <= LONGEST_BYTES and self.is_on():
            self._store(key, response)
            caches["answers"].set(f"answer:{key}", response, LONGEST_SECONDS)

    def clear(self) -> None:
        """Remove the responses of this process."""
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
        """Return whether the triggers of the log of changes exist; queries once per process."""
        if self._has_triggers is None:
            self._has_triggers = installation.are_installed()
            if not self._has_triggers:
                logger.error(
                    "Responses are not cached: the triggers of the log of changes are missing. "
                    "Run migrate."
                )
        return self._has_triggers


def _revalidate(response: CachedResponse) -> CachedResponse | None:
    """Return the response with the present moment, or None if it is no longer valid."""
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
    """Return the response with this body, its dependencies and its expiry."""
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
