"""Kept answers ask the database over a connection of each thread's own."""

import threading
import time

import pytest
from django.db import OperationalError, connection
from wagtail.models import Page

from cms.changes import log, postgres_snapshot
from cms.changes.log import Moment

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no such snapshots"),
]


@pytest.fixture(autouse=True)
def _new_connection():
    postgres_snapshot.close()
    yield
    postgres_snapshot.close()


def own_process():
    """Return the server's process that this thread's connection talks to."""
    assert postgres_snapshot._thread.pgconn is not None
    return postgres_snapshot._thread.pgconn.backend_pid


def is_connected(pid):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE pid = %s", [pid])
        return cursor.fetchone()[0] == 1


def test_the_log_is_read_only_after_something_was_written(home, monkeypatch):
    asked = []
    since = postgres_snapshot.since

    def noted(*known):
        asked.append(known)
        return since(*known)

    monkeypatch.setattr(postgres_snapshot, "since", noted)
    begin = Moment(postgres_snapshot.current())

    assert log.changed_since(begin) == (begin, [])
    assert asked == []

    Page.objects.filter(pk=home.pk).update(title="Autre")
    now, changed = log.changed_since(begin)

    assert now != begin
    assert changed is not None
    assert f"page:{home.pk}.title" in changed
    assert log.changed_since(now) == (now, [])
    assert len(asked) == 1


def test_too_many_changes_are_not_told(home, monkeypatch):
    monkeypatch.setattr(log, "MAX_TAGS", 1)
    begin = Moment(postgres_snapshot.current())
    Page.objects.filter(pk=home.pk).update(title="Autre", slug="autre")

    assert log.changed_since(begin)[1] is None


def test_a_connection_that_the_server_ended_is_replaced(db):
    postgres_snapshot.current()
    pid = own_process()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])

    assert postgres_snapshot.current()
    assert own_process() != pid


def test_a_database_that_is_gone_is_told(monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "HOST", "127.0.0.1")
    monkeypatch.setitem(connection.settings_dict, "PORT", "1")

    with pytest.raises(OperationalError):
        postgres_snapshot.current()


def test_a_threads_connection_ends_with_it(db):
    pids = []

    def ask():
        postgres_snapshot.current()
        pids.append(own_process())

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    deadline = time.monotonic() + 5
    while is_connected(pids[0]) and time.monotonic() < deadline:
        time.sleep(0.05)

    assert not is_connected(pids[0])
