"""A preview is kept by nobody: not by the endpoint, not before Django, not by a cache between."""

import io
import json

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from cms.delivery.cache_wsgi import ResponseCacheMiddleware
from cms.delivery.response_cache import cached_responses
from cms.preview import draft_graph
from tests.factories import ContentPageFactory

QUERY = "{ pages { title } }"


def in_store():
    """Return how many answers this process keeps."""
    return len(cached_responses._responses)


def test_a_preview_is_told_to_be_stored_nowhere(send, token):
    for response in (send(QUERY, token), send(QUERY, "no good")):
        assert response["Cache-Control"] == "no-store"
        assert "ETag" not in response
        assert "Cache-Tag" not in response


def test_every_answer_varies_by_the_token(send, token):
    for response in (send(QUERY), send(QUERY, token), send("{"), send("{", token)):
        assert "X-Preview-Token" in response["Vary"]


def test_browsers_of_allowed_origins_may_send_the_token(client, site, settings):
    settings.CMS_GRAPHQL_ALLOWED_ORIGINS = ["https://www.exemple.fr"]

    response = client.options("/graphql/", headers={"Origin": "https://www.exemple.fr"})

    assert "X-Preview-Token" in response["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in response


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_answers_of_previews_and_of_readers_never_mix(site, page, token):
    application = ResponseCacheMiddleware(WSGIHandler())

    def call(token=None):
        body = json.dumps({"query": QUERY}).encode()
        environ = {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": "/graphql/",
            "QUERY_STRING": "",
            "CONTENT_TYPE": "application/json",
            "CONTENT_LENGTH": str(len(body)),
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "HTTP_HOST": "testserver",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
        }
        if token is not None:
            environ["HTTP_X_PREVIEW_TOKEN"] = token
        response = application(environ, lambda status, headers: None)
        content = b"".join(response)
        if hasattr(response, "close"):
            response.close()
        return content

    before = call(token)
    kept_of_preview = in_store()
    published = [call() for _again in range(3)]
    after = call(token)

    assert kept_of_preview == 0
    assert b"Brouillon" in before
    assert before == after
    assert len(set(published)) == 1
    assert b"Brouillon" not in published[0]
    assert in_store() == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_preview_changes_no_row_and_outdates_no_answer(send, site, page, token, home):
    published = send(QUERY)
    send(QUERY, token)

    again = send(QUERY)
    page.refresh_from_db()

    assert (page.title, page.slug) == ("Publiée", "publiee")
    assert again.content == published.content
    assert again["ETag"] == published["ETag"]
    assert in_store() == 1


def test_a_preview_asks_as_much_for_many_pages_as_for_few(send, home, token):
    def count():
        with CaptureQueriesContext(connection) as queries:
            send("{ pages(limit: 100) { title parent { title } } }", token)
        return len(queries)

    count()
    few = count()
    for number in range(10):
        ContentPageFactory(parent=home, title=f"Page {number}")

    assert count() == few


def test_while_somebody_saves_the_rows_the_reader_is_told_to_come_back(send, token, monkeypatch):
    def locked(*arguments):
        raise OperationalError("canceling statement due to lock timeout")

    monkeypatch.setattr(draft_graph, "_write", locked)

    response = send(QUERY, token)

    assert response.status_code == 503
    assert json.loads(response.content)["errors"][0]["extensions"]["code"] == "SERVICE_UNAVAILABLE"
