"""What people have written is never overwritten in silence, in any language."""

import pytest
from wagtail.models import Page

from cms.translation.source_tracking import source_tracking_of
from structures.inclusion.author import USERNAME
from structures.inclusion.plan import Fate, RowOutcome
from structures.models import StructureKind, StructurePage
from tests.factories import (
    StructureIndexPageFactory,
    StructurePageFactory,
    UserFactory,
    siret_number,
)
from tests.structures.inclusion.steps import edit, only


def test_a_sheet_that_a_person_has_edited_is_left_in_draft_for_review(import_rows, row):
    import_rows(row())
    edit(StructurePage.objects.get(), UserFactory(superuser=True), phone="+33466999999")

    step = only(import_rows(row(telephone="04 66 00 00 02")))

    page = StructurePage.objects.get()
    assert step.outcome == RowOutcome.REVIEW
    assert {change.fate for change in step.changes} == {Fate.REVIEW}
    assert (page.phone, page.has_unpublished_changes) == ("+33466999999", True)
    assert page.latest_revision.content["phone"] == "+33466000002"
    assert page.latest_revision.user.username == USERNAME
    assert page.live_revision.content["phone"] == "+33466999999"


def test_a_locked_sheet_is_left_as_it_is_until_it_is_unlocked(import_rows, row):
    import_rows(row())
    StructurePage.objects.update(locked=True)

    locked = only(import_rows(row(telephone="04 66 00 00 02")))
    kept = StructurePage.objects.get()
    StructurePage.objects.update(locked=False)
    unlocked = only(import_rows(row(telephone="04 66 00 00 02")))

    assert locked.outcome == RowOutcome.LEAVE
    assert "Fiche verrouillée" in " ".join(locked.flags)
    assert (kept.phone, kept.has_unpublished_changes) == ("+33466000001", False)
    assert unlocked.outcome == RowOutcome.CHANGE
    assert StructurePage.objects.get().phone == "+33466000002"


def test_a_locked_sheet_that_says_the_same_is_not_flagged(import_rows, row):
    import_rows(row())
    StructurePage.objects.update(locked=True)

    step = only(import_rows(row()))

    assert (step.outcome, step.flags) == (RowOutcome.LEAVE, [])


def test_the_same_file_after_an_edit_is_left_for_review_once(import_rows, row):
    import_rows(row())
    edit(StructurePage.objects.get(), UserFactory(superuser=True), phone="+33466999999")

    first = only(import_rows(row()))
    second = only(import_rows(row()))
    edit(StructurePage.objects.get(), UserFactory(superuser=True), phone="+33466999999")
    after_refusal = only(import_rows(row()))

    assert [step.outcome for step in (first, second, after_refusal)] == [
        RowOutcome.REVIEW,
        RowOutcome.LEAVE,
        RowOutcome.LEAVE,
    ]
    assert [change.fate for change in after_refusal.changes] == [Fate.KEPT]
    assert StructurePage.objects.get().phone == "+33466999999"


def test_a_sheet_that_a_person_saved_without_a_change_is_still_the_imports(import_rows, row):
    import_rows(row())
    edit(StructurePage.objects.get(), UserFactory(superuser=True))

    step = only(import_rows(row(telephone="04 66 00 00 02")))

    assert step.outcome == RowOutcome.CHANGE


def test_the_imports_draft_that_a_person_publishes_is_the_imports_again(import_rows, row):
    import_rows(row())
    person = UserFactory(superuser=True)
    edit(StructurePage.objects.get(), person, phone="+33466999999")
    import_rows(row(telephone="04 66 00 00 02"))
    StructurePage.objects.get().latest_revision.publish(user=person)

    step = only(import_rows(row(telephone="04 66 00 00 03")))

    assert step.outcome == RowOutcome.CHANGE
    assert StructurePage.objects.get().phone == "+33466000003"


def test_a_field_at_which_a_person_works_in_a_draft_is_kept(import_rows, row):
    import_rows(row())
    edit(
        StructurePage.objects.get(),
        UserFactory(superuser=True),
        publish=False,
        phone="+33466999999",
    )

    step = only(import_rows(row(telephone="04 66 00 00 02", courriel="contact@exemple.fr")))

    content = StructurePage.objects.get().latest_revision.content
    assert {change.field: change.fate for change in step.changes} == {
        "phone": Fate.KEPT,
        "email": Fate.REVIEW,
    }
    assert (content["phone"], content["email"]) == ("+33466999999", "contact@exemple.fr")


def test_a_sheet_that_a_person_made_is_left_in_draft_for_review(import_rows, row, directory):
    page = StructurePageFactory(
        parent=directory, siret=siret_number(1), kind=StructureKind.objects.get(code="EI")
    )
    edit(page, UserFactory(superuser=True), description="Écrite à la main.")

    step = only(import_rows(row(description="Venue de la source.")))

    page.refresh_from_db()
    assert step.outcome == RowOutcome.REVIEW
    assert page.description == "Écrite à la main."


def test_a_sheet_that_was_unpublished_is_not_published_again(import_rows, row):
    import_rows(row())
    StructurePage.objects.get().unpublish(user=UserFactory(superuser=True))

    step = only(import_rows(row(telephone="04 66 00 00 02")))

    assert step.outcome == RowOutcome.REVIEW
    assert not StructurePage.objects.get().live


# --- Languages -----------------------------------------------------------------------------------


@pytest.fixture
def english_sheet(import_rows, row, english):
    """Return the English version of the first row's sheet."""
    import_rows(row(description="Une présentation."))
    page = StructurePage.objects.get()
    above = StructureIndexPageFactory(
        parent=Page.objects.get(locale=english, depth=2).specific, title="Structures"
    )
    version = page.copy(
        to=above,
        update_attrs={"locale": english, "translation_key": page.translation_key},
        reset_translation_key=False,
        user=UserFactory(superuser=True),
    )
    version.description = "A presentation."
    version.save_revision().publish()
    return version


def test_facts_follow_in_all_languages_and_words_do_not(english_sheet, import_rows, row):
    step = only(import_rows(row(telephone="04 66 00 00 02", description="Une autre.")))

    english_sheet.refresh_from_db()
    assert step.outcome == RowOutcome.CHANGE
    assert {change.field for change in step.changes} == {"phone", "description"}
    assert (english_sheet.phone, english_sheet.description) == ("+33466000002", "A presentation.")
    assert english_sheet.has_unpublished_changes is False
    assert english_sheet.latest_revision.content["phone"] == "+33466000002"


def test_new_words_alone_are_to_be_translated(english_sheet, import_rows, row):
    import_rows(row(description="Une présentation.", telephone="04 66 00 00 02"))
    after_facts = source_tracking_of(english_sheet)
    import_rows(row(description="Une autre.", telephone="04 66 00 00 02"))
    after_words = source_tracking_of(english_sheet)

    assert after_facts is not None
    assert after_words is not None
    assert after_facts.outdated_since is None
    assert after_words.outdated_since == after_words.source.last_published_at
    assert after_words.version == after_facts.version


def test_words_that_wait_in_another_language_hold_no_fact_up(english_sheet, import_rows, row):
    edit(english_sheet, UserFactory(superuser=True), publish=False, description="Another one.")

    step = only(import_rows(row(description="Une présentation.", telephone="04 66 00 00 02")))

    english_sheet.refresh_from_db()
    assert step.outcome == RowOutcome.CHANGE
    assert (english_sheet.phone, english_sheet.description) == ("+33466000002", "A presentation.")
    content = english_sheet.latest_revision.content
    assert (content["phone"], content["description"]) == ("+33466000002", "Another one.")


def test_what_waits_in_the_first_language_reaches_no_other_one(english_sheet, import_rows, row):
    sheet = StructurePage.objects.get(locale__language_code="fr")
    edit(sheet, UserFactory(superuser=True), phone="+33466999999")

    step = only(import_rows(row(description="Une présentation.", telephone="04 66 00 00 02")))

    english_sheet.refresh_from_db()
    assert step.outcome == RowOutcome.REVIEW
    assert english_sheet.phone == "+33466999999"
    assert english_sheet.latest_revision.content["phone"] == "+33466999999"
