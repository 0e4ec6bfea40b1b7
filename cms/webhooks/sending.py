"""Sends one delivery: a signed POST, to no private address unless the settings allow it."""

import hashlib
import hmac
import json
from datetime import datetime

import requests
from django.conf import settings
from requests_hardened import Config
from requests_hardened.ip_filter import InvalidIPAddress

from cms.models import WebhookDelivery
from cms.outgoing_http import OutgoingSession
from cms.time_limit import within

# Seconds to connect, seconds without a byte, and seconds for all of a delivery.
TIMEOUT = (3.0, 10.0)
WHOLE = 10.0
AGENT = "IAE48-CMS-Webhook/1"


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Return what X-CMS-Signature says of a body that is sent at a time (seconds since 1970)."""
    signed = timestamp.encode() + b"." + body
    return f"sha256={hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()}"


def send(delivery: WebhookDelivery, at: datetime) -> tuple[int | None, str]:
    """Send a delivery; return the status of the answer, or None and the reason why there is none.

    Redirects are not followed, and the answer's body is not read.
    """
    payload = {
        "id": str(delivery.pk),
        "sentAt": at.isoformat(),
        "tags": delivery.tags,
        "paths": delivery.paths,
    }
    body, timestamp = json.dumps(payload).encode(), str(int(at.timestamp()))
    headers = {
        "Content-Type": "application/json",
        "X-CMS-Timestamp": timestamp,
        "X-CMS-Signature": signature(settings.CMS_WEBHOOK_SECRET, timestamp, body),
    }
    try:
        return within(WHOLE, lambda: _status(delivery.receiver, body, headers)), ""
    except InvalidIPAddress:
        return None, "private address"
    # ValueError: a broken answer; TimeoutError: too slow as a whole.
    except (requests.RequestException, ValueError, TimeoutError) as error:
        return None, type(error).__name__


def _status(receiver: str, body: bytes, headers: dict[str, str]) -> int:
    with _session() as session:
        answer = session.post(receiver, data=body, headers=headers, stream=True)
        answer.close()
    return answer.status_code


def _session() -> requests.Session:
    is_open = settings.CMS_WEBHOOK_PRIVATE_ADDRESSES
    config = Config(
        ip_filter_enable=not is_open,
        ip_filter_allow_loopback_ips=is_open,
        never_redirect=True,
        default_timeout=TIMEOUT,
        user_agent_override=AGENT,
    )
    session = OutgoingSession(config)
    session.trust_env = False  # no proxy and no password of the machine's
    return session
