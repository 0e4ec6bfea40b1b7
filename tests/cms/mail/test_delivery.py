"""Mail waits in the database, leaves by the worker, and is tried again when it fails."""

import socket
import time
from datetime import timedelta
from email.mime.image import MIMEImage
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives, send_mail
from django.core.mail.backends.locmem import EmailBackend as LocalBackend
from django.db import connection, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from cms.jobs.worker import enqueue_due_work
from cms.mail import smtp
from cms.mail.content import load_message
from cms.mail.delivery import GIVE_UP_AFTER, LEASE, deliver_mail
from cms.mail.models import EmailState, QueuedEmail
from cms.mail.outbox import retry
from iae48.settings import base
from tests.cms.queue import use_queue, work
from tests.dripping import dripping

SMTP = base.CMS_EMAIL_TRANSPORT


@pytest.fixture(autouse=True)
def _queue(settings, db):
    use_queue(settings)


def send(subject="Bonjour", to="camille@exemple.fr"):
    send_mail(subject, "Un secret : https://cms.exemple.fr/lien", None, [to])


def make_due():
    """Let the time of the next attempt come."""
    QueuedEmail.objects.exclude(next_attempt=None).update(next_attempt=timezone.now())


def test_a_message_waits_for_the_worker_and_leaves_once():
    send()
    before = len(mail.outbox)
    work()
    work()

    [message] = mail.outbox
    [row] = QueuedEmail.objects.all()
    assert before == 0
    assert (message.subject, message.to) == ("Bonjour", ["camille@exemple.fr"])
    assert row.state == EmailState.SENT


def test_a_subject_is_one_line_and_no_header():
    send(subject="Titre\r\nBcc: a@exemple.fr\n")
    work()

    [message] = mail.outbox
    assert message.subject == "Titre Bcc: a@exemple.fr"
    assert message.recipients() == ["camille@exemple.fr"]


def test_every_part_of_a_message_arrives():
    message = EmailMultiAlternatives(
        "Objet", "Texte", "de@exemple.fr", ["a@exemple.fr"],
        bcc=["cache@exemple.fr"], cc=["copie@exemple.fr"], reply_to=["reponse@exemple.fr"],
        headers={"X-Essai": "1"},
    )  # fmt: skip
    message.attach_alternative("<p>Texte</p>", "text/html")
    message.attach("liste.csv", "a;é", "text/csv")
    message.attach("page.bin", b"\x00\xff", "application/octet-stream")
    message.attach(MIMEImage(b"GIF89a", "gif"))
    message.send()
    work()

    [sent] = mail.outbox
    parts = [part.get_content_type() for part in sent.message().walk()]
    assert sent.recipients() == ["a@exemple.fr", "copie@exemple.fr", "cache@exemple.fr"]
    assert (sent.from_email, sent.reply_to) == ("de@exemple.fr", ["reponse@exemple.fr"])
    assert sent.extra_headers["X-Essai"] == "1"
    assert parts == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/csv",
        "application/octet-stream", "image/gif",
    ]  # fmt: skip
    assert sent.attachments[1][1] == b"\x00\xff"


def test_after_a_rollback_nothing_is_sent():
    with transaction.atomic():
        send()
        transaction.set_rollback(True)

    work()

    assert mail.outbox == []
    assert not QueuedEmail.objects.exists()


def test_the_text_is_unreadable_in_the_database_and_erased_once_it_left():
    send()
    stored = QueuedEmail.objects.get().content
    with connection.cursor() as cursor:
        cursor.execute("SELECT args_kwargs FROM django_tasks_database_dbtaskresult")
        arguments = str(cursor.fetchall())
    work()

    assert stored
    assert "secret" not in stored
    assert "secret" not in arguments
    assert QueuedEmail.objects.get().content == ""


def test_a_server_that_refuses_connections_costs_an_attempt_and_the_message_leaves_later(
    settings, caplog
):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        settings.EMAIL_PORT = closed.getsockname()[1]
    settings.EMAIL_HOST, settings.CMS_EMAIL_TRANSPORT = "127.0.0.1", SMTP
    send()
    work()
    failed = QueuedEmail.objects.get()
    work()
    settings.CMS_EMAIL_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"
    work()
    early = len(mail.outbox)
    make_due()
    work()
    work()

    assert (failed.state, failed.attempts) == (EmailState.FAILING, 1)
    assert failed.error == "ConnectionRefusedError"
    assert failed.next_attempt
    assert failed.next_attempt > timezone.now()
    assert "was not sent" in caplog.text
    assert early == 0
    assert len(mail.outbox) == 1


def test_a_server_that_hangs_holds_the_worker_for_the_timeout_alone(settings):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.EMAIL_PORT = silent.getsockname()[1]
        settings.EMAIL_HOST, settings.CMS_EMAIL_TRANSPORT = "127.0.0.1", SMTP
        settings.EMAIL_TIMEOUT = 0.3
        send()
        began = time.monotonic()
        work()
        duration = time.monotonic() - began

    # smtplib says the latter of a greeting that does not come.
    assert QueuedEmail.objects.get().error in {"TimeoutError", "SMTPServerDisconnected"}
    assert duration < 5


def test_a_server_that_drips_is_given_up_and_asked_again_later(settings, monkeypatch):
    monkeypatch.setattr(smtp, "WHOLE", 0.4)
    with dripping(piece=b"220-a\r\n", last=b"221 b\r\n", greets=True) as slow:
        settings.EMAIL_PORT = slow.port
        settings.EMAIL_HOST, settings.CMS_EMAIL_TRANSPORT = "127.0.0.1", SMTP
        send()
        work()

        assert slow.gone.wait(5), "the connection stays open"

    row = QueuedEmail.objects.get()
    assert (row.state, row.error) == (EmailState.FAILING, "TimeoutError")


def test_each_failure_waits_longer_and_the_last_one_erases_the_text(settings):
    settings.CMS_EMAIL_TRANSPORT = f"{__name__}.BrokenBackend"
    send()
    waits = []
    for _ in range(3):
        make_due()
        deliver_mail(QueuedEmail.objects.get().pk)
        due_at = QueuedEmail.objects.get().next_attempt
        assert due_at
        waits.append(due_at - timezone.now())
    created = timezone.now() - GIVE_UP_AFTER - timedelta(minutes=1)
    QueuedEmail.objects.update(created=created)
    make_due()
    deliver_mail(QueuedEmail.objects.get().pk)

    row = QueuedEmail.objects.get()
    assert [round(wait / timedelta(minutes=1)) for wait in waits] == [1, 5, 15]
    assert (row.state, row.content, row.next_attempt) == (EmailState.GIVEN_UP, "", None)


def test_an_address_that_the_server_refuses_for_good_is_given_up_at_once(settings):
    settings.CMS_EMAIL_TRANSPORT = f"{__name__}.RefusingBackend"
    send(to="personne@exemple.fr")
    work()

    row = QueuedEmail.objects.get()
    assert (row.state, row.error) == (EmailState.GIVEN_UP, "SMTPRecipientsRefused 550")


def test_a_message_is_not_sent_by_two_workers(settings):
    settings.CMS_EMAIL_TRANSPORT = f"{__name__}.SecondWorkerBackend"
    send()
    work()

    assert len(mail.outbox) == 1


def test_what_a_killed_worker_was_sending_is_sent_after_its_lease():
    send()
    row = QueuedEmail.objects.get()
    QueuedEmail.objects.update(next_attempt=timezone.now() + LEASE, attempts=1)
    work()
    early = len(mail.outbox)
    QueuedEmail.objects.update(next_attempt=timezone.now() - timedelta(seconds=1))
    enqueue_due_work()
    work()

    row.refresh_from_db()
    assert early == 0
    assert row.state == EmailState.SENT
    assert len(mail.outbox) == 1


def test_a_message_whose_task_is_lost_leaves_after_the_lease():
    send()
    DBTaskResult.objects.all().delete()
    enqueue_due_work()
    early = DBTaskResult.objects.count()
    QueuedEmail.objects.update(created=timezone.now() - LEASE - timedelta(seconds=1))
    enqueue_due_work()
    work()

    assert (early, len(mail.outbox)) == (0, 1)


def test_what_left_is_not_sent_again():
    send()
    work()
    retry(QueuedEmail.objects.get())
    work()

    row = QueuedEmail.objects.get()
    assert len(mail.outbox) == 1
    assert (row.state, row.error, row.next_attempt) == (EmailState.SENT, "", None)


def test_each_attempt_sends_the_same_identifier_and_date():
    send()
    content = QueuedEmail.objects.get().content

    first, again = load_message(content).message(), load_message(content).message()

    assert first["Message-ID"] == again["Message-ID"]
    assert first["Date"] == again["Date"] == load_message(content).extra_headers["Date"]


def test_a_header_with_a_line_break_is_refused_before_anything_is_stored():
    with pytest.raises(ValueError, match="newline"):
        send(to="a@exemple.fr\nBcc: b@exemple.fr")

    assert not QueuedEmail.objects.exists()


def test_old_rows_leave_the_list():
    send()
    work()
    QueuedEmail.objects.update(created=timezone.now() - timedelta(days=31))

    enqueue_due_work()

    assert not QueuedEmail.objects.exists()


class BrokenBackend(LocalBackend):
    """A mail server that takes nothing."""

    def send_messages(self, messages):
        raise ConnectionResetError("reset")


class RefusingBackend(LocalBackend):
    """A mail server that does not know the address."""

    def send_messages(self, messages):
        raise SMTPRecipientsRefused({"personne@exemple.fr": (550, b"unknown")})


class SecondWorkerBackend(LocalBackend):
    """A mail server during whose work a second worker comes to the same message."""

    def send_messages(self, messages):
        assert deliver_mail(QueuedEmail.objects.get().pk) is False
        return super().send_messages(messages)
