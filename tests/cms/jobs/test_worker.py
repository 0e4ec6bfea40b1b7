"""The worker, what it recovers, and how people learn that none runs."""

import signal
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.core.mail import send_mail
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from cms.images.tasks import prepare_image
from cms.jobs.signals import work_due
from cms.jobs.worker import ABANDONED_AFTER, FAILED_FOR, SUCCESSFUL_FOR, Worker, enqueue_due_work
from cms.mail.models import QueuedEmail
from tests.cms.queue import connection_stays_open, use_queue, work
from tests.factories import UserFactory


@pytest.fixture(autouse=True)
def _queue(settings, db):
    use_queue(settings)


def make_old(**ages):
    """Set times of the one task so far back."""
    now = timezone.now()
    DBTaskResult.objects.update(**{name: now - age for name, age in ages.items()})


def statuses():
    return [row.status for row in DBTaskResult.objects.all()]


def test_a_task_waits_for_the_worker():
    prepare_image.enqueue(404)
    before = statuses()

    work()

    assert (before, statuses()) == ([TaskResultStatus.READY], [TaskResultStatus.SUCCESSFUL])


def test_the_command_does_what_waits_and_ends():
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    prepare_image.enqueue(404)
    try:
        with connection_stays_open():
            call_command("run_worker", "--once")
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)

    assert statuses() == [TaskResultStatus.SUCCESSFUL]


def test_a_worker_that_is_stopped_begins_no_other_task():
    prepare_image.enqueue(404)
    worker = Worker()

    worker.stop()
    with connection_stays_open():
        worker.work()

    assert statuses() == [TaskResultStatus.READY]


def test_what_a_killed_worker_left_is_done_again():
    prepare_image.enqueue(404)
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING)
    make_old(started_at=ABANDONED_AFTER - timedelta(minutes=1))
    work()
    early = statuses()
    make_old(started_at=ABANDONED_AFTER + timedelta(minutes=1))
    work()

    assert (early, statuses()) == ([TaskResultStatus.RUNNING], [TaskResultStatus.SUCCESSFUL])


@pytest.mark.parametrize(
    ("status", "age"),
    [(TaskResultStatus.SUCCESSFUL, SUCCESSFUL_FOR), (TaskResultStatus.FAILED, FAILED_FOR)],
)
def test_finished_tasks_are_deleted_after_their_time(status, age):
    prepare_image.enqueue(404)
    DBTaskResult.objects.update(status=status)
    make_old(finished_at=age - timedelta(minutes=1))
    enqueue_due_work()
    early = DBTaskResult.objects.count()
    make_old(finished_at=age + timedelta(minutes=1))
    enqueue_due_work()

    assert (early, DBTaskResult.objects.count()) == (1, 0)


def test_a_receiver_that_fails_stops_no_other(caplog):
    def fail(**kwargs):
        raise LookupError("broken")

    work_due.connect(fail)
    try:
        prepare_image.enqueue(404)
        work()
    finally:
        work_due.disconnect(fail)

    assert statuses() == [TaskResultStatus.SUCCESSFUL]
    assert "broken" in caplog.text


def test_a_database_that_is_away_ends_no_worker(monkeypatch, caplog):
    rounds = []

    def fail(worker):
        rounds.append(worker)
        raise OperationalError("gone")

    monkeypatch.setattr(Worker, "_work_a_round", fail)
    work()

    assert len(rounds) == 1
    assert "The database can't be reached" in caplog.text


# --- No worker -----------------------------------------------------------------------------------


def test_monitoring_learns_that_no_worker_runs(client):
    prepare_image.enqueue(404)
    fresh = client.get(reverse("worker_health"))
    make_old(enqueued_at=timedelta(minutes=6))
    stalled = client.get(reverse("worker_health"))
    serving = client.get(reverse("health"))
    work()

    assert (fresh.status_code, fresh.content) == (200, b"ok")
    assert stalled.status_code == 503
    assert b"run_worker" in stalled.content
    assert serving.status_code == 200
    assert client.get(reverse("worker_health")).status_code == 200


def test_monitoring_learns_that_mail_to_be_sent_again_waits(client):
    due = timezone.now() - timedelta(minutes=6)
    QueuedEmail.objects.create(
        recipients="a@exemple.fr", subject="S", content="", created=due, next_attempt=due
    )

    assert client.get(reverse("worker_health")).status_code == 503


def test_mail_that_waits_for_the_worker_is_enqueued_once():
    send_mail("Essai", "Corps", None, ["a@exemple.fr"])
    QueuedEmail.objects.update(attempts=1)

    enqueue_due_work()
    enqueue_due_work()

    assert DBTaskResult.objects.count() == 1


@pytest.fixture
def as_person(client, site):
    """Return a function that logs somebody in who has these rights."""

    def log_in(*codenames):
        user = UserFactory()
        user.user_permissions.set(
            Permission.objects.filter(codename__in=["access_admin", *codenames])
        )
        client.force_login(user)
        return client

    return log_in


def test_administrators_learn_that_no_worker_runs_and_others_do_not(as_person):
    prepare_image.enqueue(404)
    make_old(enqueued_at=timedelta(minutes=6))
    home = reverse("wagtailadmin_home")

    shown = as_person("view_queuedemail").get(home).content.decode()
    hidden = as_person().get(home).content.decode()

    assert "run_worker" in shown
    assert "run_worker" not in hidden


def test_the_list_shows_what_fails_without_its_text(as_person):
    row = QueuedEmail.objects.create(
        recipients="camille@exemple.fr", subject="Votre accès", content="chiffré",
        created=timezone.now(), next_attempt=timezone.now() + timedelta(hours=1), attempts=2,
        error="ConnectionRefusedError",
    )  # fmt: skip

    page = as_person("view_queuedemail").get(reverse("queued_emails")).content.decode()
    home = as_person("view_queuedemail").get(reverse("wagtailadmin_home")).content.decode()
    refused = as_person().get(reverse("queued_emails"))

    assert "camille@exemple.fr" in page
    assert "serveur de courrier injoignable" in page
    assert "En échec, sera renvoyé" in page
    assert "chiffré" not in page
    assert reverse("queued_email_retry", args=[row.pk]) not in page
    assert "1 courriel n’a pas pu partir." in home
    assert refused.url == reverse("wagtailadmin_home")


def test_the_number_of_queries_of_the_list_does_not_grow(as_person, django_assert_num_queries):
    def add(count):
        QueuedEmail.objects.bulk_create(
            QueuedEmail(recipients="a@exemple.fr", subject="S", content="", created=timezone.now())
            for _ in range(count)
        )

    client = as_person("view_queuedemail")
    add(1)
    client.get(reverse("queued_emails"))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("queued_emails"))
    add(15)

    with django_assert_num_queries(len(one)):
        client.get(reverse("queued_emails"))
