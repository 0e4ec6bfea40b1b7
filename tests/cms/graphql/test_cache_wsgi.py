"""Kept answers are given before Django begins, and are those that Django would give."""

import gzip
import io
import json

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import OperationalError
from wagtail.models import Page

from cms.delivery.cache_wsgi import ResponseCacheMiddleware
from cms.delivery.response_cache import cached_responses
from tests.factories import ContentPageFactory

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

BODY = json.dumps({"query": "{ pages { title } }"}).encode()
MANY = json.dumps({"query": "{ pages(limit: 50) { title } }"}).encode()


@pytest.fixture
def inner():
    """Return Django's own application, which notes what reaches it."""

    class Noting(WSGIHandler):
        def __init__(self):
            super().__init__()
            self.reached = []

        def __call__(self, environ, start_response):
            self.reached.append(environ["REQUEST_METHOD"])
            return super().__call__(environ, start_response)

    return Noting()


@pytest.fixture
def send(inner, site):
    """Return a function that sends a request and returns status, headers and body."""
    application = ResponseCacheMiddleware(inner)

    def call(method="POST", body=BODY, query="", **environ):
        started = []
        request = {
            "REQUEST_METHOD": method,
            "PATH_INFO": "/graphql/",
            "QUERY_STRING": query,
            "CONTENT_TYPE": "application/json" if method == "POST" else "",
            "CONTENT_LENGTH": str(len(body)),
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "HTTP_HOST": "testserver",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            **environ,
        }
        response = application(request, lambda status, headers: started.append((status, headers)))
        content = b"".join(response)
        if hasattr(response, "close"):
            response.close()
        [(status, headers)] = started
        return status, {name.lower(): value for name, value in headers}, content

    return call


def test_the_second_answer_is_the_first_one_without_django(send, inner):
    first = send()
    second = send()

    assert inner.reached == ["POST"]
    assert second[0] == first[0] == "200 OK"
    assert second[2] == first[2]
    assert second[1].pop("x-request-id") != first[1].pop("x-request-id")
    assert second[1] == first[1]


def test_after_a_change_django_answers_again(send, inner, home):
    send()
    Page.objects.filter(pk=home.pk).update(title="Autre")
    changed = send()

    assert inner.reached == ["POST", "POST"]
    assert json.loads(changed[2]) == {"data": {"pages": [{"title": "Autre"}]}}


def test_a_client_that_has_the_answer_is_told_so(send, inner):
    query = "query={pages{title}}"
    first = send("GET", b"", query)
    status, headers, body = send("GET", b"", query, HTTP_IF_NONE_MATCH=first[1]["etag"])

    assert inner.reached == ["GET"]
    assert (status, body) == ("304 Not Modified", b"")
    assert headers["etag"] == first[1]["etag"]
    assert headers["cache-control"] == first[1]["cache-control"]
    assert "content-length" not in headers


def test_headers_are_those_of_the_body_whoever_has_asked_for_it_first(send, inner, home):
    query = "query={pages{title}}"
    first = send("GET", b"", query, HTTP_ACCEPT_ENCODING="gzip")
    Page.objects.filter(pk=home.pk).update(title="Autre")
    for number in range(19):
        ContentPageFactory(parent=home, title=f"Une page {number}, au titre long {'a' * 60}")
    # What is cached now is not seen by the middleware: its response is a 304.
    unchanged = send("GET", b"", query, HTTP_ACCEPT_ENCODING="gzip", HTTP_IF_NONE_MATCH="*")
    third = send("GET", b"", query, HTTP_ACCEPT_ENCODING="gzip")

    assert inner.reached == ["GET", "GET"]
    assert unchanged[0] == "304 Not Modified"
    assert third[1]["etag"] == unchanged[1]["etag"] != first[1]["etag"]
    assert third[1]["cache-tag"] == unchanged[1]["cache-tag"] != first[1]["cache-tag"]
    assert third[1]["content-encoding"] == "gzip"
    assert "content-encoding" not in first[1]
    assert b"Autre" in gzip.decompress(third[2])


def test_a_304_has_the_headers_of_cors(send, inner, settings):
    settings.CMS_GRAPHQL_ALLOWED_ORIGINS = ["https://a.exemple"]
    query, origin = "query={pages{title}}", {"HTTP_ORIGIN": "https://a.exemple"}
    first = send("GET", b"", query, **origin)
    again = send("GET", b"", query, HTTP_IF_NONE_MATCH=first[1]["etag"], **origin)

    assert inner.reached == ["GET"]
    assert again[0] == "304 Not Modified"
    gone = {"content-type", "content-length", "x-request-id"}
    assert {k: v for k, v in again[1].items() if k not in gone} == {
        k: v for k, v in first[1].items() if k not in gone
    }


def test_each_origin_gets_its_own_headers(send, settings):
    settings.CMS_GRAPHQL_ALLOWED_ORIGINS = ["https://a.exemple"]
    for _ in range(2):
        allowed = send(HTTP_ORIGIN="https://a.exemple")[1]
        other = send(HTTP_ORIGIN="https://b.exemple")[1]

        assert allowed["access-control-allow-origin"] == "https://a.exemple"
        assert "access-control-allow-origin" not in other


@pytest.mark.parametrize(
    "other",
    [
        {"HTTP_HOST": "localhost"},
        {"HTTP_ACCEPT": "application/graphql-response+json"},
        {"wsgi.url_scheme": "https"},
        {"body": b'{"query": "{ pages { id } }"}'},
    ],
    ids=lambda other: next(iter(other)),
)
def test_another_request_is_another_answer(send, inner, other):
    send()
    send(**other)

    assert inner.reached == ["POST", "POST"]


@pytest.mark.parametrize(
    "other",
    [
        {"CONTENT_LENGTH": "x"},
        {"CONTENT_LENGTH": "100001"},
        {"method": "PUT"},
        {"CONTENT_TYPE": "text/plain"},
        {"HTTP_HOST": "mechant.example"},
    ],
    ids=lambda other: "-".join(map(str, *other.items())),
)
def test_what_the_endpoint_refuses_is_never_answered_in_front_of_it(send, inner, other):
    send()
    first, second = send(**other), send(**other)

    assert first[0] == second[0] != "200 OK"
    assert len(inner.reached) == 3


def test_other_addresses_pass_by(send, inner):
    send()
    status, _headers, _body = send("GET", b"", PATH_INFO="/healthz")

    assert (status, len(inner.reached)) == ("200 OK", 2)


def test_a_database_that_is_gone_is_the_endpoints_to_tell(send, inner, monkeypatch):
    send()

    def gone(*arguments, **options):
        raise OperationalError("gone")

    monkeypatch.setattr(cached_responses, "get", gone)
    status, headers, body = send()

    assert status.startswith("503")
    assert headers["cache-control"] == "no-store"
    assert json.loads(body)["errors"][0]["extensions"]["code"] == "SERVICE_UNAVAILABLE"


def test_a_compressed_answer_is_given_again_without_django(send, inner, home):
    for number in range(40):
        ContentPageFactory(parent=home, title=f"Page numéro {number} du site")
    plain = send(body=MANY)
    first = send(body=MANY, HTTP_ACCEPT_ENCODING="gzip")
    second = send(body=MANY, HTTP_ACCEPT_ENCODING="br, gzip")
    again = send(body=MANY)

    assert inner.reached == ["POST", "POST"]
    assert second[1]["content-encoding"] == "gzip"
    assert second[2] == first[2]
    assert gzip.decompress(second[2]) == plain[2] == again[2]
    assert second[1]["content-length"] == str(len(second[2]))
    assert second[1]["etag"] == first[1]["etag"] != plain[1]["etag"]
    assert "content-encoding" not in again[1]
    assert "Accept-Encoding" in second[1]["vary"]


def test_a_client_that_has_the_compressed_answer_is_told_so(send, inner, home):
    for number in range(40):
        ContentPageFactory(parent=home, title=f"Page numéro {number} du site")
    query = "query={pages(limit:50){title}}"
    first = send("GET", b"", query, HTTP_ACCEPT_ENCODING="gzip")
    tag = first[1]["etag"]
    status, headers, body = send(
        "GET", b"", query, HTTP_ACCEPT_ENCODING="gzip", HTTP_IF_NONE_MATCH=tag
    )

    assert inner.reached == ["GET"]
    assert (status, body) == ("304 Not Modified", b"")
    assert headers["etag"] == tag
    assert "content-encoding" not in headers
