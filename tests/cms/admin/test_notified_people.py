"""Mails about a page or a snippet go to people who may still change it."""

import pytest
from django.urls import reverse
from wagtail.models import Comment, PageSubscription

from cms.scheduling.notification import editors_of
from iae48.roles import EDITORS, PUBLISHERS
from tests.admin_forms import form_fields
from tests.factories import ContentPageFactory, NetworkFactory, UserFactory
from tests.members import browser_of, member_of

pytestmark = pytest.mark.any_database


@pytest.fixture
def editor(site, roles):
    return member_of(EDITORS)


@pytest.fixture
def publisher(editor):
    return browser_of(member_of(PUBLISHERS))


def comment_on(browser, page):
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    values = {
        "body-count": 0, "comments-TOTAL_FORMS": 1, "comments-INITIAL_FORMS": 0,
        "comments-0-id": "", "comments-0-text": "CANARI", "comments-0-position": "",
        "comments-0-contentpath": "introduction", "comments-0-replies-TOTAL_FORMS": 0,
        "comments-0-replies-INITIAL_FORMS": 0,
    }  # fmt: skip
    browser.post(address, form_fields(browser.get(address).content.decode()) | values)


@pytest.mark.parametrize("is_still_editor", [True, False])
def test_comments_go_to_editors_of_the_page(editor, publisher, home, mailoutbox, is_still_editor):
    page = ContentPageFactory(parent=home)
    PageSubscription.objects.create(page=page, user=editor, comment_notifications=True)
    if not is_still_editor:
        editor.groups.clear()

    comment_on(publisher, page)

    assert Comment.objects.get().text == "CANARI"
    assert [message.to for message in mailoutbox] == [[editor.email]] * is_still_editor


@pytest.mark.parametrize("factory", [ContentPageFactory, NetworkFactory])
@pytest.mark.parametrize("is_still_editor", [True, False])
@pytest.mark.parametrize("end", ["approve", "reject"])
def test_the_end_of_a_review_goes_to_an_editor_of_the_row(
    editor, publisher, mailoutbox, factory, is_still_editor, end
):
    row = factory()
    row.save_revision(user=editor)
    state = row.get_workflow().start(row, editor)
    if not is_still_editor:
        editor.groups.clear()
    mailoutbox.clear()

    getattr(state.current_task_state, end)(user=publisher.user)

    assert [message.to for message in mailoutbox] == [[editor.email]] * is_still_editor


def test_a_failed_schedule_is_told_to_administrators_where_its_author_is_gone(editor, home):
    administrator = UserFactory(superuser=True)
    page = ContentPageFactory(parent=home)
    revision = page.save_revision(user=editor)
    before = editors_of(page, revision.pk)
    editor.groups.clear()

    assert before == [editor]
    assert editors_of(page, revision.pk) == [administrator]
