"""Who is told that something was not published at its time, and in which words."""

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.log_actions import log

from cms.models import User
from cms.scheduling.events import Event, EventKind
from cms.scheduling.failures import note_failure
from cms.scheduling.notification import editors_of
from tests.cms.scheduling.test_publish_scheduled import live
from tests.factories import ContentPageFactory, UserFactory


@pytest.fixture
def people(editor):
    """Return people by their names, of whom one is away, one has no address, one has no rights."""
    names = ("autrice", "planning", "relecture", "voisine")
    found = {name: UserFactory(username=name, email=f"{name}@exemple.fr") for name in names}
    found["absente"] = UserFactory(username="absente", is_active=False)
    found["muette"] = UserFactory(username="muette", email="")
    for user in found.values():
        user.groups.set(editor.groups.all())
    found["partie"] = UserFactory(username="partie", email="partie@exemple.fr")
    found["racine"] = UserFactory(username="racine", email="racine@exemple.fr", superuser=True)
    return found


@pytest.fixture
def page(people):
    return live(ContentPageFactory, title="Un\ntitre")


def names(users):
    return [user.username for user in users]


def test_whoever_wrote_and_whoever_scheduled_a_version_is_told(page, people):
    version = page.save_revision(user=people["autrice"])
    other = page.save_revision(user=people["voisine"])
    done = [
        ("wagtail.publish.schedule", "planning", version),
        ("wagtail.workflow.approve", "relecture", version),
        ("wagtail.edit", "voisine", version),
        ("wagtail.publish.schedule", "voisine", other),
        ("wagtail.publish.schedule", "absente", version),
        ("wagtail.publish.schedule", "muette", version),
        ("wagtail.publish.schedule", "partie", version),
    ]
    for action, name, revision in done:
        log(page, action, user=people[name], revision=revision)
    log(page, "wagtail.publish.schedule", revision=version)

    assert names(editors_of(page, version.pk)) == ["autrice", "planning", "relecture"]


def test_whoever_published_last_is_told_of_a_withdrawal(page, people):
    for action, name in (
        ("wagtail.publish", "voisine"),
        ("wagtail.publish", "planning"),
        ("wagtail.edit", "autrice"),
    ):
        log(page, action, user=people[name])

    assert names(editors_of(page, None)) == ["planning"]


@pytest.mark.parametrize("name", ["absente", "muette", "partie", None])
def test_without_anybody_to_write_to_the_administrators_are_told(page, people, name):
    version = page.save_revision(user=people.get(name))
    User.objects.filter(pk=people["voisine"].pk).update(is_superuser=True, is_active=False)

    assert names(editors_of(page, version.pk)) == ["racine"]


def told(page, user):
    """Return the message to somebody whose version of a page was not published."""
    version = page.save_revision(user=user)
    due_at, kind = timezone.now(), page.get_base_content_type().pk
    event = Event(EventKind.PUBLISH, due_at, kind, str(page.pk), "Un\ntitre", version.pk)
    with translation.override("en"):
        note_failure(event, ValidationError("Non."))
    [message] = mail.outbox
    return message


def test_a_message_has_one_line_of_subject_and_the_address_of_the_form(page, people):
    message = told(page, people["voisine"])

    assert message.subject == "Programmation en échec : Un titre"
    assert message.to == ["voisine@exemple.fr"]
    assert "Motif :\nNon." in message.body
    assert reverse("wagtailadmin_pages:edit", args=[page.pk]) in message.body


def test_a_message_about_what_has_no_form_has_no_address(page, people, monkeypatch):
    monkeypatch.setattr(AdminURLFinder, "get_edit_url", lambda *_: None)

    assert "http" not in told(page, people["voisine"]).body
