"""Only what an import itself wrote is the import's, whatever is left of accounts and versions."""

import pytest
from django.contrib.auth import get_user_model
from wagtail.models import PageLogEntry, Revision

from structures.inclusion.author import IMPORT_ACTION, USERNAME
from structures.inclusion.plan import Fate, RowOutcome
from structures.models import StructureKind, StructurePage
from tests.factories import StructurePageFactory, UserFactory, siret_number
from tests.structures.inclusion.steps import edit, only

NEW_PHONE = "04 66 00 00 02"
HERS = "+33466999999"


@pytest.fixture
def editor():
    """Return somebody who edits sheets."""
    return UserFactory(superuser=True)


def delete_account(user):
    """Delete an account as the admin does: versions stay, without a user."""
    get_user_model().objects.get(pk=user.pk).delete()


def delete_versions_not_in_use():
    """Delete what `manage.py purge_revisions` deletes."""
    page = StructurePage.objects.get()
    in_use = {page.latest_revision_id, page.live_revision_id}
    Revision.objects.exclude(pk__in=in_use).delete()


def forget_imports():
    """Lose the audit trail, as of data that another tool has moved."""
    PageLogEntry.objects.filter(action=IMPORT_ACTION).delete()


@pytest.mark.parametrize(
    "afterwards",
    [lambda: None, delete_versions_not_in_use, forget_imports],
    ids=["only_the_account", "and_old_versions", "and_the_audit_trail"],
)
def test_the_work_of_an_editor_whose_account_is_gone_is_left_for_review(
    import_rows, row, editor, afterwards
):
    import_rows(row())
    edit(StructurePage.objects.get(), editor, phone=HERS)
    delete_account(editor)
    afterwards()

    step = only(import_rows(row(telephone=NEW_PHONE)))

    page = StructurePage.objects.get()
    assert step.outcome == RowOutcome.REVIEW
    assert (page.phone, page.latest_revision.content["phone"]) == (HERS, "+33466000002")


def test_a_draft_of_an_editor_whose_account_is_gone_keeps_what_she_wrote(import_rows, row, editor):
    import_rows(row())
    edit(StructurePage.objects.get(), editor, publish=False, phone=HERS)
    delete_account(editor)

    step = only(import_rows(row(telephone=NEW_PHONE)))

    assert [change.fate for change in step.changes] == [Fate.KEPT]
    assert StructurePage.objects.get().latest_revision.content["phone"] == HERS


def test_a_sheet_that_an_editor_without_account_wrote_is_left_for_review(
    import_rows, row, editor, directory
):
    page = StructurePageFactory(
        parent=directory, siret=siret_number(1), kind=StructureKind.objects.get(code="EI")
    )
    edit(page, editor, phone=HERS)
    delete_account(editor)

    step = only(import_rows(row()))

    page.refresh_from_db()
    assert (step.outcome, page.phone) == (RowOutcome.REVIEW, HERS)


def test_a_confirmation_by_somebody_whose_account_is_gone_is_hers(import_rows, row, editor):
    import_rows(row())
    edit(StructurePage.objects.get(), editor, confirmed_on="2026-01-02")
    delete_account(editor)

    step = only(import_rows(row(telephone=NEW_PHONE)))

    assert step.outcome == RowOutcome.REVIEW


def test_an_older_version_that_an_editor_restored_is_hers(import_rows, row, editor):
    import_rows(row())
    first = StructurePage.objects.get().latest_revision
    import_rows(row(telephone=NEW_PHONE))
    restored = first.as_object()
    restored.save_revision(user=editor, previous_revision=first, clean=False).publish()
    delete_account(editor)

    step = only(import_rows(row(telephone="04 66 00 00 03")))

    assert step.outcome == RowOutcome.REVIEW


def test_what_is_written_past_the_versions_is_not_the_imports(import_rows, row):
    import_rows(row())
    StructurePage.objects.update(phone=HERS)

    step = only(import_rows(row(telephone=NEW_PHONE)))

    assert (step.outcome, StructurePage.objects.get().phone) == (RowOutcome.REVIEW, HERS)


def test_the_imports_own_sheets_stay_its_own_when_its_account_is_gone(import_rows, row):
    import_rows(row())
    delete_account(get_user_model().objects.get(username=USERNAME))

    step = only(import_rows(row(telephone=NEW_PHONE)))

    assert (step.outcome, StructurePage.objects.get().phone) == (RowOutcome.CHANGE, "+33466000002")


# --- A version of the import that holds a person's words, too ------------------------------------


def test_words_of_a_person_that_are_published_with_a_proposal_stay_hers(import_rows, row, editor):
    import_rows(row())
    edit(StructurePage.objects.get(), editor, description="Écrite à la main.")
    import_rows(row(telephone=NEW_PHONE))
    StructurePage.objects.get().latest_revision.publish(user=editor)

    step = only(import_rows(row(telephone=NEW_PHONE, description="Venue de la source.")))

    page = StructurePage.objects.get()
    assert (step.outcome, page.description) == (RowOutcome.REVIEW, "Écrite à la main.")


def test_a_draft_of_a_person_below_a_proposal_stays_hers(import_rows, row, editor):
    import_rows(row())
    edit(StructurePage.objects.get(), editor, publish=False, phone=HERS)
    import_rows(row(courriel="contact@exemple.fr"))

    step = only(import_rows(row(courriel="contact@exemple.fr", telephone=NEW_PHONE)))

    assert {change.field: change.fate for change in step.changes} == {"phone": Fate.KEPT}
    assert StructurePage.objects.get().latest_revision.content["phone"] == HERS


def test_a_value_that_a_person_erased_does_not_come_back(import_rows, row, editor):
    import_rows(row(description="Venue de la source."))
    edit(StructurePage.objects.get(), editor, description="", phone=HERS)
    import_rows(row(description="Venue de la source.", telephone=NEW_PHONE))
    edit(StructurePage.objects.get(), editor, description="")

    step = only(import_rows(row(description="Une autre.", telephone=NEW_PHONE)))

    assert (step.outcome, StructurePage.objects.get().description) == (RowOutcome.REVIEW, "")


def test_a_file_that_is_silent_about_a_value_leaves_it_the_imports(import_rows, row):
    place = {"latitude": 44.53, "longitude": 3.49}
    import_rows(row(**place))
    import_rows(row(latitude=44.53, longitude=None, telephone=NEW_PHONE))

    step = only(import_rows(row(latitude=44.54, longitude=3.49, telephone=NEW_PHONE)))

    assert (step.outcome, StructurePage.objects.get().latitude) == (RowOutcome.CHANGE, 44.54)


def test_a_value_that_the_source_gives_no_more_stays_where_a_person_has_edited(
    import_rows, row, editor
):
    import_rows(row(courriel="contact@exemple.fr"))
    edit(StructurePage.objects.get(), editor, support="Un suivi chaque semaine.")

    step = only(import_rows(row(courriel=None)))

    page = StructurePage.objects.get()
    assert (step.outcome, step.changes) == (RowOutcome.LEAVE, [])
    assert (page.email, page.has_unpublished_changes) == ("contact@exemple.fr", False)
