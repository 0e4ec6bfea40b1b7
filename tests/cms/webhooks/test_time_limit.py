"""A delivery has so much time in all, whatever its receiver does meanwhile."""

import socket
import threading

import pytest
from django.utils import timezone

from cms.models import WebhookDelivery
from cms.webhooks import sending
from cms.webhooks.admin import last_answer
from cms.webhooks.delivery import deliver_webhooks
from tests.cms.webhooks.conftest import SECRET
from tests.dripping import dripping

END = b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


@pytest.fixture
def sent(settings, position, monkeypatch):
    """Return a function that delivers to an address, and returns the delivery."""
    monkeypatch.setattr(sending, "WHOLE", 0.4)
    settings.CMS_WEBHOOK_SECRET = SECRET
    settings.CMS_WEBHOOK_PRIVATE_ADDRESSES = True

    def send(receiver):
        settings.CMS_WEBHOOK_RECEIVERS = [receiver]
        position(receiver)
        now = timezone.now()
        WebhookDelivery.objects.create(
            receiver=receiver, tags=["a"], paths=[], created=now, next_attempt=now
        )
        deliver_webhooks()
        return WebhookDelivery.objects.get()

    return send


@pytest.mark.parametrize(
    ("scheme", "first", "piece", "last"),
    [
        ("http", b"", b"HTTP/1.1 100 Continue\r\n\r\n", END),
        ("http", b"HTTP/1.1 204 No Content\r\nX-Long: ", b"a", b"\r\n\r\n"),
        ("http", b"HTTP/1.1 204 No Content\r\n", b"X-Many: a\r\n", b"\r\n"),
        # A record of TLS that is as long as what is dripped, and that says nothing of TLS.
        ("https", b"\x16\x03\x03\x00\x64", b"\x00", b""),
    ],
    ids=["100 Continue", "one header", "many headers", "TLS"],
)
def test_a_receiver_that_drips_is_given_up_and_asked_again_later(sent, scheme, first, piece, last):
    with dripping(first, piece, last) as server:
        delivery = sent(f"{scheme}://127.0.0.1:{server.port}/")

        assert server.gone.wait(5), "the connection stays open"

    assert (delivery.delivered, delivery.status) == (None, None)
    assert (delivery.error, delivery.attempts) == ("TimeoutError", 1)
    assert delivery.next_attempt is not None
    assert last_answer(delivery) == "pas de réponse à temps"


@pytest.mark.parametrize("status", ["200 OK", "302 Found\r\nLocation: /b", "500 Bad"])
def test_the_body_of_no_answer_is_read(sent, status):
    answer = f"HTTP/1.1 {status}\r\nContent-Length: 100\r\n\r\n".encode()
    with dripping(answer, b"a") as server:
        delivery = sent(f"http://127.0.0.1:{server.port}/")

        assert server.gone.wait(5), "the connection stays open"

    assert delivery.status == int(status[:3])


def test_a_name_that_is_not_found_in_time_is_given_up_and_connected_to_no_more(sent, monkeypatch):
    asked, answered = threading.Event(), threading.Event()
    find = socket.getaddrinfo

    def find_slowly(host, *arguments, **options):
        asked.set()
        answered.wait(2)
        return find("127.0.0.1", *arguments, **options)

    with dripping(END) as server:
        monkeypatch.setattr(socket, "getaddrinfo", find_slowly)
        delivery = sent(f"http://slow.example:{server.port}/")
        answered.set()

        assert server.answers.wait(5), "nobody connects"

    assert asked.is_set()
    assert delivery.error == "TimeoutError"
    assert server.asked == b""
