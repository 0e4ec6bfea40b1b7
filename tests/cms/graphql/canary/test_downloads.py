"""The files of the directory have no canary, and do not tell a hidden thing from a deleted one."""

import pytest
from django.test import Client

from tests.cms.graphql.canary.canaries import CANARY, HIDDEN_ID
from tests.cms.graphql.canary.seed import hidden_things_deleted

pytestmark = [pytest.mark.django_db, pytest.mark.canary]
FILES = ["/structures.geojson", "/structures.csv"]
QUERIES = [
    "",
    "locale=en",
    "locale=es",
    "kind=ACI,EI,AI,GEIQ,EITI&orderBy=LAST_UPDATE",
    "family=NEIGHBOUR,STAFFING",
    "network=alpha&locale=en",
    "sector=jardin",
    "epci=240000000",
    "near=48095&km=1000&coverage=EITHER",
]


def asked_for(site):
    """Return what to ask: public things, and the words by which hidden ones are known."""
    hidden = [
        f"{name}={row.slug}"
        for row in site.canaries.rows
        if (name := row._meta.model_name) in ("network", "sector")
    ]
    return [f"{path}?{query}" for path in FILES for query in (*QUERIES, *hidden)]


def answers_to(addresses):
    """Return what is answered, the tags for caches included."""
    client = Client()
    found = {}
    for address in addresses:
        response = client.get(address)
        found[address] = response.status_code, dict(response.headers), response.content.decode()
    return found


def test_no_file_has_a_canary_and_none_tells_hidden_from_deleted(site):
    addresses = asked_for(site)

    answers = answers_to(addresses)
    with hidden_things_deleted(site):
        without = answers_to(addresses)

    texts = [f"{headers} {body}" for _status, headers, body in answers.values()]
    assert {status for status, *_rest in answers.values()} == {200, 400}
    assert any('"Structure 0"' in text for text in texts)
    assert [word for text in texts for word in CANARY.findall(text)] == []
    assert [number for text in texts for number in HIDDEN_ID.findall(text)] == []
    assert [address for address in addresses if answers[address] != without[address]] == []
