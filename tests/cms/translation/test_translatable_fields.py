"""Facts follow by themselves: only what is new to translate outdates a translation."""

import json

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from wagtail.blocks import StreamValue
from wagtail.fields import RichTextField, StreamField
from wagtail.models import DraftStateMixin

from cms.models import TranslationState
from cms.translation.comparison import differences, source_text
from cms.translation.source_tracking import note_up_to_date, source_tracking_of
from cms.translation.translatable_fields import translatable_fields_of
from structures.models import StructurePage
from tests.cms.translation.shared_fields import MODELS, change_all, make, republish, translate
from tests.cms.translation.test_side_panel import panel_of
from tests.factories import (
    ContentPageFactory,
    DocumentFactory,
    ImageFactory,
    StructureActivityFactory,
    StructurePageFactory,
)

FOLLOWED = [model for model in MODELS if issubclass(model, DraftStateMixin)]
BLOCK = "11111111-1111-4111-8111-111111111111"


def outdated_since(row):
    found = source_tracking_of(row)
    assert found is not None
    return found.outdated_since


def changes(row):
    """Return the names of what a translator sees as changed."""
    found = source_tracking_of(row)
    assert found is not None
    compared = differences(found, RequestFactory().get("/"))
    assert compared is not None
    return [str(each.field_label()) for each in compared]


def other_words(row, name):
    """Return another value of a field that is translated."""
    field = row._meta.get_field(name)
    if isinstance(field, StreamField):
        block = next(iter(field.stream_block.child_blocks.items()))
        return StreamValue(field.stream_block, [(block[0], block[1].get_default())])
    if field.is_relation:
        return {"diagram": ImageFactory, "document": DocumentFactory}[name]()
    return "<p>autre</p>" if isinstance(field, RichTextField) else "autre"


@pytest.mark.parametrize("model", FOLLOWED, ids=lambda model: model.__name__)
def test_a_publication_of_facts_alone_outdates_no_translation(site, english, model):
    source = make(model)
    translation = translate(source, english)
    change_all(source)
    if model is StructurePage:
        for activity in source.activities.all():
            activity.note = activity.note if activity.pk else ""

    source = republish(source)

    found = source_tracking_of(translation)
    assert found is not None
    assert found.version == source.live_revision
    assert found.version_date == source.last_published_at
    assert found.outdated_since is None
    assert changes(translation) == []


@pytest.mark.parametrize(
    ("model", "name"),
    [(model, name) for model in FOLLOWED for name in translatable_fields_of(model).columns],
    ids=lambda value: value if isinstance(value, str) else value.__name__,
)
def test_each_text_that_changes_outdates_the_translation_and_is_shown(site, english, model, name):
    source = make(model)
    if name == "common_elements_title":
        source.common_elements = other_words(source, "common_elements")
        source = republish(source)
    translation = translate(source, english)
    setattr(source, name, other_words(source, name))

    source = republish(source)

    assert outdated_since(translation) == source.last_published_at
    assert len(changes(translation)) == 1


def test_what_is_of_each_language_without_words_outdates_nothing(page, translated):
    page.slug, page.review_on, page.show_in_menus = "autre", "2027-01-01", True
    page.save_revision().publish()

    assert outdated_since(translated) is None


@pytest.fixture
def sheet(directory):
    return republish(StructurePageFactory(parent=directory, name="Les jardins"))


def with_notes(sheet, english, *notes):
    """Return a sheet with activities, published, and its translation."""
    for note in notes:
        StructureActivityFactory(structure=sheet, note=note)
    sheet = republish(StructurePage.objects.get(pk=sheet.pk))
    return sheet, translate(sheet, english)


def test_the_note_of_an_activity_is_translated_and_the_activity_is_not(sheet, english):
    sheet, translation = with_notes(sheet, english, "Haies", "")
    first, second = sheet.activities.all()
    second.offers_goods = not second.offers_goods
    sheet.activities = [second, first]
    sheet = republish(sheet)
    moved = outdated_since(translation)
    sheet.activities = [each for each in sheet.activities.all() if each.note == ""]
    sheet = republish(sheet)
    gone = outdated_since(translation)

    only = sheet.activities.get()
    only.note = "Clôtures"
    sheet.activities = [only]
    sheet = republish(sheet)

    assert (moved, gone) == (None, None)
    assert outdated_since(translation) == sheet.last_published_at
    found = source_tracking_of(translation)
    assert found is not None
    [change] = differences(found, RequestFactory().get("/")) or []
    [row] = change.get_child_comparisons()
    assert [each.field.name for each in row.get_field_comparisons()] == ["sector", "note"]


def test_a_note_that_is_gone_from_an_activity_is_to_be_taken_out(sheet, english):
    sheet, translation = with_notes(sheet, english, "Haies")
    only = sheet.activities.get()
    only.note = ""
    sheet.activities = [only]

    republish(sheet)

    assert outdated_since(translation) is not None
    assert len(changes(translation)) == 1


def test_the_panel_leaves_facts_out_of_the_source_s_text(sheet, english, rf):
    sheet.phone, sheet.description = "+33466999999", "Des légumes."
    sheet = republish(sheet)
    translation = translate(sheet, english)

    found = source_tracking_of(translation)
    assert found is not None
    names = {each.field.name for each in source_text(found, rf.get("/"))}

    assert "description" in names
    assert not names & set(StructurePage.shared_fields)


def test_what_was_outdated_stays_so_whatever_is_published_later(page, translated):
    republish(page, introduction="Nous sommes quatre.")

    page = republish(page, social_image=ImageFactory())

    assert outdated_since(translated) == page.last_published_at
    assert changes(translated) == ["Introduction"]


def test_text_that_comes_back_is_said_to_have_come_back(as_publisher, page, translated):
    republish(page, introduction="Nous sommes quatre.")
    republish(page, introduction="Nous sommes trois.")

    text = panel_of(as_publisher, translated)

    # Whoever translated may have followed what was there in between.
    assert "À mettre à jour" in text
    assert "redevenu celui que suit la traduction" in text


def test_a_draft_and_what_is_published_follow_each_on_its_own(page, translated):
    republish(translated)
    page = republish(page, introduction="Nous sommes quatre.")
    translated.save_revision()
    translated.refresh_from_db()
    note_up_to_date(translated)
    first = TranslationState.objects.get(
        translation_key=page.translation_key, locale=translated.locale
    )

    page = republish(page, social_image=ImageFactory())

    state = TranslationState.objects.get(pk=first.pk)
    assert (state.version_id, state.version_date) == (first.version_id, first.version_date)
    assert state.draft_version_id == page.live_revision_id
    assert state.draft_version_date == page.last_published_at


def test_a_translation_of_which_nothing_was_noted_follows_too(page, translated):
    republish(translated)
    TranslationState.objects.all().delete()

    page = republish(page, social_image=ImageFactory())

    assert TranslationState.objects.get().version_id == page.live_revision_id
    assert outdated_since(translated) is None


def test_a_source_that_was_withdrawn_comes_back_as_it_was(page, translated):
    page.unpublish()
    page = republish(type(page).objects.get(pk=page.pk))
    same = outdated_since(translated)
    page.unpublish()

    page = republish(type(page).objects.get(pk=page.pk), introduction="Nous sommes quatre.")

    assert same is None
    assert outdated_since(translated) == page.last_published_at


def test_blocks_that_have_new_ids_say_the_same(home, english):
    def body(block_id):
        return json.dumps(
            [{"type": "paragraph", "value": {"content": "<p>Un</p>"}, "id": block_id}]
        )

    source = republish(ContentPageFactory(parent=home, body=body(BLOCK)))
    translation = translate(source, english)

    republish(source, body=body(BLOCK.replace("1", "2")))

    assert outdated_since(translation) is None


def test_the_queries_of_a_publication_are_as_many_for_any_history(page, translated):
    def queries(**values):
        with CaptureQueriesContext(connection) as captured:
            republish(page, **values)
        return len(captured)

    first = queries(introduction="1")
    for turn in range(4):
        republish(page, introduction=f"{turn + 2}")

    assert queries(introduction="9") <= first
