"""Documents that clients name by the hash of their text."""

import hashlib

import pytest
from django.core.cache import caches

from cms.process_cache import clear_process_caches

TITLES = "{ pages { title } }"


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()


def persisted(text, **more):
    return {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": digest(text)}}, **more}


def test_a_document_is_sent_once_and_named_from_then_on(client, site):
    def ask(body):
        return client.post("/graphql/", body, content_type="application/json")

    unknown = ask(persisted(TITLES))
    sent = ask(persisted(TITLES, query=TITLES))
    named = ask(persisted(TITLES))
    by_id = ask({"documentId": f"sha256:{digest(TITLES)}"})

    [error] = unknown.json()["errors"]
    assert error["message"] == "PersistedQueryNotFound"
    assert error["extensions"]["code"] == "PERSISTED_QUERY_NOT_FOUND"
    assert unknown["Cache-Control"] == "no-store"
    assert (
        sent.json() == named.json() == by_id.json() == {"data": {"pages": [{"title": "Accueil"}]}}
    )


def test_registered_documents_are_known_from_the_start(client, site, settings):
    text = (settings.CMS_GRAPHQL_OPERATIONS_DIR / "08-sitemap.graphql").read_text()

    response = client.get("/graphql/", {"documentId": digest(text)})

    assert "sitemap" in response.json()["data"]


def test_a_refused_document_is_not_remembered(client, site):
    wrong = "{ nothing }"
    client.post("/graphql/", persisted(wrong, query=wrong), content_type="application/json")
    again = client.post("/graphql/", persisted(wrong), content_type="application/json")

    assert again.json()["errors"][0]["extensions"]["code"] == "PERSISTED_QUERY_NOT_FOUND"


@pytest.mark.parametrize(
    "body",
    [
        {"documentId": "abc"},
        {"documentId": 4},
        {"extensions": {"persistedQuery": 1}},
        {"extensions": {"persistedQuery": {"version": 2, "sha256Hash": "0" * 64}}},
        {"extensions": {"persistedQuery": {"version": 1}}},
        {"query": TITLES, "documentId": "0" * 64},
    ],
    ids=["no hash", "a number", "no object", "other version", "nothing", "another text's"],
)
def test_a_wrong_name_is_refused(client, site, body):
    response = client.post("/graphql/", body, content_type="application/json")

    assert response.status_code == 400
    assert response.json()["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


def test_processes_share_documents_through_the_cache(client, site, settings):
    settings.CACHES = settings.CACHES | {
        "answers": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "d"}
    }
    body = persisted(TITLES, query=TITLES)
    client.post("/graphql/", body, content_type="application/json")
    clear_process_caches()
    named = client.post("/graphql/", persisted(TITLES), content_type="application/json")
    caches["answers"].clear()

    assert "data" in named.json()
