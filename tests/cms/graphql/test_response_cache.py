"""Answers are kept for as long as they are true, and caches in front are told what they need."""

import threading
from datetime import timedelta
from time import sleep

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.utils import timezone
from redis.exceptions import RedisError
from wagtail.models import Page

from cms.cache import ForgivingClient
from cms.changes import installation, signals, tags
from cms.changes.log import RETENTION, prune
from cms.delivery.response_cache import LONGEST_SECONDS
from cms.graphql import views
from cms.graphql.schema import enforcement
from cms.models import Change
from cms.process_cache import clear_process_caches
from iae48.schema import schema
from tests.factories import ContentPageFactory

TITLES = "{ pages { title } }"


@pytest.fixture
def made(monkeypatch):
    """Return the questions for which an answer was made rather than kept."""
    questions = []
    run = views._run

    def noted(request, question, request_id):
        questions.append(question.query)
        return run(request, question, request_id)

    monkeypatch.setattr(views, "_run", noted)
    return questions


@pytest.fixture
def get(client, site):
    """Return a function that asks by GET."""

    def ask(query=TITLES, /, **headers):
        parameters = {"query": query} if isinstance(query, str) else query
        return client.get("/graphql/", parameters, headers=headers)

    return ask


# Where an answer must be kept on PostgreSQL too, what was done must be committed: inside another
# transaction there is no snapshot to keep answers by.
committed = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@committed
def test_a_response_that_is_too_long_is_not_stored(get, made, home, monkeypatch):
    monkeypatch.setattr("cms.delivery.response_cache.LONGEST_BYTES", 10)

    get()
    get()

    assert made == [TITLES, TITLES]


# --- Kept ----------------------------------------------------------------------------------------


@committed
def test_an_answer_is_made_once_and_again_after_a_change(get, home, made):
    first = get()
    second = get()
    ContentPageFactory(parent=home, title="Nouvelle")
    third = get()

    assert first.content == second.content
    assert third.json() == {"data": {"pages": [{"title": "Accueil"}, {"title": "Nouvelle"}]}}
    assert len(made) == 2


@committed
def test_a_change_that_is_rolled_back_leaves_the_answer(get, home, made):
    get()
    with transaction.atomic():
        Page.objects.filter(pk=home.pk).update(title="Autre")
        transaction.set_rollback(True)
    get()

    assert len(made) == 1


@committed
def test_a_draft_leaves_the_answer(get, home, made):
    get()
    home.title = "Brouillon"
    home.save_revision()
    get()

    assert len(made) == 1


@committed
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_a_transaction_that_commits_late_is_seen(get, home):
    has_written, may_commit = threading.Event(), threading.Event()

    def publish_slowly():
        with transaction.atomic():
            Page.objects.filter(pk=home.pk).update(title="Tard")
            has_written.set()
            may_commit.wait(10)
        connection.close()

    other = ContentPageFactory(parent=home, title="Lente")
    slow = threading.Thread(target=publish_slowly)
    slow.start()
    has_written.wait(10)
    before = get()
    Page.objects.filter(pk=other.pk).update(title="Vite")  # begins later, and commits first
    between = get()
    may_commit.set()
    slow.join()
    after = get()

    def titles(response):
        return sorted(page["title"] for page in response.json()["data"]["pages"])

    assert titles(before) == ["Accueil", "Lente"]
    assert titles(between) == ["Accueil", "Vite"]
    assert titles(after) == ["Tard", "Vite"]


@committed
def test_an_answer_ends_when_the_clock_hides_a_page(get, home):
    page = ContentPageFactory(parent=home, title="Brève")
    Page.objects.filter(pk=page.pk).update(expire_at=timezone.now() + timedelta(seconds=0.4))
    before = get()
    sleep(0.5)

    assert "Brève" in before.content.decode()
    assert "Brève" not in get().content.decode()


@committed
def test_processes_share_answers_through_the_cache(get, home, made, settings):
    settings.CACHES = settings.CACHES | {
        "answers": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "a"}
    }
    get()
    clear_process_caches()  # as another process begins
    get()
    Page.objects.filter(pk=home.pk).update(title="Autre")
    clear_process_caches()
    third = get()

    assert len(made) == 2
    assert third.json() == {"data": {"pages": [{"title": "Autre"}]}}


@committed
def test_what_changes_during_a_migration_is_seen_after_it(get, home, made):
    get()
    installation.remove_triggers()
    Page.objects.filter(pk=home.pk).update(title="Autre")
    installation.install()

    assert get().json() == {"data": {"pages": [{"title": "Autre"}]}}


def test_emptying_the_database_puts_the_triggers_back(db):
    installation.remove_triggers()
    # As `flush` does: without the state of the migrations.
    signals._after_migrations(sender=apps.get_app_config("cms"), using="default")

    assert installation.are_installed()


@committed
def test_without_triggers_nothing_is_kept(get, home, made, caplog):
    installation.remove_triggers()
    try:
        get()
        Page.objects.filter(pk=home.pk).update(title="Autre")
        second = get()
    finally:
        installation.install()

    assert second.json() == {"data": {"pages": [{"title": "Autre"}]}}
    assert len(made) == 2
    assert "Run migrate" in caplog.text


def test_a_field_that_does_not_say_what_it_reads_is_not_kept(get, home, made, monkeypatch):
    field = schema.graphql_schema.query_type.fields["pages"]
    silent = enforcement._require_dependencies(
        lambda root, info, **arguments: list(Page.objects.filter(live=True))
    )
    monkeypatch.setattr(field, "resolve", silent)

    get()
    get()

    assert len(made) == 2


def test_no_more_is_kept_than_the_settings_allow(get, home, made, settings):
    settings.CMS_GRAPHQL_CACHED_RESPONSES = 1
    for query in ("{ pages { id } }", TITLES, "{ pages { id } }"):
        get(query)

    assert len(made) == 3


def test_the_log_outlives_every_answer():
    assert RETENTION.total_seconds() > LONGEST_SECONDS + 3600


def test_the_log_is_shortened(db, home):
    Change.objects.all().delete()
    Page.objects.filter(pk=home.pk).update(title="Vieux")
    Change.objects.update(at=timezone.now() - RETENTION - timedelta(minutes=1))
    Page.objects.filter(pk=home.pk).update(title="Neuf")

    prune()

    assert f"page:{home.pk}.title" in Change.objects.values_list("tag", flat=True)
    assert not Change.objects.filter(at__lt=timezone.now() - RETENTION).exists()


# --- Without Redis -------------------------------------------------------------------------------


def test_redis_that_is_gone_makes_nothing_wrong(get, home, settings, caplog):
    settings.CACHES = {
        name: {
            "BACKEND": "cms.cache.ForgivingRedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",  # a port on which nothing listens
        }
        for name in ("default", "answers")
    }
    first = get()
    Page.objects.filter(pk=home.pk).update(title="Autre")
    second = get()

    assert first.json() == {"data": {"pages": [{"title": "Accueil"}]}}
    assert second.json() == {"data": {"pages": [{"title": "Autre"}]}}
    assert "Redis can't be reached" in caplog.text


def test_redis_that_fails_is_left_alone_for_a_while(monkeypatch):
    client = ForgivingClient(["redis://127.0.0.1:1/0"])
    called = []

    def refuse(*arguments, **options):
        called.append(arguments)
        raise RedisError("gone")

    monkeypatch.setattr(client, "get_client", refuse)

    answers_given = [client.get("a", "none"), client.get("b", "none"), client.add("c", 1, 10)]

    assert answers_given == ["none", "none", True]
    assert len(called) == 1


# --- Caches in front -----------------------------------------------------------------------------


def test_a_client_that_has_the_answer_is_told_so(get, home):
    first = get()
    second = get(if_none_match=first["ETag"])
    weak = get(if_none_match=f'"other", W/{first["ETag"]}')
    other = get(if_none_match='"other"')

    assert (second.status_code, second.content) == (304, b"")
    assert weak.status_code == 304
    assert other.status_code == 200
    for name in ("ETag", "Cache-Control", "Cache-Tag", "Surrogate-Key", "Vary"):
        assert second[name] == first[name]


def test_a_changed_answer_has_another_etag(get, home):
    first = get()
    Page.objects.filter(pk=home.pk).update(title="Autre")
    second = get(if_none_match=first["ETag"])

    assert second.status_code == 200
    assert second["ETag"] != first["ETag"]


def test_a_post_is_never_answered_by_304(client, site):
    body = {"query": TITLES}
    first = client.post("/graphql/", body, content_type="application/json")
    headers = {"if-none-match": first["ETag"]}
    second = client.post("/graphql/", body, content_type="application/json", headers=headers)

    assert second.status_code == 200
    assert second.content == first.content


def test_the_two_media_types_are_two_answers(get, home):
    plain = get()
    new = get(accept="application/graphql-response+json")

    assert plain["Content-Type"].startswith("application/json")
    assert new["Content-Type"].startswith("application/graphql-response+json")
    assert plain["ETag"] != new["ETag"]


def test_caches_in_front_ask_each_time_unless_the_settings_let_them_be(get, home, settings):
    exact = get()
    settings.CMS_GRAPHQL_SHARED_MAX_AGE = 300
    settings.CMS_GRAPHQL_STALE_WHILE_REVALIDATE = 60
    easy = get()
    ContentPageFactory(parent=home, expire_at=timezone.now() + timedelta(seconds=100))
    short = get()

    assert exact["Cache-Control"] == "public, max-age=0, s-maxage=0, stale-while-revalidate=0"
    assert easy["Cache-Control"] == "public, max-age=0, s-maxage=300, stale-while-revalidate=60"
    assert 90 <= int(short["Cache-Control"].partition("s-maxage=")[2].partition(",")[0]) <= 100
    assert short["Cache-Control"].endswith("stale-while-revalidate=0")


@pytest.mark.parametrize(
    "query", ["{ nothing }", "{", '{ page(id: "x") { title } }', "{ page { title } }"]
)
def test_an_error_is_not_kept_anywhere(get, home, query):
    response = get(query)

    assert response["Cache-Control"] == "no-store"
    assert "ETag" not in response
    assert "Cache-Tag" not in response


def test_the_tags_name_rows_lists_and_what_is_missing(get, home):
    page_list = get()["Surrogate-Key"].split(" ")
    missing = get('{ page(id: "999") { title } }')["Surrogate-Key"].split(" ")

    assert tags.public(f"page:{home.pk}") in page_list
    assert tags.public(f"pages:{home.locale_id}") in page_list
    assert tags.public(tags.EVERYTHING) in page_list
    assert tags.public("members:page") in missing
    assert tags.public("page:999") not in missing
    assert get()["Cache-Tag"] == ",".join(page_list)


def test_a_long_list_names_all_rows_at_once(get, home):
    for _ in range(110):
        ContentPageFactory(parent=home)
    found = get("{ pages(limit: 100) { title } }")["Surrogate-Key"].split(" ")

    assert tags.public("rows:page") in found
    assert len(found) < 20
