"""What fails at its time keeps its schedule and its reason, and stops nothing else."""

import threading
from datetime import timedelta

import pytest
from django.db import OperationalError, connection, connections
from django.utils import timezone
from wagtail.models import PageLogEntry
from wagtail.signals import page_published

from cms.models import ScheduleFailure
from cms.scheduling import events
from cms.scheduling.running import run
from home.models import ContentPage
from networks.models import Network
from tests.factories import ContentPageFactory, NetworkFactory, StructurePageFactory, siret_number


def reload(row):
    return type(row).objects.get(pk=row.pk)


def live(factory, **values):
    row = factory(**values)
    row.save_revision().publish()
    return reload(row)


@pytest.fixture
def taken(schedule):
    """Return a page whose slug was taken by another page since it was scheduled."""
    page = live(ContentPageFactory, title="Nouvelle")
    schedule(page, slug="contact")
    ContentPageFactory(title="Contact", slug="contact")
    return reload(page)


def test_what_can_be_published_is_published_whatever_fails_before_it(
    taken, schedule, publish_scheduled
):
    other = live(ContentPageFactory, introduction="Avant.")
    network = live(NetworkFactory)
    schedule(other, introduction="Après.")
    schedule(network, summary="Après.")

    status, written = publish_scheduled()

    assert (reload(other).introduction, reload(network).summary) == ("Après.", "Après.")
    assert reload(taken).slug == "nouvelle"
    assert status == 1
    assert "« contact »" in written or "contact" in written
    assert "Publications : 2 ; dépublications : 0 ; échecs : 1." in written


def test_what_fails_keeps_its_schedule_and_its_reason(taken, publish_scheduled):
    publish_scheduled()

    failure = ScheduleFailure.objects.get()
    assert reload(taken).approved_schedule
    assert failure.object_id == str(taken.pk)
    assert "contact" in failure.reason
    assert failure.attempts == 1


def test_its_editor_gets_one_message_and_the_command_fails_once(
    taken, publish_scheduled, editor, mailoutbox
):
    runs = [publish_scheduled() for _ in range(3)]

    [message] = mailoutbox
    assert message.to == [editor.email]
    assert "Nouvelle" in message.subject
    assert ScheduleFailure.objects.get().reason in message.body
    assert f"/admin/pages/{taken.pk}/edit/" in message.body
    assert [status for status, _written in runs] == [1, 0, 0]
    assert [bool(written) for _status, written in runs] == [True, False, False]


def test_a_mail_server_that_is_away_stops_nothing(taken, schedule, publish_scheduled, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 9
    other = live(ContentPageFactory, introduction="Avant.")
    schedule(other, introduction="Après.")

    publish_scheduled()

    assert reload(other).introduction == "Après."
    assert ScheduleFailure.objects.exists()


def test_it_is_published_as_soon_as_its_reason_is_gone(taken, publish_scheduled):
    publish_scheduled()
    ContentPage.objects.filter(slug="contact").update(slug="nous-ecrire")

    status, _written = publish_scheduled()

    assert status == 0
    assert reload(taken).slug == "contact"
    assert not ScheduleFailure.objects.exists()


def test_a_schedule_that_is_cancelled_takes_its_failure_away(taken, publish_scheduled):
    publish_scheduled()
    taken.revisions.update(approved_go_live_at=None)

    publish_scheduled()

    assert not ScheduleFailure.objects.exists()


def test_a_snippet_that_would_be_a_double_fails_alone(schedule, publish_scheduled):
    network = live(NetworkFactory, name="Coorace", slug="coorace")
    other = live(NetworkFactory, name="Autre", slug="autre")
    schedule(network, slug="federation")
    schedule(other, name="Autre nom")
    NetworkFactory(name="Fédération", slug="federation")

    status, _written = publish_scheduled()

    assert status == 1
    assert Network.objects.get(pk=network.pk).slug == "coorace"
    failure = ScheduleFailure.objects.get()
    assert failure.content_object == network
    assert failure.reason == "Un autre réseau porte déjà cet identifiant."
    assert reload(other).name == "Autre nom"


def test_a_snippet_that_no_form_would_take_is_not_published(schedule, publish_scheduled):
    network = live(NetworkFactory, founded_year=1985)
    schedule(network, founded_year=85)

    publish_scheduled()

    assert reload(network).founded_year == 1985
    assert "quatre chiffres" in ScheduleFailure.objects.get().reason


def test_a_sheet_whose_siret_was_taken_fails_with_the_reason(
    directory, schedule, publish_scheduled
):
    sheet = live(StructurePageFactory, siret="")
    schedule(sheet, siret=siret_number(7))
    StructurePageFactory(siret=siret_number(7), kind=sheet.kind)

    publish_scheduled()

    assert "SIRET" in ScheduleFailure.objects.get().reason
    assert reload(sheet).siret == ""


def test_a_fault_of_the_program_stops_no_other_page(taken, schedule, publish_scheduled, caplog):
    broken, other = (live(ContentPageFactory, title=title) for title in ("Cassée", "Bonne"))
    schedule(broken, minutes_ago=9, introduction="Après.")
    schedule(other, introduction="Après.")

    def fail(instance, **_kwargs):
        if instance.pk == broken.pk:
            raise RuntimeError

    page_published.connect(fail)
    try:
        status, _written = publish_scheduled()
    finally:
        page_published.disconnect(fail)

    assert status == 1
    assert (reload(broken).introduction, reload(other).introduction) == ("", "Après.")
    assert reload(broken).approved_schedule
    reasons = ScheduleFailure.objects.values_list("reason", flat=True)
    assert any("erreur technique" in reason for reason in reasons)


@pytest.mark.parametrize("number", [2, 3])
def test_pages_that_take_one_anothers_slugs_are_published_together(
    schedule, publish_scheduled, number
):
    pages = [live(ContentPageFactory, title=f"Page {n}", slug=f"page-{n}") for n in range(number)]
    child = ContentPageFactory(parent=pages[0], slug="dessous")
    for n, page in enumerate(pages):
        schedule(page, slug=f"page-{(n + 1) % number}")

    status, _written = publish_scheduled()

    assert status == 0
    assert [reload(page).slug for page in pages] == [
        f"page-{(n + 1) % number}" for n in range(number)
    ]
    assert reload(pages[0]).url_path.endswith("/page-1/")
    assert reload(child).url_path.endswith("/page-1/dessous/")
    assert not ScheduleFailure.objects.exists()


def test_pages_that_take_one_anothers_slugs_stay_as_they_are_where_one_fails(
    schedule, publish_scheduled
):
    first, second = (live(ContentPageFactory, slug=slug) for slug in ("un", "deux"))
    schedule(first, slug="deux", title="Un")
    schedule(second, slug="un", title="")

    status, _written = publish_scheduled()

    assert status == 1
    assert (reload(first).slug, reload(second).slug) == ("un", "deux")
    assert reload(first).title != "Un"
    assert ScheduleFailure.objects.count() == 2


def test_what_is_published_after_its_last_day_is_withdrawn_at_once(schedule, publish_scheduled):
    page = live(ContentPageFactory, introduction="Avant.")
    schedule(page, minutes_ago=9, introduction="Après.", expire_at=timezone.now())

    publish_scheduled()

    assert (reload(page).introduction, reload(page).live) == ("Après.", False)


def test_a_page_that_waits_for_the_slug_of_another_one_is_published_after_it(
    schedule, publish_scheduled, mailoutbox
):
    first, second = (live(ContentPageFactory, slug=slug) for slug in ("un", "deux"))
    schedule(first, minutes_ago=9, slug="deux")
    schedule(second, minutes_ago=1, slug="trois")

    status, _written = publish_scheduled()

    assert status == 0
    assert (reload(first).slug, reload(second).slug) == ("deux", "trois")
    assert mailoutbox == []


def test_what_expires_is_withdrawn_and_keeps_the_publication_that_is_to_come(
    schedule, publish_scheduled
):
    page = live(ContentPageFactory)
    later = schedule(page, introduction="Plus tard.")
    in_an_hour = timezone.now() + timedelta(hours=1)
    type(later).objects.filter(pk=later.pk).update(approved_go_live_at=in_an_hour)
    network = live(NetworkFactory)
    for row in (page, network):
        type(row).objects.filter(pk=row.pk).update(expire_at=timezone.now() - timedelta(minutes=1))

    status, written = publish_scheduled()

    assert status == 0
    assert [(row.live, row.expired) for row in map(reload, (page, network))] == [(False, True)] * 2
    assert reload(page).scheduled_revision == later
    assert "dépublications : 2" in written


def test_a_dry_run_changes_nothing(taken, publish_scheduled):
    status, written = publish_scheduled(dryrun=True)

    assert status == 0
    assert "Nouvelle" in written
    assert not ScheduleFailure.objects.exists()


def test_nothing_is_written_when_nothing_is_due(site, publish_scheduled):
    assert publish_scheduled() == (0, "")


def test_a_page_that_is_gone_leaves_no_schedule_behind(schedule, publish_scheduled):
    page = live(ContentPageFactory)
    revision = schedule(page, introduction="Après.")
    type(revision).objects.filter(pk=revision.pk).update(object_id="999999")

    assert publish_scheduled()[0] == 0
    revision.refresh_from_db()
    assert revision.approved_go_live_at is None


def test_a_database_that_is_away_is_no_fault_of_the_page(
    schedule, publish_scheduled, monkeypatch, mailoutbox
):
    schedule(live(ContentPageFactory), introduction="Après.")

    def fail(event):
        raise OperationalError

    monkeypatch.setattr(events.Event, "carry_out", fail)

    assert publish_scheduled()[0] == 1
    assert not ScheduleFailure.objects.exists()
    assert mailoutbox == []


def test_an_event_that_another_run_has_carried_out_is_left_alone(schedule):
    page = live(ContentPageFactory)
    schedule(page, introduction="Après.")
    [event] = events.due_publications()

    assert event.carry_out()
    assert not event.carry_out()
    published = PageLogEntry.objects.filter(page=page, action="wagtail.publish.scheduled")
    assert published.count() == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_two_runs_at_once_publish_once(schedule):
    pages = [live(ContentPageFactory, slug=f"page-{n}") for n in range(3)]
    for page in pages:
        schedule(page, introduction="Après.")
    start = threading.Barrier(2)
    outcomes = []

    def run_here():
        try:
            start.wait()
            outcomes.append(run())
        finally:
            connections.close_all()

    runs = [threading.Thread(target=run_here) for _ in range(2)]
    for each in runs:
        each.start()
    for each in runs:
        each.join()

    for page in pages:
        entries = PageLogEntry.objects.filter(page=page, action="wagtail.publish.scheduled")
        assert entries.count() == 1
        assert reload(page).introduction == "Après."
    assert sum(len(outcome.done) for outcome in outcomes) == len(pages)
    assert not any(outcome.failed for outcome in outcomes)
