"""Pages and snippets whose time has come."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from iae48.roles import EDITORS, PUBLISHERS
from tests.factories import UserFactory


@pytest.fixture
def editor(site, roles):
    """Return somebody who writes and publishes pages."""
    user = UserFactory(username="redaction", first_name="Lou", last_name="Vidal")
    user.groups.set(Group.objects.filter(name__in=[EDITORS, PUBLISHERS]))
    return user


@pytest.fixture
def browser(editor):
    """Return the editor's browser; forms need their token, as in a real one."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)
    return client


@pytest.fixture
def publish_scheduled(capsys):
    """Return a function that runs the command: its exit status, and what it wrote."""

    def run(**options):
        status = 0
        try:
            call_command("publish_scheduled", **options)
        except CommandError:
            status = 1
        written = capsys.readouterr()
        return status, written.out + written.err

    return run


@pytest.fixture
def schedule(editor):
    """Return a function that schedules a version and lets its time come."""

    def make(row, *, minutes_ago=1, **values):
        for name, value in values.items():
            setattr(row, name, value)
        due_at = timezone.now() - timedelta(minutes=minutes_ago)
        row.go_live_at = due_at
        arguments = {"clean": False}
        revision = row.save_revision(user=editor, **arguments)
        type(revision).objects.filter(pk=revision.pk).update(approved_go_live_at=due_at)
        return revision

    return make
