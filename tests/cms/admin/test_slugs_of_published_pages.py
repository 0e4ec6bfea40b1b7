"""The slug of a page stands in the addresses below it: who may change those may change it."""

import pytest
from django.urls import reverse

from home.models import ContentPage
from iae48.roles import EDITORS, PUBLISHERS
from tests.admin_forms import form_fields
from tests.factories import ContentPageFactory
from tests.members import browser_of, member_of

pytestmark = pytest.mark.any_database


def save_with_slug(group, page, slug):
    browser = browser_of(member_of(group))
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    fields = form_fields(browser.get(address).content.decode())
    return browser.post(address, fields | {"body-count": "0", "slug": slug, "introduction": "Neuf"})


@pytest.fixture
def parent(site, home, roles):
    """Return a page that is not published, above a published one."""
    parent = ContentPageFactory(parent=home, slug="haut", live=False)
    ContentPageFactory(parent=parent, slug="bas")
    return parent


@pytest.mark.parametrize("depth", ["child", "grandchild"])
def test_an_editor_moves_no_published_page_by_a_slug(parent, depth):
    if depth == "grandchild":
        parent.get_children().update(live=False)
        ContentPageFactory(parent=parent.get_children().get(), slug="plus-bas")

    answer = save_with_slug(EDITORS, parent, "ailleurs")

    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Des pages publiées se trouvent sous cette page" in text
    assert "Neuf" in text
    assert ContentPage.objects.get(pk=parent.pk).slug == "haut"


@pytest.mark.parametrize("why", ["keeps the slug", "nothing below is published", "is published"])
def test_an_editor_saves_what_moves_nothing(parent, why):
    if why == "nothing below is published":
        parent.get_children().update(live=False)
    if why == "is published":
        parent.save_revision().publish()

    answer = save_with_slug(EDITORS, parent, "haut" if why == "keeps the slug" else "ailleurs")

    assert answer.status_code == 302
    if why == "is published":
        assert ContentPage.objects.get(pk=parent.pk).slug == "haut"


def test_whoever_may_publish_changes_the_slug(parent):
    answer = save_with_slug(PUBLISHERS, parent, "ailleurs")

    assert answer.status_code == 302
    assert ContentPage.objects.get(slug="bas").url_path.endswith("/ailleurs/bas/")
