"""The history offers each version, whoever or whatever wrote it."""

from wagtail.models import Revision

from cms.translation.exchange.permissions import make_draft
from structures.admin.confirm import confirm
from structures.models import StructurePage
from tests.factories import ContentPageFactory, StructurePageFactory, UserFactory
from tests.histories import revisions_not_offered
from tests.structures.inclusion.conftest import (  # noqa: F401  fixtures
    import_rows,
    row,
    vocabulary_rows,
)


def test_each_version_that_an_import_writes_is_offered(import_rows, row):  # noqa: F811  fixtures
    import_rows(row())
    import_rows(row(telephone="04 66 00 00 02"))
    person = UserFactory(superuser=True)
    sheet = StructurePage.objects.get()
    sheet.phone = "+33466999999"
    sheet.save_revision(user=person, log_action=True).publish(user=person)
    import_rows(row(telephone="04 66 00 00 03"))

    assert Revision.objects.filter(user__username="import-data-inclusion").count() == 3
    assert revisions_not_offered() == []


def test_the_version_that_a_copy_or_a_translation_begins_with_is_offered(site, english):
    page = ContentPageFactory(title="Source")
    page.save_revision(log_action=True).publish()
    page.refresh_from_db()

    copies = [page.copy(update_attrs={"slug": "copie"}, keep_live=True), make_draft(page, english)]

    not_offered = {revision.pk for revision in revisions_not_offered()}
    for copy in copies:
        copy.refresh_from_db()
        assert copy.latest_revision_id not in not_offered


def test_the_version_of_a_confirmation_is_offered(site, directory):
    sheet = StructurePageFactory()

    confirm(sheet, UserFactory(superuser=True))

    assert sheet.revisions.count() == 1
    assert revisions_not_offered() == []
