"""An action on several rows does what it can, says what it could not and why, and loses nothing."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from home.models import ContentPage
from structures.models import Commune, Epci
from tests.factories import CommuneFactory, ContentPageFactory, EpciFactory


@pytest.fixture
def admin(admin_user):
    """Return the browser of an administrator; a failure is an answer, as it is for her."""
    browser = Client(raise_request_exception=False)
    browser.force_login(admin_user)
    return browser


def act(browser, action, rows, **data):
    """Confirm an action on rows, and return the text of the page that follows."""
    options = (Page if isinstance(rows[0], Page) else rows[0])._meta
    names = (options.app_label, options.model_name)
    address = reverse("wagtail_bulk_action", args=[*names, action])
    query = "&".join([f"next={reverse('wagtailadmin_home')}", *(f"id={row.pk}" for row in rows)])
    answer = browser.post(f"{address}?{query}", data, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def draft(parent, **values):
    """Return a page that was never published, with a draft."""
    page = ContentPageFactory(parent=parent, draft=True, **values)
    page.save_revision()
    return page


@pytest.fixture
def taken(home):
    """Return a live page whose draft has the slug of another page."""
    page = ContentPageFactory(parent=home, title="Nouvelle")
    page.slug = "contact"
    page.save_revision(clean=False)
    ContentPageFactory(parent=home, title="Contact", slug="contact")
    return page


def state(page):
    return ContentPage.objects.values_list("live", "slug").get(pk=page.pk)


def test_pages_are_published_but_for_one_that_is_refused(site, home, admin, taken):
    first, last = draft(home, title="Une"), draft(home, title="Dernière")
    revisions = taken.revisions.count()

    text = act(admin, "publish", [first, taken, last])

    assert [state(page)[0] for page in (first, last)] == [True, True]
    assert state(taken) == (True, "nouvelle")
    assert taken.revisions.count() == revisions
    assert ContentPage.objects.get(pk=taken.pk).get_latest_revision_as_object().slug == "contact"
    assert "« Nouvelle » n’est pas publiée" in text
    assert "contact" in text
    assert "2 pages ont été publiées" in text


def test_nothing_is_said_to_be_published_where_nothing_is(site, home, admin, taken):
    text = act(admin, "publish", [taken])

    assert "n’est pas publiée" in text
    assert "a été publiée" not in text


def test_what_is_below_a_refused_page_stays_as_it_is(site, home, admin, taken):
    other = draft(home, title="Autre")
    below_refused, below_other = draft(taken, title="Dessous"), draft(other, title="Sous")

    act(admin, "publish", [taken, other], include_descendants="on")

    assert [state(page)[0] for page in (other, below_other, below_refused)] == [True, True, False]


def test_an_old_expiry_date_is_taken_away(site, home, admin):
    page = ContentPageFactory(parent=home, expired=True)
    page.save_revision()

    act(admin, "publish", [page])

    page.refresh_from_db()
    assert (page.live, page.expired, page.expire_at) == (True, False, None)


def test_what_would_fail_at_its_time_is_not_scheduled(site, home, admin, taken):
    version = taken.get_latest_revision_as_object()
    version.go_live_at = timezone.now() + timedelta(days=1)
    version.save_revision(clean=False)

    text = act(admin, "publish", [taken])

    assert "n’est pas publiée" in text
    assert not ContentPage.objects.get(pk=taken.pk).approved_schedule


def test_what_another_page_takes_before_its_time_is_not_scheduled(site, home, admin):
    pages = [ContentPageFactory(parent=home, title=title) for title in ("Première", "Seconde")]
    for days, page in enumerate(pages, start=1):
        page.save_revision().publish()
        page.refresh_from_db()
        page.slug, page.go_live_at = "nouvelle", timezone.now() + timedelta(days=days)
        page.save_revision()

    text = act(admin, "publish", pages)

    scheduled = [ContentPage.objects.get(pk=page.pk).approved_schedule for page in pages]
    assert scheduled == [True, False]
    assert "« Seconde » n’est pas publiée" in text


@pytest.mark.parametrize("action", ["unpublish", "delete"])
def test_pages_below_and_aliases_stand_in_no_ones_way(site, home, admin, action):
    page = ContentPageFactory(parent=home)
    below = ContentPageFactory(parent=page)
    alias = page.create_alias(parent=home, update_slug="alias")

    act(admin, action, [page], include_descendants="on")

    left = ContentPage.objects.filter(pk__in=[page.pk, below.pk], live=True)
    assert not left.exists()
    assert ContentPage.objects.filter(pk=alias.pk).exists()


def test_rows_that_others_need_are_not_deleted(site, admin):
    free, needed = EpciFactory(), EpciFactory()
    commune = CommuneFactory(epci=needed)

    act(admin, "delete", [free, needed])

    assert set(Epci.objects.values_list("pk", flat=True)) >= {needed.pk}
    assert Commune.objects.filter(pk=commune.pk).exists()
