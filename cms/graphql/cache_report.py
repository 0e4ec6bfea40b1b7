"""`extensions.cache`: tells developers whether, and why, a response is cached."""

from datetime import UTC, datetime
from enum import StrEnum
from time import time
from typing import Any

from cms.delivery.context import DeliveryContext
from cms.delivery.response_cache import LONGEST_SECONDS, expiry_of


class Status(StrEnum):
    """Where the response comes from."""

    HIT = "HIT"  # from the cache
    MISS = "MISS"  # built for this request, and cached
    UNCACHEABLE = "UNCACHEABLE"


class UncachedReason(StrEnum):
    """Why a response is not cached."""

    ERRORS = "ERRORS"
    MUTATION = "MUTATION"
    PREVIEW = "PREVIEW"
    FIELDS = "FIELDS"  # those that `uncacheableFields` names
    TOO_LONG = "TOO_LONG"
    OFF = "OFF"  # the cache is disabled, or the triggers of the log of changes are missing


def cache_report(delivery: DeliveryContext, reason: UncachedReason | None) -> dict[str, Any]:
    """Return the report on a response that was just built.

    `tags` are those of the header `Cache-Tag`; purging one removes the response from HTTP caches.
    """
    tracker = delivery.tracker
    report: dict[str, Any] = {
        "status": Status.MISS if reason is None else Status.UNCACHEABLE,
        "reason": reason,
        "uncacheableFields": sorted(tracker.uncacheable_fields),
        "tags": tracker.header() if delivery.has_read else [],
        "expiresAt": None,
    }
    if reason is None:
        latest = time() + LONGEST_SECONDS
        until = expiry_of(delivery.site_state, tracker) if delivery.has_read else None
        end = min(until or latest, latest)
        report["expiresAt"] = datetime.fromtimestamp(int(end), UTC).isoformat()
    return report
