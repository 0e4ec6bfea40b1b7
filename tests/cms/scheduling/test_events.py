"""What is due, what a run does once, and what it leaves as it is."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone, translation
from wagtail.models import PageLogEntry, Revision

from cms.models import ScheduleFailure
from cms.scheduling.events import Event, EventKind, due_publications, due_withdrawals
from cms.scheduling.failures import describe, failures_of, forget_settled, note_failure
from home.models import ContentPage
from tests.cms.scheduling.test_publish_scheduled import live, reload
from tests.factories import ContentPageFactory, NetworkFactory


def expiring(row, **delta):
    """Set when a live row expires, and return it."""
    expire_at = timezone.now() + timedelta(**delta)
    type(row).objects.filter(pk=row.pk).update(expire_at=expire_at)
    return reload(row)


@pytest.fixture
def withdrawal(editor):
    """Return the event of a live page whose last day has passed."""
    expiring(live(ContentPageFactory, title="Vieille"), minutes=-1)
    [event] = due_withdrawals()
    return event


def test_what_expires_later_stays_and_what_expired_is_told_once(editor, publish_scheduled):
    later = expiring(live(ContentPageFactory, title="Plus tard"), hours=1)
    due = expiring(live(ContentPageFactory, title="À retirer"), minutes=-1)
    drafts = [factory() for factory in (ContentPageFactory, NetworkFactory)]
    for draft in drafts:
        type(draft).objects.filter(pk=draft.pk).update(live=False)
        expiring(draft, minutes=-1)

    _status, written = publish_scheduled(dryrun=True)
    publish_scheduled()

    assert written.count("À retirer") == 1
    assert "1 à faire ; rien n’est changé." in written
    assert (reload(later).live, reload(due).live) == (True, False)


def test_a_publication_that_is_put_off_meanwhile_is_left_alone(schedule):
    page = live(ContentPageFactory, introduction="Avant.")
    revision = schedule(page, introduction="Après.")
    [event] = due_publications()
    in_an_hour = timezone.now() + timedelta(hours=1)
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=in_an_hour)

    assert not event.carry_out()
    assert reload(page).introduction == "Avant."


@pytest.mark.parametrize("change", [{"live": False}, {"expire_at": None}])
def test_a_withdrawal_that_has_no_object_any_more_is_left_alone(withdrawal, change):
    ContentPage.objects.filter(pk=withdrawal.object_id).update(**change)

    assert not withdrawal.carry_out()
    assert not ContentPage.objects.get(pk=withdrawal.object_id).expired


def test_a_withdrawal_is_in_the_history_as_scheduled(withdrawal):
    assert withdrawal.carry_out()

    actions = PageLogEntry.objects.filter(page=withdrawal.object_id)
    assert actions.filter(action="wagtail.unpublish.scheduled").count() == 1


def test_of_two_publications_with_one_slug_the_older_one_takes_place(schedule, publish_scheduled):
    second, first = (live(ContentPageFactory, title=title) for title in ("Deux", "Un"))
    schedule(second, minutes_ago=1, slug="agenda")
    schedule(first, minutes_ago=9, slug="agenda")

    publish_scheduled()

    assert (reload(first).slug, reload(second).slug) == ("agenda", "deux")


def test_a_version_of_a_model_that_is_gone_leaves_no_schedule_behind(site, publish_scheduled):
    gone = ContentType.objects.create(app_label="ancienne", model="fiche")
    now = timezone.now()
    [version] = Revision.objects.bulk_create(
        [
            Revision(
                content_type=gone,
                base_content_type=gone,
                object_id="1",
                content={},
                created_at=now,
                approved_go_live_at=now - timedelta(minutes=1),
            )
        ]
    )

    assert publish_scheduled()[0] == 0
    version.refresh_from_db()
    assert version.approved_go_live_at is None


def test_a_withdrawal_that_fails_is_tried_once_a_run(withdrawal, publish_scheduled, monkeypatch):
    def fail(*_args, **_kwargs):
        raise ValidationError("Rien ne va.")

    monkeypatch.setattr(ContentPage, "unpublish", fail)

    publish_scheduled()

    failure = ScheduleFailure.objects.get()
    assert (failure.event, failure.attempts, failure.reason) == ("unpublish", 1, "Rien ne va.")


def test_a_new_reason_and_a_new_date_are_new_failures(withdrawal):
    first, second = ValidationError("Un."), ValidationError("Deux.")
    later = replace(withdrawal, due_at=withdrawal.due_at + timedelta(hours=1))

    told = [
        note_failure(event, error)
        for event, error in (
            (withdrawal, first),
            (withdrawal, first),
            (withdrawal, second),
            (later, second),
        )
    ]

    assert told == [("Un.", True), ("Un.", False), ("Deux.", True), ("Deux.", True)]
    assert ScheduleFailure.objects.get().attempts == 4


def test_a_failure_of_what_is_gone_meanwhile_is_told_nobody(withdrawal, mailoutbox):
    gone = replace(withdrawal, object_id="481516")

    assert note_failure(gone, ValidationError({"title": "Trop long."})) == (
        "title : Trop long.",
        True,
    )
    assert mailoutbox == []


def test_a_reason_is_in_the_language_of_the_admin(withdrawal):
    with translation.override("en"):
        reason, _is_new = note_failure(withdrawal, IntegrityError())

    assert reason.startswith("Une valeur qui doit être unique est déjà prise")


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (ValidationError(["Un.", "Deux."]), "Un. Deux."),
        (ValidationError({"title": "Trop long.", "__all__": "Tout."}), "Titre : Trop long.\nTout."),
        (ValidationError({"inconnu": "Rien."}), "inconnu : Rien."),
        (RuntimeError("/srv/secret"), "Une erreur technique l’empêche"),
        (IntegrityError("UNIQUE cms_page.slug"), "Une valeur qui doit être unique est déjà prise"),
    ],
)
def test_a_reason_is_told_in_words(error, reason):
    told = describe(error, ContentPage())

    assert told.startswith(reason)
    assert "secret" not in told
    assert "cms_page" not in told


def test_failures_are_those_of_one_row(editor, withdrawal):
    page = ContentPage.objects.get(pk=withdrawal.object_id)
    other, network = live(ContentPageFactory), live(NetworkFactory, pk=page.pk)
    note_failure(withdrawal, ValidationError("Non."))

    assert [len(failures_of(row)) for row in (page, other, network)] == [1, 0, 0]


def test_a_failure_of_a_publication_outlives_a_withdrawal_and_no_cancellation(schedule):
    page = live(ContentPageFactory)
    revision = schedule(page)
    [publication] = due_publications()
    withdrawal = replace(publication, kind=EventKind.UNPUBLISH, revision_id=None)
    for event in (publication, withdrawal):
        note_failure(event, ValidationError("Non."))

    forget_settled([withdrawal])
    kept = list(failures_of(page).values_list("event", flat=True))
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=None)

    assert kept == ["publish"]
    assert not failures_of(page).exists()


def test_an_event_of_a_row_that_is_gone_loads_nothing(editor):
    page = ContentPageFactory()
    event = Event(EventKind.PUBLISH, timezone.now(), page.get_base_content_type().pk, "481516", "x")

    assert event.load() is None
