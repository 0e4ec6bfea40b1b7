"""What the edit form says: old dates, what will fail, what failed, and what a moderator asks."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from cms.models import ScheduleFailure
from cms.scheduling.conflicts import _unique_names, errors_at
from home.models import ContentPage
from networks.models import Network
from structures.admin.access import give_access
from structures.models import Commune
from tests.admin_forms import form_fields
from tests.cms.scheduling.test_publish_scheduled import live, reload
from tests.factories import (
    ContentPageFactory,
    NetworkFactory,
    StructureIndexPageFactory,
    StructureKindFactory,
    StructurePageFactory,
)

PUBLISH = {"action-publish": "action-publish"}


def edit_url(row):
    if isinstance(row, Page):
        return reverse("wagtailadmin_pages:edit", args=[row.pk])
    return reverse(row.snippet_viewset.get_url_name("edit"), args=[row.pk])


def send(browser, row, **values):
    """Open the form, change what is given, and save it."""
    fields = form_fields(browser.get(edit_url(row)).content.decode())
    if hasattr(row, "body"):
        fields["body-count"] = "0"  # a script writes the fields of a stream
    return browser.post(edit_url(row), fields | values)


@pytest.fixture(params=[ContentPageFactory, NetworkFactory], ids=["page", "snippet"])
def expired(request, editor):
    """Return what expired yesterday."""
    row = live(request.param)
    yesterday = timezone.now().replace(microsecond=0) - timedelta(days=1)
    row.go_live_at, row.expire_at = yesterday - timedelta(days=1), yesterday
    row.save_revision(user=editor)
    type(row).objects.filter(pk=row.pk).update(expire_at=yesterday, live=True)
    reload(row).unpublish(set_expired=True)
    return reload(row)


def text_field(row):
    return "summary" if isinstance(row, Network) else "introduction"


def test_a_draft_of_what_has_expired_is_saved_with_its_old_dates(expired, browser):
    answer = send(browser, expired, **{text_field(expired): "Du neuf."})

    saved = reload(expired)
    assert answer.status_code == 302
    draft = saved.get_latest_revision_as_object()
    assert getattr(draft, text_field(expired)) == "Du neuf."
    assert draft.expire_at == expired.expire_at
    assert (saved.live, saved.expired) == (False, True)


def test_publishing_what_has_expired_takes_its_old_date_away(expired, browser, publish_scheduled):
    shown = browser.get(edit_url(expired)).content.decode()

    answer = send(browser, expired, **PUBLISH)

    publish_scheduled()
    saved = reload(expired)
    assert answer.status_code == 302
    assert (saved.live, saved.expired, saved.expire_at) == (True, False, None)
    assert "publier retire cette date" in shown


def test_a_new_expiry_date_in_the_past_is_refused(expired, browser):
    past = timezone.localtime() - timedelta(days=3)

    answer = send(browser, expired, expire_at=f"{past:%Y-%m-%d %H:%M}", **PUBLISH)

    assert answer.status_code == 200
    assert not reload(expired).live


def test_approving_what_has_expired_meanwhile_takes_its_old_date_away(editor, expired):
    state = expired.get_workflow().start(expired, editor)
    state.current_task_state.approve(user=editor)

    saved = reload(expired)
    assert (saved.live, saved.expire_at) == (True, None)


def tomorrow(hours=0):
    return f"{timezone.localtime() + timedelta(days=1, hours=hours):%Y-%m-%d %H:%M}"


def test_a_slug_that_another_page_is_scheduled_to_take_is_refused_with_its_name(browser, editor):
    first, second = live(ContentPageFactory, title="Un"), live(ContentPageFactory, title="Deux")
    planned = send(browser, first, slug="agenda", go_live_at=tomorrow(), **PUBLISH)

    refused = send(browser, second, slug="agenda", go_live_at=tomorrow(hours=1), **PUBLISH)

    assert planned.status_code == 302
    assert reload(first).approved_schedule
    assert refused.status_code == 200
    assert "« Un » prendra cette valeur le" in refused.content.decode()
    assert not reload(second).approved_schedule


def test_a_code_that_another_snippet_is_scheduled_to_take_is_refused(browser, editor):
    first, second = live(NetworkFactory, name="Un"), live(NetworkFactory, name="Deux")
    send(browser, first, slug="federation", go_live_at=tomorrow(), **PUBLISH)

    refused = send(browser, second, slug="federation", go_live_at=tomorrow(hours=1), **PUBLISH)

    assert refused.status_code == 200
    assert "« Un » prendra cette valeur le" in refused.content.decode()


def test_a_slug_is_free_before_another_page_takes_it_and_below_another_page(browser, home):
    first, second = live(ContentPageFactory, title="Un"), live(ContentPageFactory, title="Deux")
    below = live(ContentPageFactory, title="Dessous", parent=first)
    send(browser, first, slug="agenda", go_live_at=tomorrow(hours=1), **PUBLISH)

    before = send(browser, second, slug="agenda", go_live_at=tomorrow(), **PUBLISH)
    elsewhere = send(browser, below, slug="agenda", go_live_at=tomorrow(hours=2), **PUBLISH)

    assert (before.status_code, elsewhere.status_code) == (302, 302)
    assert reload(second).approved_schedule
    assert reload(below).approved_schedule


def test_a_page_is_scheduled_as_it_is_made_unless_its_slug_will_be_taken(browser, home):
    first = live(ContentPageFactory, title="Un", parent=home)
    send(browser, first, slug="agenda", go_live_at=tomorrow(), **PUBLISH)
    address = reverse("wagtailadmin_pages:add", args=["home", "contentpage", home.pk])
    fields = form_fields(browser.get(address).content.decode())
    fields |= {"body-count": "0", "go_live_at": tomorrow(hours=1), **PUBLISH}

    refused = browser.post(address, fields | {"title": "Agenda", "slug": "agenda"})
    taken = browser.post(address, fields | {"title": "Rendez-vous", "slug": "rendez-vous"})

    assert refused.status_code == 200
    assert "« Un » prendra cette valeur le" in refused.content.decode()
    assert taken.status_code == 302
    assert Page.objects.get(slug="rendez-vous").approved_schedule


@pytest.mark.parametrize("value", ["", None])
def test_values_that_are_left_empty_are_nobodys(editor, schedule, value):
    first, second = live(NetworkFactory), live(NetworkFactory)
    schedule(first, slug=value)
    second.slug = value

    wrong = errors_at(second, timezone.now() + timedelta(days=1), None)

    assert list(wrong) == ["slug"]
    assert "prendra cette valeur" not in str(wrong)


def test_what_no_two_rows_may_share_is_known_of_each_model():
    assert _unique_names(Network()) == [("slug", "locale")]
    assert _unique_names(ContentPage()) == []
    assert _unique_names(Commune()) == [("code_insee",)]


def test_pages_that_want_to_swap_slugs_are_refused_when_they_are_scheduled(browser, editor):
    first, _second = (live(ContentPageFactory, slug=slug) for slug in ("un", "deux"))

    refused = send(browser, first, slug="deux", go_live_at=tomorrow(), **PUBLISH)

    assert refused.status_code == 200
    assert "deux" in refused.content.decode()
    assert not reload(first).approved_schedule


def test_what_is_wrong_in_no_field_of_the_form_is_said_when_it_is_scheduled(
    browser, editor, monkeypatch
):
    page = live(ContentPageFactory)
    full_clean = type(page).full_clean

    def refuse(self, *args, **kwargs):
        full_clean(self, *args, **kwargs)
        if not kwargs.get("exclude"):
            raise ValidationError({"latest_revision": "Cette version est seule."})

    monkeypatch.setattr(type(page), "full_clean", refuse)

    refused = send(browser, page, go_live_at=tomorrow(), **PUBLISH)

    text = refused.content.decode()
    assert "À la date prévue, la publication échouera : Cette version est seule." in text


def test_the_form_the_list_and_the_home_page_say_what_failed(browser, schedule, publish_scheduled):
    page, network = live(ContentPageFactory, title="Nouvelle"), live(NetworkFactory)
    schedule(page, slug="contact")
    schedule(network, slug="federation")
    ContentPageFactory(slug="contact")
    NetworkFactory(slug="federation")
    publish_scheduled()

    shown = [browser.get(edit_url(row)).content.decode() for row in (page, network)]
    listed = browser.get(
        reverse("wagtailadmin_explore", args=[page.get_parent().pk])
    ).content.decode()
    networks = browser.get(reverse(network.snippet_viewset.get_url_name("list"))).content.decode()
    home = browser.get(reverse("wagtailadmin_home")).content.decode()

    for text in shown:
        assert "Programmation en échec" in text
        assert "n’a pas pu avoir lieu" in text
    assert "programmation en échec" in listed
    assert "programmation en échec" in networks
    assert f'href="{edit_url(page)}"' in home
    assert f'href="{edit_url(network)}"' in home


def test_a_list_asks_no_more_for_many_failures(browser, schedule, publish_scheduled):
    def count():
        with CaptureQueriesContext(connection) as queries:
            browser.get(reverse("wagtailadmin_home"))
        return len(queries)

    def fail(number):
        for _n in range(number):
            page = live(ContentPageFactory)
            schedule(page, slug=f"pris-{page.pk}")
            ContentPageFactory(slug=f"pris-{page.pk}")
        publish_scheduled()

    fail(1)
    count()
    one = count()
    fail(3)

    assert count() <= one


@pytest.mark.parametrize("factory", [NetworkFactory, StructureKindFactory])
def test_the_statuses_of_snippets_cost_no_query_a_row(browser, factory):
    def count():
        address = reverse(factory._meta.model.snippet_viewset.get_url_name("list"))
        with CaptureQueriesContext(connection) as queries:
            browser.get(address)
        read = re.compile("wagtailcore_revision|workflowstate|schedulefailure")
        return sum(bool(read.search(query["sql"])) for query in queries)

    live(factory, code="AI") if factory is StructureKindFactory else live(factory)
    count()
    one = count()
    for code in ("EI", "ACI", "ETTI"):
        live(factory, code=code) if factory is StructureKindFactory else live(factory)

    assert count() <= one


def test_a_failure_is_shown_to_nobody_who_may_not_change_the_row(
    client, editor, schedule, publish_scheduled
):
    StructureIndexPageFactory()
    staff = give_access(StructurePageFactory(), "equipe@causses.exemple.fr").user
    page = live(ContentPageFactory, title="Cachée aux structures")
    network = live(NetworkFactory, name="Réseau caché aux structures")
    schedule(page, slug="contact")
    schedule(network, slug="federation")
    ContentPageFactory(slug="contact")
    NetworkFactory(slug="federation")
    publish_scheduled()
    client.force_login(staff)

    home = client.get(reverse("wagtailadmin_home"))

    assert ScheduleFailure.objects.count() == 2
    assert home.status_code == 200
    assert "Cachée aux structures" not in home.content.decode()
    assert "Réseau caché aux structures" not in home.content.decode()


def failed(row, **values):
    """Return the failure of a withdrawal of a page or a snippet."""
    return ScheduleFailure.objects.create(
        base_content_type=row.get_base_content_type(),
        event=ScheduleFailure.Event.UNPUBLISH,
        due_at=timezone.now(),
        reason="Rien ne va.",
        **{"object_id": str(row.pk), **values},
    )


def test_the_home_page_shows_the_latest_failures_of_what_somebody_may_change(
    browser, client, editor, directory, monkeypatch
):
    monkeypatch.setattr("cms.scheduling.admin.SHOWN", 1)
    sheet = StructurePageFactory(name="Leur fiche", parent=directory)
    staff = give_access(sheet, "equipe@causses.exemple.fr").user
    client.force_login(staff)
    failed(sheet)
    for title in ("Avant", "Dernière"):
        failed(live(ContentPageFactory, title=title))

    home = browser.get(reverse("wagtailadmin_home")).content.decode()
    theirs = client.get(reverse("wagtailadmin_home")).content.decode()

    assert ("Dernière" in home, home.count("Rien ne va.")) == (True, 1)
    assert ("Leur fiche" in theirs, theirs.count("Rien ne va.")) == (True, 1)


def test_a_failure_of_what_is_gone_is_not_shown(browser, editor):
    failed(ContentPageFactory(), object_id="481516")

    home = browser.get(reverse("wagtailadmin_home"))

    assert home.status_code == 200
    assert "Rien ne va." not in home.content.decode()


@pytest.mark.parametrize("factory", [ContentPageFactory, NetworkFactory], ids=["page", "snippet"])
def test_the_form_says_who_asked_for_changes_when_and_why_until_it_is_submitted_again(
    browser, editor, factory
):
    row = live(factory)
    setattr(row, text_field(row), "Du neuf.")
    row.save_revision(user=editor)
    state = row.get_workflow().start(reload(row), editor)
    state.current_task_state.task.specific.on_action(
        state.current_task_state, user=editor, action_name="reject", comment="Citez la source."
    )

    shown = browser.get(edit_url(row)).content.decode()
    state.refresh_from_db()
    state.resume(editor)
    again = browser.get(edit_url(row)).content.decode()

    assert "Modifications demandées" in shown
    assert "Lou Vidal n’a pas approuvé cette version" in shown
    assert state.current_task_state.task.name in shown
    assert "Citez la source." in shown
    assert "Modifications demandées" not in again
