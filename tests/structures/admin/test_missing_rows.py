"""Drafts that name a row which was deleted since: they open, and their text is there."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from cms.models import ScheduleFailure
from structures.models import Commune, StructurePage
from tests.factories import (
    CommuneFactory,
    DiagramPageFactory,
    ImageFactory,
    SectorFactory,
    StructureActivityFactory,
    StructureKindFactory,
    StructurePageFactory,
    UserFactory,
)
from tests.structures.admin.conftest import logged_in

pytestmark = [
    # Wagtail leaves the closing of rendition files to the garbage collector.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
TEXT = "Un travail précieux."


def sheet_with(**values):
    """Return a sheet whose draft alone names a row, and the row."""
    sheet = StructurePageFactory(commune=CommuneFactory(), kind=StructureKindFactory(code="ACI"))
    sheet.description = TEXT
    [(name, row)] = values.items()
    setattr(sheet, name, row)
    sheet.save_revision()
    return sheet, row


def commune():
    return sheet_with(commune=CommuneFactory(name="Perdue"))


def kind():
    return sheet_with(kind=StructureKindFactory(code="EI"))


def sector():
    sheet = StructurePageFactory(description=TEXT)
    activity = StructureActivityFactory(structure=sheet, sector=SectorFactory())
    sheet.refresh_from_db()
    sheet.save_revision()
    activity.delete()
    return sheet, activity.sector


def diagram():
    page = DiagramPageFactory(introduction=TEXT)
    page.diagram = ImageFactory()
    page.save_revision()
    return page, page.diagram


@pytest.fixture(params=[commune, kind, sector, diagram], ids=lambda make: make.__name__)
def lost(request, site, directory):
    """Return a page whose draft names what is gone."""
    page, row = request.param()
    row.delete()
    return page


def test_such_a_draft_is_shown_in_each_view(lost):
    client = logged_in(UserFactory(superuser=True))
    latest = lost.latest_revision_id

    addresses = {
        "edit": reverse("wagtailadmin_pages:edit", args=[lost.pk]),
        "draft": reverse("wagtailadmin_pages:view_draft", args=[lost.pk]),
        "compare": reverse("wagtailadmin_pages:revisions_compare", args=[lost.pk, "live", latest]),
        "copy": reverse("wagtailadmin_pages:copy", args=[lost.pk]),
        "revert": reverse("wagtailadmin_pages:revisions_revert", args=[lost.pk, latest]),
    }
    answers = {name: client.get(address) for name, address in addresses.items()}

    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(
        addresses, 200
    )
    assert TEXT in answers["edit"].content.decode()


def test_such_a_schedule_fails_with_its_reason_and_is_cancelled(site, directory):
    sheet, row = commune()
    revision = sheet.get_latest_revision()
    revision.approved_go_live_at = timezone.now() - timedelta(minutes=1)
    revision.save()
    row.delete()

    with pytest.raises(CommandError):
        call_command("publish_scheduled", verbosity=0)
    reason = ScheduleFailure.objects.get().reason
    page = logged_in(UserFactory(superuser=True)).post(
        reverse("wagtailadmin_pages:revisions_unschedule", args=[sheet.pk, revision.pk]),
        follow=True,
    )

    revision.refresh_from_db()
    assert "Commune" in reason
    assert page.status_code == 200
    assert revision.approved_go_live_at is None


def test_what_is_there_stays(site, directory):
    sheet, row = commune()

    version = StructurePage.objects.get(pk=sheet.pk).get_latest_revision_as_object()

    assert (version.commune, version.description) == (row, TEXT)
    assert Commune.objects.filter(pk=row.pk).exists()
