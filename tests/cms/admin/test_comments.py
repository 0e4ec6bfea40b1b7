"""How many comments a page takes, and how long they are."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Comment

from cms.admin.comments import MOST_CHARACTERS, MOST_COMMENTS
from iae48.roles import PUBLISHERS
from tests.admin_forms import form_fields
from tests.factories import ContentPageFactory
from tests.members import browser_of, member_of

pytestmark = pytest.mark.any_database


@pytest.fixture
def publisher(site, roles):
    return browser_of(member_of(PUBLISHERS))


@pytest.fixture
def page(home):
    page = ContentPageFactory(parent=home)
    page.save_revision().publish()
    return page


@pytest.fixture
def few(monkeypatch):
    monkeypatch.setattr("cms.admin.comments.MOST_COMMENTS", 4)
    return 4


def stored(page, user, number):
    return Comment.objects.bulk_create(
        Comment(page=page, user=user, text="À revoir", contentpath="introduction")
        for _number in range(number)
    )


def send(browser, page, comments, **changes):
    """Save the page with comments as (key, text, texts of replies)."""
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    fields = form_fields(browser.get(address).content.decode()) | {"body-count": "0"}
    fields |= {
        "comments-TOTAL_FORMS": len(comments),
        "comments-INITIAL_FORMS": sum(bool(key) for key, _text, _replies in comments),
    }
    for number, (key, text, replies) in enumerate(comments):
        row = f"comments-{number}"
        fields |= {
            f"{row}-id": key, f"{row}-text": text, f"{row}-position": "",
            f"{row}-contentpath": "introduction",
            f"{row}-replies-TOTAL_FORMS": len(replies), f"{row}-replies-INITIAL_FORMS": 0,
        }  # fmt: skip
        for place, reply in enumerate(replies):
            fields |= {f"{row}-replies-{place}-id": "", f"{row}-replies-{place}-text": reply}
    return browser.post(address, fields | {"introduction": "Neuf"} | changes)


def test_a_page_with_many_comments_is_saved(publisher, page):
    kept = stored(page, publisher.user, MOST_COMMENTS + 1)

    answer = send(publisher, page, [(row.pk, row.text, []) for row in kept])

    assert answer.status_code == 302
    assert Comment.objects.count() == MOST_COMMENTS + 1


def test_each_comment_costs_a_save_the_same(publisher, page):
    """Wagtail reads all comments again for the index of references, once for each comment."""
    costs = []
    for number in (5, 25):
        stored(page, publisher.user, number - Comment.objects.count())
        rows: list[Any] = [(row.pk, row.text, []) for row in Comment.objects.order_by("pk")]
        with CaptureQueriesContext(connection) as queries:
            assert send(publisher, page, rows).status_code == 302
        costs.append(len(queries))

    assert costs[1] - costs[0] <= 20 * 12


@pytest.mark.parametrize("more", [("", "Une de trop", []), ("", "Un", ["Une", "De trop"])])
def test_a_page_takes_no_more_comments_than_it_can_save(publisher, page, few, more):
    rows: list[Any] = [(row.pk, row.text, []) for row in stored(page, publisher.user, few - 1)]
    assert send(publisher, page, [*rows, ("", "La dernière", [])]).status_code == 302
    rows = [(row.pk, row.text, []) for row in Comment.objects.order_by("pk")]

    answer = send(publisher, page, [*rows, more])

    assert answer.status_code == 200
    assert "déjà 4 commentaires et réponses ouverts" in answer.content.decode()
    assert "Neuf" in answer.content.decode()
    assert Comment.objects.count() == few


def test_a_resolved_comment_makes_room(publisher, page, few):
    rows: list[Any] = [(row.pk, row.text, []) for row in stored(page, publisher.user, few)]
    room = {"comments-0-resolved": "on"}

    answer = send(publisher, page, [*rows, ("", "Un autre", [])], **room)

    assert answer.status_code == 302
    assert Comment.objects.filter(text="Un autre").exists()


@pytest.mark.parametrize(
    ("text", "replies", "is_taken"),
    [
        ("x" * MOST_CHARACTERS, ["y" * MOST_CHARACTERS], True),
        ("x" * (MOST_CHARACTERS + 1), [], False),
        ("x", ["y" * (MOST_CHARACTERS + 1)], False),
    ],
)
def test_a_comment_has_a_longest_text(publisher, page, text, replies, is_taken):
    answer = send(publisher, page, [("", text, replies)])

    assert answer.status_code == (302 if is_taken else 200)
    assert Comment.objects.exists() == is_taken
    assert ("dépasse 2000 caractères" in answer.content.decode()) != is_taken


def test_a_place_within_a_text_has_a_longest_form(publisher, page):
    place = {"comments-0-position": "x" * (MOST_CHARACTERS + 1)}

    answer = send(publisher, page, [("", "Court", [])], **place)

    assert answer.status_code == 200
    assert not Comment.objects.exists()


def test_a_longer_text_that_is_stored_stays(publisher, page):
    text = "x" * (MOST_CHARACTERS + 1)
    [row] = stored(page, publisher.user, 1)
    Comment.objects.update(text=text)

    answer = send(publisher, page, [(row.pk, text, [])])

    assert answer.status_code == 302
