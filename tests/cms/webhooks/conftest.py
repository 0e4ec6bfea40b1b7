"""A receiver of webhooks that listens on this machine."""

import json
import threading
from collections import deque
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.utils import timezone

from cms.changes.log import present
from cms.models import WebhookDelivery, WebhookPosition
from cms.webhooks.delivery import deliver_webhooks, waiting

SECRET = "a-secret-of-the-tests-and-of-nothing-else"


class Receiver:
    """A server; `answers` are the next ones (status and headers), then 204."""

    def __init__(self):
        self.requests: list[tuple[str, Message, bytes]] = []
        self.answers: deque[tuple[int, dict[str, str]]] = deque()
        self.held = threading.Event()
        self.held.set()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.requests.append((self.path, self.headers, body))
                receiver.held.wait(10)
                status, headers = receiver.answers.popleft() if receiver.answers else (204, {})
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()

            def log_message(self, *arguments):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hooks/cms?key=secret"

    @property
    def payloads(self):
        """Return what was sent so far."""
        return [json.loads(body) for _path, _headers, body in self.requests]


@pytest.fixture
def receiver(settings):
    """Return a receiver that is configured, and that nothing was sent to yet."""
    found = Receiver()
    thread = threading.Thread(target=found.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    settings.CMS_WEBHOOK_RECEIVERS = [found.url]
    settings.CMS_WEBHOOK_SECRET = SECRET
    settings.CMS_WEBHOOK_PRIVATE_ADDRESSES = True
    yield found
    found.held.set()
    found.server.shutdown()
    found.server.server_close()
    thread.join()


@pytest.fixture
def told(receiver, home, site):
    """Return the receiver once it has been told that everything is new."""
    deliver_webhooks()
    WebhookDelivery.objects.all().delete()
    receiver.requests.clear()
    return receiver


@pytest.fixture
def position(db):
    """Return a function that notes that a receiver knows everything."""

    def note(url):
        values = {"moment": present().text, "at": timezone.now()}
        WebhookPosition.objects.update_or_create(receiver=url, defaults=values)

    return note


def wait(duration):
    """Have what waits for its time wait so much less."""
    for delivery in waiting():
        delivery.next_attempt -= duration
        delivery.save()
