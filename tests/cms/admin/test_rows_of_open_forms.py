"""A form that was open while somebody else changed its rows can be saved, and doubles none."""

import pytest
from django.urls import reverse
from wagtail.models import Comment, CommentReply, Locale

from cms.models import Menu
from iae48.roles import EDITORS, PUBLISHERS, set_up_roles, translators
from structures.models import StructurePage
from tests.admin_forms import form_fields
from tests.factories import (
    ContentPageFactory,
    MenuFactory,
    MenuItemFactory,
    SectorFactory,
    StructureActivityFactory,
    StructurePageFactory,
)
from tests.members import browser_of, member_of

pytestmark = pytest.mark.any_database


@pytest.fixture
def editor(site, roles):
    return browser_of(member_of(EDITORS))


@pytest.fixture
def publisher(editor):
    return browser_of(member_of(PUBLISHERS))


@pytest.fixture
def sheet(site):
    sheet = StructurePageFactory()
    for note in ("Une", "Deux"):
        StructureActivityFactory(structure=sheet, note=note)
    sheet = StructurePage.objects.get(pk=sheet.pk)
    sheet.save_revision().publish()
    return StructurePage.objects.get(pk=sheet.pk)


def address_of(row):
    if isinstance(row, Menu):
        return reverse(row.snippet_viewset.get_url_name("edit"), args=[row.pk])
    return reverse("wagtailadmin_pages:edit", args=[row.pk])


def opened(browser, row):
    return form_fields(browser.get(address_of(row)).content.decode()) | {"body-count": "0"}


def notes(row):
    return sorted(each.note for each in row.activities.all())


def drafted(note):
    return StructureActivityFactory.build(sector=SectorFactory(), note=note, sort_order=9)


def latest(sheet):
    return StructurePage.objects.get(pk=sheet.pk).get_latest_revision_as_object()


def test_a_row_that_somebody_deleted_meanwhile_stays_in_the_draft(editor, sheet):
    fields = opened(editor, sheet)
    sheet.activities.remove(sheet.activities.all()[0])
    sheet.save_revision().publish()

    answer = editor.post(address_of(sheet), fields | {"support": "Un texte neuf"}, follow=True)

    assert "ne peut être enregistrée" not in answer.content.decode()
    assert latest(sheet).support == "Un texte neuf"
    assert notes(latest(sheet)) == ["Deux", "Une"]


def test_autosave_takes_it_too(editor, sheet):
    fields = opened(editor, sheet)
    gone = fields["activities-0-id"]
    fields["activities-0-id"] = ["481516"]
    headers = {"accept": "application/json"}

    answer = editor.post(address_of(sheet), fields | {"support": "Neuf"}, headers=headers)

    assert answer.json()["success"], answer.json()
    assert gone != ["481516"]
    assert latest(sheet).support == "Neuf"


def test_a_row_that_was_published_meanwhile_is_not_doubled(editor, publisher, sheet):
    sheet.activities.add(drafted("Neuve"))
    sheet.save_revision()
    fields = opened(editor, sheet)
    assert fields["activities-2-id"] == [""]
    StructurePage.objects.get(pk=sheet.pk).get_latest_revision().publish()
    headers = {"accept": "application/json"}

    answer = editor.post(address_of(sheet), fields | {"support": "Neuf"}, headers=headers)

    assert answer.json()["success"], answer.json()
    assert notes(latest(sheet)) == ["Deux", "Neuve", "Une"]
    published = StructurePage.objects.get(pk=sheet.pk).activities.get(note="Neuve")
    assert published.pk in [row.pk for row in latest(sheet).activities.all()]


def test_a_row_that_was_added_meanwhile_is_kept_beside_a_new_one(editor, sheet):
    sheet.activities.add(drafted("Neuve"))
    sheet.save_revision()
    fields = opened(editor, sheet)
    sheet = latest(sheet)
    sheet.activities.remove(next(row for row in sheet.activities.all() if row.note == "Neuve"))
    sheet.activities.add(drafted("D’une autre"))
    sheet.save_revision().publish()

    editor.post(address_of(sheet), fields)

    assert (notes(latest(sheet))) == ["Deux", "D’une autre", "Neuve", "Une"]


def test_a_translation_takes_no_row_of_its_own(editor, english, sheet):
    set_up_roles()
    sheet.copy_for_translation(english, copy_parents=True).save_revision().publish()
    translation = StructurePage.objects.get(locale=english)
    translator = browser_of(member_of(translators(Locale.objects.get(language_code="en"))))
    fields = opened(translator, translation)
    fields["activities-0-id"] = ["481516"]

    answer = translator.post(address_of(translation), fields | {"support": "New"}, follow=True)

    assert answer.status_code == 200
    assert latest(translation).support == "New"
    assert (notes(latest(translation))) == ["Deux", "Une"]


def test_an_entry_of_a_menu_is_sent_as_a_new_one_too(publisher):
    menu = MenuFactory()
    for title in ("Une", "Deux"):
        MenuItemFactory(menu=menu, label=title)
    fields = opened(publisher, menu)
    [name] = [name for name in fields if name.endswith("-0-id")]
    fields[name] = ["481516"]

    answer = publisher.post(address_of(menu), fields, follow=True)

    assert answer.status_code == 200
    assert menu.items.filter(label="Une").count() == 2


# --- Comments ------------------------------------------------------------------------------------


@pytest.fixture
def page(home, publisher):
    page = ContentPageFactory(parent=home)
    page.save_revision().publish()
    comment = Comment.objects.create(
        page=page, user=publisher.user, text="À revoir", contentpath="introduction"
    )
    CommentReply.objects.create(comment=comment, user=publisher.user, text="Vraiment")
    return page


def commented(browser, page, **changes):
    """Return the form with the comment that is there, as its script sends it."""
    comment, reply = Comment.objects.get(), CommentReply.objects.get()
    values = {
        "comments-TOTAL_FORMS": 1, "comments-INITIAL_FORMS": 1,
        "comments-0-id": comment.pk, "comments-0-text": comment.text, "comments-0-position": "",
        "comments-0-contentpath": comment.contentpath, "comments-0-replies-TOTAL_FORMS": 1,
        "comments-0-replies-INITIAL_FORMS": 1, "comments-0-replies-0-id": reply.pk,
        "comments-0-replies-0-text": reply.text,
    }  # fmt: skip
    return opened(browser, page) | values | changes


@pytest.mark.parametrize("row", ["comments-0", "comments-0-replies-0"])
def test_nobody_deletes_the_comment_of_somebody_else(editor, page, row):
    fields = commented(editor, page, **{f"{row}-DELETE": "on"}, introduction="Neuf")

    answer = editor.post(address_of(page), fields)

    assert "ne se supprime que par son auteur" in answer.content.decode()
    assert (Comment.objects.count(), CommentReply.objects.count()) == (1, 1)


@pytest.mark.parametrize("row", ["comments-0", "comments-0-replies-0"])
def test_everybody_deletes_their_own(publisher, page, row):
    publisher.post(address_of(page), commented(publisher, page, **{f"{row}-DELETE": "on"}))

    assert CommentReply.objects.count() == 0
    assert Comment.objects.count() == (row != "comments-0")


def test_a_comment_goes_with_the_block_that_it_stands_in(editor, page):
    Comment.objects.update(contentpath="body.0e1cb4a5-0000-4000-8000-000000000000.text")
    fields = commented(editor, page, **{"comments-0-DELETE": "on"})

    answer = editor.post(address_of(page), fields, follow=True)

    assert "ne se supprime que" not in answer.content.decode()


def test_others_are_resolved_and_answered(editor, page):
    fields = commented(editor, page, **{"comments-0-resolved": "on"})

    editor.post(address_of(page), fields)

    assert Comment.objects.get().resolved_by == editor.user


def test_a_comment_that_was_deleted_meanwhile_stays_deleted(editor, page):
    fields = commented(editor, page, introduction="Neuf")
    Comment.objects.all().delete()

    answer = editor.post(address_of(page), fields, follow=True)

    page.refresh_from_db()
    assert "ne peut être enregistrée" not in answer.content.decode()
    assert page.get_latest_revision_as_object().introduction == "Neuf"
    assert Comment.objects.count() == 0


@pytest.mark.parametrize("path", [None, "", "body.\0"])
def test_a_comment_without_a_place_is_refused(editor, page, path):
    fields = commented(editor, page)
    del fields["comments-0-contentpath"]
    if path is not None:
        fields["comments-0-contentpath"] = path

    answer = editor.post(address_of(page), fields)

    assert answer.status_code == 200
    assert "ne peut être enregistrée" in answer.content.decode()
