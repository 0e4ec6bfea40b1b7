"""The admin's list of deliveries."""

from datetime import UTC, datetime
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from cms.models import WebhookDelivery
from tests.factories import UserFactory

RECEIVER = "https://www.exemple.fr/hooks/cms?key=secret"


@pytest.fixture
def delivery(db):
    """Return a delivery that was not taken."""
    now = timezone.now()
    return WebhookDelivery.objects.create(
        receiver=RECEIVER, tags=["a", "b"], paths=[f"/fr/page-{n}/" for n in range(5)],
        created=now, next_attempt=now, attempts=3, status=503,
    )  # fmt: skip


@pytest.fixture
def admin(client, db):
    """Return the client of an administrator."""
    client.force_login(UserFactory(superuser=True))
    return client


def test_an_administrator_sees_what_was_sent_and_no_secret(admin, delivery, site):
    WebhookDelivery.objects.update(next_attempt=datetime(2099, 2, 1, 12, 30, tzinfo=UTC))
    WebhookDelivery.objects.create(
        receiver=RECEIVER, tags=[], paths=[], created=timezone.now(), error="ConnectionError"
    )

    text = unescape(admin.get(reverse("webhook_deliveries")).content.decode())

    assert "En échec, sera renvoyée" in text
    assert "https://www.exemple.fr" in text
    assert "503" in text
    assert "01/02/2099 13:30" in text
    assert "injoignable" in text
    assert "/fr/page-0/, /fr/page-1/, /fr/page-2/, + 2, 2 étiquettes" in text
    assert "hooks/cms" not in text
    assert "key=secret" not in text


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_button_sends_it_again_after_the_answer(told, admin, delivery):
    WebhookDelivery.objects.update(receiver=told.url, next_attempt=timezone.now())
    url = reverse("webhook_delivery_again", args=[delivery.pk])

    response = admin.post(url)

    assert (response.status_code, response.url) == (302, reverse("webhook_deliveries"))
    assert [payload["id"] for payload in told.payloads] == [str(delivery.pk)]


def test_a_get_sends_nothing(admin, delivery):
    url = reverse("webhook_delivery_again", args=[delivery.pk])

    assert admin.get(url).status_code == 405


@pytest.mark.parametrize("person", [{"moderator": True}, {"editor": True}])
def test_who_has_no_right_to_it_sees_and_sends_nothing(client, delivery, site, person):
    client.force_login(UserFactory(**person))
    again = reverse("webhook_delivery_again", args=[delivery.pk])

    seen = client.get(reverse("webhook_deliveries"))
    results = client.get(reverse("webhook_deliveries_results"))
    sent = client.post(again)

    assert [response.status_code for response in (seen, results, sent)] == [302, 302, 302]
    assert b"503" not in seen.content + results.content
    assert str(reverse("webhook_deliveries")) not in client.get("/admin/").content.decode()
    delivery.refresh_from_db()
    assert delivery.attempts == 3
