"""What a receiver does not take is sent again, by one process at a time and to nobody else."""

from datetime import timedelta

import pytest
import requests
from django.core.management import call_command
from django.utils import timezone

from cms.models import WebhookDelivery, WebhookPosition
from cms.outgoing_http import OutgoingSession
from cms.webhooks import delivery as deliveries
from cms.webhooks import sending
from cms.webhooks.delivery import BACK_OFF, KEPT, LEASE, deliver_webhooks, send_again
from tests.cms.webhooks.conftest import wait


@pytest.fixture
def made(receiver, position):
    """Return a function that makes a delivery to a receiver that knows everything else."""

    def make(url=receiver.url, path="/fr/page/"):
        position(url)
        now = timezone.now()
        return WebhookDelivery.objects.create(
            receiver=url, tags=["a"], paths=[path], created=now, next_attempt=now
        )

    return make


def test_what_is_not_taken_is_sent_again_with_its_id_when_its_time_has_come(receiver, made):
    made()
    receiver.answers.extend([(500, {}), (500, {})])

    deliver_webhooks()
    deliver_webhooks()
    first = len(receiver.requests)
    wait(BACK_OFF[0])
    deliver_webhooks()
    wait(BACK_OFF[0])
    second = len(receiver.requests)
    deliver_webhooks()
    not_yet = len(receiver.requests)
    wait(BACK_OFF[1])
    deliver_webhooks()

    assert (first, second, not_yet) == (1, 2, 2)
    assert len({payload["id"] for payload in receiver.payloads}) == 1
    assert len({tuple(payload["tags"]) for payload in receiver.payloads}) == 1
    delivery = WebhookDelivery.objects.get()
    assert (delivery.state, delivery.attempts, delivery.status) == ("taken", 3, 204)


def test_the_times_between_attempts_grow_to_an_hour():
    assert sorted(BACK_OFF) == BACK_OFF
    assert BACK_OFF[-1] == timedelta(hours=1)


def test_an_attempt_after_many_waits_an_hour(receiver, made):
    made()
    WebhookDelivery.objects.update(attempts=40)
    receiver.answers.append((500, {}))

    deliver_webhooks()

    next_attempt = WebhookDelivery.objects.get().next_attempt
    assert next_attempt is not None
    left = next_attempt - timezone.now()
    assert timedelta(minutes=59) < left <= timedelta(hours=1)


def test_redirects_are_not_followed(receiver, made):
    made()
    receiver.answers.append((307, {"Location": receiver.url}))

    deliver_webhooks()

    assert len(receiver.requests) == 1
    assert WebhookDelivery.objects.get().state == "failing"


def test_a_redirect_that_cannot_be_read_is_a_failure(receiver, made):
    made()
    receiver.answers.append((302, {"Location": "http://[::1"}))

    deliver_webhooks()

    delivery = WebhookDelivery.objects.get()
    assert (delivery.delivered, delivery.status) == (None, 302)
    assert delivery.next_attempt is not None


@pytest.mark.parametrize("error", [ValueError, requests.ConnectionError, TimeoutError])
def test_what_an_answer_makes_of_the_client_is_a_failure(receiver, made, monkeypatch, error):
    def fail(*arguments, **options):
        raise error

    monkeypatch.setattr(OutgoingSession, "post", fail)
    made()

    deliver_webhooks()

    delivery = WebhookDelivery.objects.get()
    assert (delivery.delivered, delivery.status) == (None, None)
    assert delivery.error == error.__name__
    assert delivery.next_attempt is not None


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_private_address_is_asked_only_where_the_settings_allow_it(
    receiver, made, settings, host
):
    settings.CMS_WEBHOOK_PRIVATE_ADDRESSES = False
    settings.CMS_WEBHOOK_RECEIVERS = [receiver.url.replace("127.0.0.1", host)]
    made(settings.CMS_WEBHOOK_RECEIVERS[0])

    deliver_webhooks()

    assert receiver.requests == []
    assert WebhookDelivery.objects.get().error == "private address"


def test_a_receiver_that_does_not_answer_is_given_up_in_time(receiver, made, monkeypatch):
    monkeypatch.setattr(sending, "TIMEOUT", (0.2, 0.2))
    made()
    receiver.held.clear()

    outcome = deliver_webhooks()

    assert (outcome.taken, outcome.refused) == (0, 1)
    assert WebhookDelivery.objects.get().error == "ReadTimeout"


def test_a_receiver_that_is_not_there_is_one_that_fails(receiver, made, settings):
    settings.CMS_WEBHOOK_RECEIVERS = ["http://127.0.0.1:1/"]
    made("http://127.0.0.1:1/")

    deliver_webhooks()

    delivery = WebhookDelivery.objects.get()
    assert (delivery.state, delivery.error) == ("failing", "ConnectionError")


def test_a_receiver_that_fails_holds_up_no_other(receiver, made, settings):
    settings.CMS_WEBHOOK_RECEIVERS = ["http://127.0.0.1:1/", receiver.url]
    made("http://127.0.0.1:1/")
    made()

    deliver_webhooks()

    assert [payload["paths"] for payload in receiver.payloads] == [["/fr/page/"]]


def test_nobody_sends_what_another_process_is_sending(receiver, made):
    made()
    claimed = deliveries._next(receiver.url)

    second = deliveries._next(receiver.url)
    wait(LEASE)
    third = deliveries._next(receiver.url)

    assert claimed is not None
    assert second is None
    assert third == claimed


def test_a_receiver_that_is_no_longer_one_gets_nothing(receiver, made, settings):
    made()
    receiver.answers.append((500, {}))
    deliver_webhooks()
    settings.CMS_WEBHOOK_RECEIVERS = []

    wait(BACK_OFF[0])
    deliver_webhooks()

    assert len(receiver.requests) == 1
    assert WebhookDelivery.objects.get().state == "given_up"
    assert not WebhookPosition.objects.exists()


def test_old_deliveries_go_but_what_waits_stays(receiver, made):
    made()
    deliver_webhooks()
    made()
    receiver.answers.append((500, {}))
    deliver_webhooks()
    WebhookDelivery.objects.update(created=timezone.now() - KEPT - timedelta(minutes=1))

    deliver_webhooks()

    assert [delivery.state for delivery in WebhookDelivery.objects.all()] == ["failing"]


def test_what_was_taken_is_sent_again_under_another_id(receiver, made):
    made()
    deliver_webhooks()
    [first] = receiver.payloads

    send_again(WebhookDelivery.objects.get())
    deliver_webhooks()

    second = receiver.payloads[1]
    assert second["id"] != first["id"]
    assert (second["tags"], second["paths"]) == (first["tags"], first["paths"])


def test_what_waits_is_sent_again_under_its_own_id_without_waiting(receiver, made):
    made()
    receiver.answers.append((500, {}))
    deliver_webhooks()

    send_again(WebhookDelivery.objects.get())
    deliver_webhooks()

    assert len({payload["id"] for payload in receiver.payloads}) == 1
    assert WebhookDelivery.objects.get().state == "taken"


def test_the_command_says_what_it_did(receiver, made, capsys):
    made()
    receiver.answers.append((500, {}))

    call_command("deliver_webhooks")

    assert "reçues : 0 ; en échec : 1 ; en attente : 1" in capsys.readouterr().out


def test_the_command_says_that_nobody_is_to_be_told(db, capsys):
    call_command("deliver_webhooks")

    assert "WEBHOOK_RECEIVERS est vide" in capsys.readouterr().out
