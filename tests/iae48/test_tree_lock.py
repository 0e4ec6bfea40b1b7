"""Pages that two people move, add, reorder or publish at the same moment stay in the tree."""

import threading
import time
from contextlib import contextmanager
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection, connections, transaction
from django.urls import URLPattern, get_resolver, reverse
from wagtail.models import Collection, Page

from cms.admin import tree_posts
from cms.tree_lock import TreeBusyError, tree_locked
from home.models import ContentPage
from structures.admin.access import give_access
from tests.admin_forms import form_fields
from tests.factories import ContentPageFactory, StructurePageFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")


@pytest.fixture
def sections(home):
    """Return three sections; the first has a page below it."""
    made = [ContentPageFactory(parent=home, title=name, slug=name.lower()) for name in "ABC"]
    ContentPageFactory(parent=made[0], title="M", slug="m")
    return [Page.objects.get(pk=each.pk) for each in made]


@contextmanager
def meanwhile(change):
    """Have a thread hold the lock and change the tree, until somebody else waits for the lock."""
    has_lock = threading.Event()

    def hold():
        try:
            with tree_locked():
                has_lock.set()
                change()
                until_somebody_waits()
        finally:
            connections.close_all()

    thread = threading.Thread(target=hold)
    thread.start()
    assert has_lock.wait(10)
    yield
    thread.join(20)
    assert not thread.is_alive()


def until_somebody_waits():
    for _each in range(200):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database "
                "WHERE locktype = 'advisory' AND NOT granted AND datname = current_database()"
            )
            if cursor.fetchone()[0]:
                return
        time.sleep(0.05)
    raise AssertionError("Nobody waited for the lock.")


def page_form(client, name, *keys, **changes):
    address = reverse(f"wagtailadmin_pages:{name}", args=keys)
    return address, form_fields(client.get(address).content.decode()) | {
        "body-count": "0", "title": "Neuve", "slug": "neuve", **changes
    }  # fmt: skip


def add(client, first, second):
    return page_form(client, "add", "home", "contentpage", first.pk)


def publish(client, first, second):
    child = first.get_children().get()
    return page_form(client, "edit", child.pk, **{"action-publish": "1"})


def move(client, first, second):
    child = first.get_children().get()
    return reverse("wagtailadmin_pages:move_confirm", args=[child.pk, second.pk]), {}


def reorder(client, first, second):
    return reverse("wagtailadmin_pages:set_page_position", args=[first.pk]) + "?position=2", {}


def bulk_move(client, first, second):
    child = first.get_children().get()
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "move"])
    return f"{address}?id={child.pk}&next=/admin/", {"chooser": second.pk}


def delete(client, first, second):
    return reverse("wagtailadmin_pages:delete", args=[first.get_children().get().pk]), {}


def copy(client, first, second):
    child = first.get_children().get()
    address = reverse("wagtailadmin_pages:copy", args=[child.pk])
    return address, {"new_title": "N", "new_slug": "n", "new_parent_page": second.pk}


FORMS = [add, publish, move, reorder, bulk_move, delete, copy]


@pytest.mark.parametrize("form", FORMS)
def test_a_form_waits_for_whoever_changes_the_tree(postgresql, admin_client, sections, form):
    first, second, third = sections
    address, fields = form(admin_client, first, second)

    # The paths of all that the form has read are others when its turn comes.
    with meanwhile(lambda: Page.objects.get(pk=first.pk).move(third, pos="last-child")):
        answer = admin_client.post(address, fields)

    assert answer.status_code in (200, 302)
    assert Page.find_problems() == ([], [], [], [], [])
    first.refresh_from_db()
    assert first.get_parent().pk == third.pk or form is reorder
    for page in Page.objects.filter(depth__gt=2):
        assert page.url_path == f"{page.get_parent().url_path}{page.slug}/"


def test_a_form_that_waits_in_vain_says_so(postgresql, admin_client, sections, monkeypatch):
    monkeypatch.setattr(tree_posts, "LOCK_SECONDS", 1)
    address, fields = add(admin_client, *sections[:2])
    release = threading.Event()

    def hold():
        try:
            with tree_locked():
                held.set()
                release.wait(20)
        finally:
            connections.close_all()

    held = threading.Event()
    thread = threading.Thread(target=hold)
    thread.start()
    assert held.wait(10)
    html = admin_client.post(address, fields)
    json = admin_client.post(address, fields, headers={"accept": "application/json"})
    release.set()
    thread.join(20)

    assert html.status_code == json.status_code == 409
    assert "Une autre modification des pages est en cours" in html.content.decode()
    assert json.json()["error_code"] == "conflict"
    assert not ContentPage.objects.filter(slug="neuve").exists()

    [kept] = BeautifulSoup(html.content, "html.parser").select("[name=held]")
    resumed = admin_client.post(reverse("account_resume_form"), {"held": kept["value"]})
    [form] = BeautifulSoup(resumed.content, "html.parser").select("main form")
    saved = admin_client.post(form["action"], form_fields(resumed.content.decode(), "main form"))

    assert saved.status_code == 302
    assert ContentPage.objects.get(slug="neuve").title == "Neuve"


def test_readers_keep_a_thread_while_many_wait(postgresql, sections):
    with tree_locked(1):
        errors = []

        def wait():
            try:
                with tree_locked(5):
                    pass
            except TreeBusyError:
                errors.append(time.monotonic() - begin)
            finally:
                connections.close_all()

        begin = time.monotonic()
        threads = [threading.Thread(target=wait) for _each in range(4)]
        for thread in threads:
            thread.start()
        until_somebody_waits()
        refused_at_once = [seconds for seconds in errors if seconds < 3]
    for thread in threads:
        thread.join(20)

    assert len(refused_at_once) == 3
    with tree_locked(1):
        pass


def test_autosave_sees_what_was_published_while_it_waited(postgresql, admin_client, sections):
    page = ContentPage.objects.get(pk=sections[0].pk)
    page.save_revision().publish()
    address, fields = page_form(admin_client, "edit", page.pk, slug="a", introduction="Le mien")

    def publish_another():
        other = ContentPage.objects.get(pk=page.pk)
        other.introduction = "D’un import"
        other.save_revision().publish()

    with meanwhile(publish_another):
        answer = admin_client.post(address, fields, headers={"accept": "application/json"})

    page.refresh_from_db()
    assert answer.json()["error_code"] == "invalid_revision"
    assert page.get_latest_revision_as_object().introduction == "D’un import"


def test_the_wait_of_a_form_is_no_limit_for_the_rest_of_its_transaction(postgresql):
    with tree_locked(7), connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        [limit] = cursor.fetchone()
        with tree_locked(7):  # the same transaction has it already
            pass

    assert limit == "0"


def test_collections_wait_too(postgresql, admin_client, site):
    root = Collection.get_first_root_node()
    first, second = root.add_child(name="A"), root.add_child(name="B")
    address = reverse("wagtailadmin_collections:add")

    with meanwhile(lambda: Collection.objects.get(pk=first.pk).move(second, pos="sorted-child")):
        admin_client.post(address, {"name": "C", "parent": first.pk})

    assert Collection.find_problems() == ([], [], [], [], [])
    assert Collection.objects.get(name="C").get_parent().name == "A"


def test_giving_access_waits_too(postgresql, site):
    sheet = StructurePageFactory()

    with meanwhile(lambda: Collection.get_first_root_node().add_child(name="A")):
        give_access(sheet, "equipe@exemple.fr")

    assert Collection.find_problems() == ([], [], [], [], [])


# --- Which forms ----------------------------------------------------------------------------------


@pytest.fixture
def locks(monkeypatch):
    """Return how often the lock is taken."""
    taken = []

    @contextmanager
    def lock(patience):
        taken.append(patience)
        with transaction.atomic():
            yield

    monkeypatch.setattr(tree_posts, "tree_locked", lock)
    return taken


def patterns(namespace):
    """Return the views of an application of the admin."""
    found: Any = [each for each in get_resolver().url_patterns if str(each.pattern) == "admin/"]
    found = [each for each in found[0].url_patterns if getattr(each, "namespace", "") == namespace]
    return [each for each in found[0].url_patterns if isinstance(each, URLPattern)]


@pytest.mark.parametrize("namespace", ["wagtailadmin_pages", "wagtailadmin_collections"])
def test_every_form_of_pages_and_collections_waits(admin_client, sections, locks, namespace):
    texts = {"content_type_app_name": "home", "content_type_model_name": "contentpage"}
    waiting: set[str | None] = set()
    others: set[str | None] = set()
    admin_client.raise_request_exception = False
    for pattern in patterns(namespace):
        keys = {key: texts.get(key, sections[0].pk) for key in pattern.pattern.converters}
        unnamed = [sections[0].pk, "live", "latest"][: pattern.pattern.regex.groups]
        arguments = {"kwargs": keys} if keys else {"args": unnamed}
        address = reverse(f"{namespace}:{pattern.name}", **arguments)
        before = len(locks)
        admin_client.post(address)
        (waiting if len(locks) > before else others).add(pattern.name)

    assert len(waiting) > 3
    assert others <= {"preview_on_add", "preview_on_edit"}


def test_autosave_of_a_draft_waits_too(admin_client, sections, locks):
    address, fields = page_form(admin_client, "edit", sections[0].pk, slug="a")

    saved = admin_client.post(address, fields, headers={"accept": "application/json"})

    assert saved.json()["success"]
    assert len(locks) == 1


def test_a_form_without_the_right_to_enter_does_not_wait(client, sections, locks):
    client.force_login(UserFactory())

    client.post(reverse("wagtailadmin_pages:edit", args=[sections[0].pk]), {"title": "x"})

    assert locks == []


def test_reading_does_not_wait(admin_client, sections, locks):
    admin_client.get(reverse("wagtailadmin_pages:edit", args=[sections[0].pk]))

    assert locks == []
