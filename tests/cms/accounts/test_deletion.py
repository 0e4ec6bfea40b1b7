"""An account that is deleted takes no discussion with it."""

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Comment, CommentReply

from cms.models import User
from tests.browsing import Browser
from tests.factories import ContentPageFactory, UserFactory


@pytest.fixture
def browser(site):
    browser = Browser()
    browser.force_login(UserFactory(superuser=True))
    return browser


def delete(browser, user):
    return browser.post(reverse("wagtailusers_users:delete", args=[user.pk]), follow=True)


def delete_many(browser, user):
    address = reverse("wagtail_bulk_action", args=["cms", "user", "delete"])
    return browser.post(f"{address}?id={user.pk}&next=/admin/users/", follow=True)


DOORS = pytest.mark.parametrize("door", [delete, delete_many])


@DOORS
@pytest.mark.parametrize("has_replied", [True, False])
@pytest.mark.parametrize("is_resolved", [True, False])
def test_open_discussions_keep_an_account(browser, home, door, has_replied, is_resolved):
    user, other = UserFactory(), UserFactory()
    comment = Comment.objects.create(
        page=ContentPageFactory(parent=home), user=other if has_replied else user, text="À faire",
        contentpath="title", resolved_at=timezone.now() if is_resolved else None,
    )  # fmt: skip
    CommentReply.objects.create(comment=comment, user=user if has_replied else other, text="Oui")

    answer = door(browser, user)

    assert User.objects.filter(pk=user.pk).exists() is not is_resolved
    assert ("discussions ouvertes" in answer.content.decode()) is not is_resolved
    if not is_resolved:
        assert (Comment.objects.count(), CommentReply.objects.count()) == (1, 1)


@DOORS
def test_an_account_without_discussions_is_deleted(browser, door):
    user = UserFactory()

    door(browser, user)

    assert not User.objects.filter(pk=user.pk).exists()
