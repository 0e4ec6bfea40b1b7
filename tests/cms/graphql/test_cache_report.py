"""`extensions.cache` says why a response is cached or not."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory
from django.utils import timezone

from cms.delivery.cache_wsgi import ResponseCacheMiddleware
from cms.graphql.schema import enforcement
from iae48.schema import schema
from tests.factories import ContactPageFactory, ContentPageFactory

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
TITLES = "{ pages { title } }"


@pytest.fixture
def ask(client, site):
    """Return a function that asks with `extensions.cache`, and returns the response's JSON."""

    def send(query=TITLES, **headers):
        body = {"query": query, "extensions": {"cache": True}}
        return client.post(
            "/graphql/", body, content_type="application/json", headers=headers
        ).json()

    return send


def report(answer):
    return answer["extensions"]["cache"]


def test_the_first_response_is_a_miss_and_the_next_a_hit(ask, home):
    first, second = ask(), ask()

    assert report(first)["status"] == "MISS"
    assert report(second) == report(first) | {"status": "HIT"}
    assert report(first)["reason"] is None
    assert report(first)["uncacheableFields"] == []
    assert first["data"] == second["data"]


def test_a_change_makes_the_next_one_a_miss(ask, home):
    ask()
    ContentPageFactory(parent=home)

    assert [report(ask())["status"] for _each in range(2)] == ["MISS", "HIT"]


def test_the_tags_are_those_of_the_header(ask, client, home):
    header = client.post("/graphql/", {"query": TITLES}, content_type="application/json")

    assert report(ask())["tags"] == header["Cache-Tag"].split(",")


def test_the_end_is_the_next_moment_at_which_the_clock_changes_the_response(ask, home):
    end = (timezone.now() + timedelta(hours=2)).replace(microsecond=0)
    ContentPageFactory(parent=home, expire_at=end)

    assert datetime.fromisoformat(report(ask())["expiresAt"]) == end.astimezone(UTC)


def test_a_response_that_no_clock_changes_is_cached_for_a_day(ask, home):
    left = datetime.fromisoformat(report(ask())["expiresAt"]) - timezone.now()

    assert timedelta(hours=23, minutes=59) < left <= timedelta(days=1)


def test_a_field_that_is_new_each_time_is_named(ask, home):
    ContactPageFactory(parent=home, slug="contact")

    answer = ask('{ page(slug: "contact") { ... on ContactPage { formToken } } }')

    assert report(answer)["status"] == "UNCACHEABLE"
    assert report(answer)["reason"] == "FIELDS"
    assert report(answer)["uncacheableFields"] == ["ContactPage.formToken"]
    assert report(answer)["expiresAt"] is None


def test_a_root_field_that_records_nothing_is_named(ask, client, site, monkeypatch):
    field = schema.graphql_schema.query_type.fields["site"]
    monkeypatch.setattr(field, "resolve", enforcement._require_dependencies(lambda *_args: None))

    answer = ask("{ s: site { siteName } pages { title } }")

    assert report(answer)["reason"] == "FIELDS"
    assert report(answer)["uncacheableFields"] == ["Query.site"]


@pytest.mark.parametrize(
    ("query", "reason"),
    [("{ pages(limit: 1000) { title } }", "ERRORS"), ("mutation { __typename }", "MUTATION")],
)
def test_errors_and_mutations_are_not_cached(ask, home, query, reason):
    assert report(ask(query))["reason"] == reason


def test_a_server_that_caches_nothing_says_so(ask, home, settings):
    settings.CMS_GRAPHQL_CACHED_RESPONSES = 0

    assert [report(ask())["reason"] for _each in range(2)] == ["OFF", "OFF"]


def test_a_response_that_is_too_long_says_so(ask, home, monkeypatch):
    monkeypatch.setattr("cms.graphql.views.LONGEST_BYTES", 10)

    assert [report(ask())["reason"] for _each in range(2)] == ["TOO_LONG", "TOO_LONG"]


def test_a_preview_is_not_cached(ask, home):
    assert report(ask(x_preview_token="wrong"))["reason"] == "PREVIEW"


def test_the_middleware_in_front_reports_a_hit_too(site, home):
    application = ResponseCacheMiddleware(WSGIHandler())
    body = json.dumps({"query": TITLES, "extensions": {"cache": True}}).encode()
    bodies, etags = [], []
    for _each in range(4):
        request = RequestFactory().post("/graphql/", body, content_type="application/json")
        started: dict[str, str] = {}
        response = application(request.META, lambda _status, sent, to=started: to.update(sent))
        bodies.append(b"".join(response))
        etags.append(started["ETag"])

    assert [b'"HIT"' in each for each in bodies] == [False, True, True, True]
    assert len(set(etags[1:])) == 1
    assert etags[0] != etags[1]


def test_nothing_is_reported_that_was_not_asked_for(client, home):
    answer = client.post("/graphql/", {"query": TITLES}, content_type="application/json").json()

    assert "extensions" not in answer
