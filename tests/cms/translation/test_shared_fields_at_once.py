"""A translation that is saved while its source is published has the new facts."""

import threading

import pytest
from django.db import connection, transaction

from networks.models import Network
from tests.cms.translation.shared_fields import latest, make, republish, translate

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time"),
]


def test_a_draft_that_is_saved_meanwhile_waits_for_the_facts(english):
    network = make(Network)
    translation = republish(translate(network, english))
    has_written, has_begun = threading.Event(), threading.Event()

    def publish_slowly():
        with transaction.atomic():
            republish(network, website="https://neuf.exemple.fr/")
            has_written.set()
            has_begun.wait(10)
            # The draft waits for this one: it cannot tell when it does.
            threading.Event().wait(0.3)
        connection.close()

    def save_draft():
        has_begun.set()
        translation.summary = "A draft."
        translation.save_revision()
        connection.close()

    publication, draft = (threading.Thread(target=each) for each in (publish_slowly, save_draft))
    publication.start()
    has_written.wait(10)
    draft.start()
    for thread in (publication, draft):
        thread.join(20)

    after = latest(translation)
    assert (after.summary, after.website) == ("A draft.", "https://neuf.exemple.fr/")
