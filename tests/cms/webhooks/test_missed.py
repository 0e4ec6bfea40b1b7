"""A receiver that was away, or that nobody knows well enough, misses nothing."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Page

from cms.changes import tags
from cms.models import Change, WebhookDelivery, WebhookPosition
from cms.webhooks.delivery import BACK_OFF, deliver_webhooks
from tests.cms.webhooks.conftest import wait
from tests.factories import ContentPageFactory

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def page(told, home):
    """Return a page that was changed without anybody having been told."""
    page = ContentPageFactory(parent=home, slug="page")
    told.requests.clear()
    WebhookDelivery.objects.all().delete()
    change(page, "Une")
    return page


def change(page, title):
    Page.objects.filter(pk=page.pk).update(title=title)


def test_what_comes_while_a_receiver_is_away_is_told_at_once_when_it_is_back(told, page, home):
    other = ContentPageFactory(parent=home, slug="autre")
    told.requests.clear()
    WebhookDelivery.objects.all().delete()
    change(page, "Trois")
    told.answers.append((503, {}))
    deliver_webhooks()
    change(other, "Quatre")
    deliver_webhooks()
    change(page, "Cinq")
    deliver_webhooks()

    wait(BACK_OFF[0])
    deliver_webhooks()

    failed, again, later = told.payloads
    assert failed["id"] == again["id"] != later["id"]
    assert (again["paths"], later["paths"]) == (["/fr/page/"], ["/fr/autre/", "/fr/page/"])


def test_who_may_have_missed_changes_is_told_that_everything_has_changed(told, page):
    deliver_webhooks()
    moment = WebhookPosition.objects.get().moment
    told.requests.clear()
    change(page, "Deux")
    WebhookPosition.objects.update(at=timezone.now() - timedelta(days=9))
    deliver_webhooks()
    # One that another database was told of: this one is from a backup.
    later = "999999999:999999999:" if ":" in moment else "999999999"
    WebhookPosition.objects.update(moment=later)
    change(page, "Trois")
    deliver_webhooks()

    everything = tags.public(tags.EVERYTHING)
    assert [everything in payload["tags"] for payload in told.payloads] == [True, True]


def test_who_has_seen_the_oldest_line_of_the_log_has_missed_nothing(told, page):
    deliver_webhooks()
    told.requests.clear()
    long_ago = timezone.now() - timedelta(days=9)
    Change.objects.filter(pk=Change.objects.earliest("pk").pk).update(
        at=long_ago - timedelta(days=1)
    )
    WebhookPosition.objects.update(at=long_ago)
    change(page, "Deux")

    deliver_webhooks()

    assert [payload["paths"] for payload in told.payloads] == [["/fr/page/"]]
