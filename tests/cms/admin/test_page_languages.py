"""A page keeps to the tree of its language, whichever way it gets there."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.urls import reverse
from wagtail.models import Page

from home.models import ContentPage
from tests.factories import ContentPageFactory, UserFactory
from tests.structures.admin.conftest import logged_in, with_token

REFUSED = "choisissez une page de la même langue"


@pytest.fixture
def page(site, english):
    """Return a French page with one below."""
    page = ContentPageFactory(title="Une", slug="une")
    ContentPageFactory(parent=page, title="Dessous", slug="dessous")
    return page


@pytest.fixture
def english_home(english, page):
    """Return the English home page."""
    return Page.objects.get(locale=english, depth=2).specific


@pytest.fixture
def browser(page):
    """Return the browser of an administrator; forms need their token."""
    return logged_in(UserFactory(superuser=True), enforce_csrf_checks=True)


def unchanged(page, home):
    """Return whether the page is where it was, and the home page has nothing below it."""
    page.refresh_from_db()
    assert page.get_parent().locale_id == page.locale_id
    return not home.get_children().exists()


@pytest.mark.parametrize("asked", [{}, {"copy_subpages": "on"}, {"alias": "on"}])
def test_a_copy_or_an_alias_below_another_language_is_refused_on_its_field(
    browser, page, english_home, asked
):
    address = reverse("wagtailadmin_pages:copy", args=[page.pk])
    data = {"new_title": "One", "new_slug": "one", "new_parent_page": english_home.pk, **asked}

    response = browser.post(address, with_token(browser, address) | data)

    (message,) = response.context["form"].errors["new_parent_page"]
    assert REFUSED in message
    assert "Traduire" in message
    assert unchanged(page, english_home)


def test_a_move_below_another_language_is_refused_with_a_way_back(browser, page, english_home):
    address = reverse("wagtailadmin_pages:move_confirm", args=[page.pk, english_home.pk])
    token = with_token(browser, reverse("wagtailadmin_pages:copy", args=[page.pk]))

    response = browser.post(address, token, follow=True)

    assert response.redirect_chain[0][0] == reverse("wagtailadmin_pages:move", args=[page.pk])
    assert REFUSED in response.content.decode()
    assert unchanged(page, english_home)


def test_several_pages_are_not_moved_below_another_language(browser, page, english_home):
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "move"])
    token = with_token(browser, reverse("wagtailadmin_pages:copy", args=[page.pk]))

    response = browser.post(
        f"{address}?id={page.pk}&next=/admin/", token | {"chooser": english_home.pk}, follow=True
    )

    assert "ne peut pas être déplacée" in response.content.decode()
    assert unchanged(page, english_home)


@pytest.mark.parametrize(
    "act",
    [
        lambda page, home: page.copy(to=home),
        lambda page, home: page.copy(to=home, recursive=True),
        lambda page, home: page.create_alias(parent=home),
        lambda page, home: page.move(home, pos="last-child"),
        lambda page, home: home.add_child(instance=ContentPage(title="X", locale=page.locale)),
    ],
    ids=["copy", "copy with those below", "alias", "move", "create"],
)
def test_no_code_puts_a_page_below_another_language(page, english_home, act):
    with pytest.raises(ValidationError, match="même langue"):
        act(page, english_home)

    assert unchanged(page, english_home)


def test_a_new_page_has_the_language_above_whatever_is_sent(browser, english_home):
    address = reverse("wagtailadmin_pages:add", args=["home", "contentpage", english_home.pk])

    browser.post(
        f"{address}?locale=fr",
        with_token(browser, address)
        | {"title": "One", "slug": "one", "locale": "fr"}
        | dict.fromkeys(["body-count", "comments-TOTAL_FORMS", "comments-INITIAL_FORMS"], 0),
    )

    assert ContentPage.objects.get(slug="one").locale_id == english_home.locale_id


def test_within_a_language_pages_are_copied_and_moved(page, home):
    other = ContentPageFactory(parent=home, title="Autre")

    copied = page.copy(to=other, recursive=True)
    page.move(copied, pos="last-child")

    assert copied.get_children().count() == 2


def test_a_translation_with_all_below_has_its_language(page, english):
    translated = page.copy_for_translation(english)
    below = Page.objects.get(slug="dessous").copy_for_translation(english)

    assert below.get_parent().pk == translated.pk
    assert {translated.locale_id, below.locale_id} == {english.pk}


def test_pages_from_before_can_be_saved_are_listed_and_corrected(page, english_home, capsys):
    wrong = ContentPageFactory(parent=english_home, title="Fausse", slug="fausse")
    below = ContentPageFactory(parent=wrong, title="Plus bas", slug="plus-bas")
    ContentPageFactory(parent=english_home, title="Right", slug="right")
    Page.objects.filter(pk__in=[wrong.pk, below.pk]).update(locale=page.locale)
    ContentPage.objects.get(pk=wrong.pk).save()

    with pytest.raises(CommandError, match="1 page"):
        call_command("check_page_languages")
    listed = capsys.readouterr().out
    call_command("check_page_languages", fix=True)
    call_command("check_page_languages")

    assert "Fausse" in listed
    assert "Right" not in listed
    assert set(
        Page.objects.filter(pk__in=[wrong.pk, below.pk]).values_list("locale", flat=True)
    ) == {english_home.locale_id}
