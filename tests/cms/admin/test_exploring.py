"""The explorer opens the pages of somebody's own, and those above them."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from wagtail.models import GroupPagePermission, Page

from tests.browsing import Browser
from tests.factories import ContentPageFactory, UserFactory

pytestmark = pytest.mark.any_database


@pytest.fixture
def pages(home):
    """Return pages by name: two of the person's, and what stands above, below and beside."""
    above = ContentPageFactory(parent=home, title="Au-dessus")
    first = ContentPageFactory(parent=above, title="La première")
    return {
        "home": home,
        "above": above,
        "first": first,
        "below": ContentPageFactory(parent=first, title="En dessous"),
        "second": ContentPageFactory(parent=home, title="La seconde"),
        "beside": ContentPageFactory(parent=home, title="CANARI"),
        "beside, below": ContentPageFactory(parent=above, title="CANARI"),
    }


@pytest.fixture
def browser(site, pages):
    group = Group.objects.create(name="Deux pages")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    change = Permission.objects.get(
        codename="change_page", content_type=ContentType.objects.get_for_model(Page)
    )
    for name in ("first", "second"):
        GroupPagePermission.objects.create(group=group, page=pages[name], permission=change)
    user = UserFactory()
    user.groups.add(group)
    browser = Browser()
    browser.force_login(user)
    return browser


@pytest.mark.parametrize("view", ["wagtailadmin_explore", "wagtailadmin_explore_results"])
def test_the_explorer_opens_no_page_without_a_right_to_it(browser, pages, view):
    opened = set()
    for name, page in pages.items():
        answer = browser.get(reverse(view, args=[page.pk]))
        assert "CANARI" not in answer.content.decode()
        if answer.status_code == 200:
            opened.add(name)

    assert opened == {"home", "above", "first", "below", "second"}


def test_a_missing_page_is_answered_like_a_foreign_one(browser, pages):
    foreign, missing = (
        browser.get(reverse("wagtailadmin_explore", args=[key]))
        for key in (pages["beside"].pk, 481516)
    )

    assert (foreign.status_code, foreign.url) == (missing.status_code, missing.url)
