"""No page comes to an address of which no redirect could lead later: refused before it does."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from home.models import ContentPage
from tests.factories import ContentPageFactory

COMMENTS = {f"comments-{name}_FORMS": "0" for name in ("TOTAL", "INITIAL")}
LONG = "a" * 120
MESSAGE = "elle ne peut en avoir plus de 255"


@pytest.fixture
def admin(admin_user):
    """Return the browser of an administrator, which checks CSRF tokens as a real one does."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(admin_user)
    return browser


@pytest.fixture
def deep(site, home):
    """Return a page with an address of 245 characters."""
    section = ContentPageFactory(parent=home, slug=LONG)
    return ContentPageFactory(parent=section, slug="b" * 120)


@pytest.fixture
def page(site, home):
    """Return a page with another one below it."""
    page = ContentPageFactory(parent=home, slug="page")
    ContentPageFactory(parent=page, slug="dessous")
    return page


def post(browser, address, data=()):
    token = browser.get(address).cookies["csrftoken"].value
    return browser.post(address, {**dict(data), "csrfmiddlewaretoken": token}, follow=True)


def test_a_move_is_refused_in_french_before_anything_moves(admin, deep, page):
    address = reverse("wagtailadmin_pages:move_confirm", args=[page.pk, deep.pk])

    answer = admin.get(address, follow=True)
    page.refresh_from_db()

    assert MESSAGE in answer.content.decode()
    assert page.url_path == "/accueil/page/"


def test_a_move_of_several_pages_is_refused_before_any_moves(admin, deep, page, home):
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "move"])
    short = ContentPageFactory(parent=home, slug="c")
    address = f"{address}?id={short.pk}&id={page.pk}"

    answer = post(admin, address, {"chooser": deep.pk})
    places = Page.objects.filter(pk__in=[short.pk, page.pk]).values_list("url_path", flat=True)

    assert MESSAGE in answer.content.decode()
    assert set(places) == {"/accueil/c/", "/accueil/page/"}


def test_a_move_by_code_is_refused_too(deep, page):
    with pytest.raises(ValidationError, match=MESSAGE):
        page.move(deep, pos="last-child")

    page.refresh_from_db()
    assert page.url_path == "/accueil/page/"


def test_a_new_page_is_refused(admin, deep):
    with pytest.raises(ValidationError, match=MESSAGE):
        deep.add_child(instance=ContentPage(title="Page", slug="une-page-de-plus"))

    values = {"title": "Page", "slug": "une-page-de-plus", "body-count": "0"}
    address = reverse("wagtailadmin_pages:add", args=["home", "contentpage", deep.pk])
    answer = post(admin, address, values | COMMENTS)
    assert MESSAGE in answer.content.decode()
    assert not deep.get_children().exists()


def test_a_longer_slug_is_refused_where_a_page_below_would_be_too_far(deep):
    section = deep.get_parent().specific
    section.slug = "d" * 140

    with pytest.raises(ValidationError, match=MESSAGE):
        section.full_clean()


@pytest.mark.parametrize("alias", [{}, {"alias": "on"}])
def test_a_copy_with_the_pages_below_is_refused(admin, deep, page, alias):
    address = reverse("wagtailadmin_pages:copy", args=[page.pk])
    values = {
        "new_title": "Copie",
        "new_slug": "abc",
        "new_parent_page": deep.pk,
        "copy_subpages": "on",
        **alias,
    }
    before = Page.objects.count()

    answer = post(admin, address, values)

    assert MESSAGE in answer.content.decode()
    assert Page.objects.count() == before


def test_an_alias_or_a_copy_by_code_is_refused(deep, page):
    for action in (
        lambda: page.create_alias(parent=deep, update_slug="une-page-de-plus"),
        lambda: page.copy(to=deep, update_attrs={"slug": "une-page-de-plus"}),
    ):
        with pytest.raises(ValidationError, match=MESSAGE):
            action()


def test_a_translation_is_refused_in_french(admin, english, deep, home):
    other = home.get_translation(english)
    section = deep.get_parent()
    translated = section.copy_for_translation(english)
    translated.slug = "e" * 140
    translated.save()
    assert other.pk
    address = reverse("simple_translation:submit_page_translation", args=[deep.pk])

    answer = post(admin, address, {"locales": [english.pk]})

    assert MESSAGE in answer.content.decode()
    assert not deep.has_translation(english)


def test_a_page_with_the_longest_address_moves_with_its_redirect(
    deep, home, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        deep.move(home, pos="last-child")

    assert Redirect.objects.get().old_path == f"/fr/{LONG}/{'b' * 120}"
