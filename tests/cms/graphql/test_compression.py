"""Whoever asks for gzip gets the same answer in fewer bytes."""

import gzip
import json

import pytest

from cms.delivery import compression
from tests.factories import ContentPageFactory

TITLES = "{ pages(limit: 50) { title } }"
committed = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def pages(home):
    """Return pages enough for an answer that is worth compressing."""
    return [ContentPageFactory(parent=home, title=f"Page numéro {i} du site") for i in range(40)]


@pytest.fixture
def get(client, site):
    """Return a function that asks by GET."""

    def ask(query=TITLES, **headers):
        return client.get("/graphql/", {"query": query}, headers=headers)

    return ask


@committed
def test_the_compressed_answer_is_the_plain_one(get, pages):
    plain = get()
    for _made_then_kept in range(2):
        small = get(accept_encoding="gzip, deflate, br")

        assert small["Content-Encoding"] == "gzip"
        assert int(small["Content-Length"]) == len(small.content) < len(plain.content) / 3
        assert gzip.decompress(small.content) == plain.content
        assert small["ETag"] != plain["ETag"]
        assert small["Cache-Tag"] == plain["Cache-Tag"]


@pytest.mark.parametrize("header", ["gzip", "GZIP;q=0.5", "br, gzip ; q=1", "*", "br;q=0, *;q=0.1"])
def test_gzip_is_given_to_whoever_asks_for_it(get, pages, header):
    assert get(accept_encoding=header)["Content-Encoding"] == "gzip"


@pytest.mark.parametrize(
    "header",
    ["", "identity", "br, zstd", "gzip;q=0", "gzip;q=0.000, *", "*;q=0", "gzip;q=x", "gzip" * 60],
)
def test_gzip_is_not_given_to_others(get, pages, header):
    response = get(accept_encoding=header)

    assert "Content-Encoding" not in response
    assert len(response.json()["data"]["pages"]) == 41


def test_a_short_answer_stays_as_it_is(get, home):
    response = get(accept_encoding="gzip")

    assert "Content-Encoding" not in response
    assert response.json() == {"data": {"pages": [{"title": "Accueil"}]}}


def test_every_answer_tells_caches_that_encodings_differ(get, pages):
    responses = [get(), get(accept_encoding="gzip"), get("{ nothing }"), get("{")]

    for response in responses:
        assert "Accept-Encoding" in response["Vary"]


@committed
def test_each_encoding_has_its_own_304(get, pages):
    plain = get()
    small = get(accept_encoding="gzip")
    again = get(accept_encoding="gzip", if_none_match=small["ETag"])
    other = get(accept_encoding="gzip", if_none_match=plain["ETag"])

    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == small["ETag"]
    assert "Content-Encoding" not in again
    assert other.status_code == 200


def test_an_answer_with_errors_is_compressed_too(client, site, monkeypatch):
    monkeypatch.setattr(compression, "SMALLEST", 10)
    response = client.post(
        "/graphql/",
        {"query": "{ nothing }"},
        content_type="application/json",
        headers={"accept-encoding": "gzip"},
    )

    assert response["Content-Encoding"] == "gzip"
    assert response["Cache-Control"] == "no-store"
    [error] = json.loads(gzip.decompress(response.content))["errors"]
    assert error["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"


def test_the_longest_answer_is_measured_before_it_is_compressed(get, pages, settings):
    settings.CMS_GRAPHQL_MAX_ANSWER_BYTES = len(get().content) - 1
    response = get(accept_encoding="gzip")

    assert response.json()["errors"][0]["extensions"]["code"] == "QUERY_TOO_COMPLEX"
