"""The mutation as HTTP: by POST, without a cookie, in no cache; and nothing reads a message."""

import hashlib

import pytest

from cms.contact.models import ContactMessage
from cms.delivery.site_state import read_site_state
from cms.delivery.visibility import VisibilityPolicy
from cms.models import PreviewGrant
from iae48.schema import schema
from tests.cms.contact.conftest import SEND
from tests.cms.graphql.answers import codes

TOKEN = '{ page(urlPath: "/fr/contact/") { ... on ContactPage { formToken } } }'
FORM = """{ page(urlPath: "/fr/contact/") { ... on ContactPage {
  subjects consent { html } thankYou { html } } } }"""


def test_an_answer_is_stored_nowhere_and_sets_no_cookie(client, written, send):
    client.cookies["sessionid"] = "x"

    response = send(written)

    assert response["Cache-Control"] == "no-store"
    assert not response.has_header("ETag")
    assert not response.has_header("Cache-Tag")
    assert response.cookies == {}


def test_each_of_two_same_messages_is_one_of_its_own(again, send):
    send(again())
    send(again())

    assert ContactMessage.objects.count() == 2


def test_a_document_that_is_known_by_its_hash_is_not_sent_by_get(client, written, again):
    digest = hashlib.sha256(SEND.encode()).hexdigest()
    persisted = {"persistedQuery": {"version": 1, "sha256Hash": digest}}
    body = {"query": SEND, "variables": {"input": written}, "extensions": persisted}
    client.post("/graphql/", body, content_type="application/json")

    response = client.get("/graphql/", {"documentId": digest, "variables": "{}"})
    by_post = client.post(
        "/graphql/",
        {"documentId": digest, "variables": {"input": again()}},
        content_type="application/json",
    )

    assert response.status_code == 405
    assert codes(by_post.json()) == []
    assert ContactMessage.objects.count() == 2


@pytest.mark.parametrize(
    "query",
    [
        "mutation ($input: SendContactMessageInput!) { a: sendContactMessage(input: $input) "
        "{ isSent } b: sendContactMessage(input: $input) { isSent } }",
        "mutation ($input: SendContactMessageInput!) { ...F ...G } fragment F on Mutation "
        "{ sendContactMessage(input: $input) { isSent } } fragment G on Mutation "
        "{ b: sendContactMessage(input: $input) { isSent } }",
    ],
    ids=["aliases", "fragments"],
)
def test_a_mutation_does_one_thing(client, written, query):
    body = {"query": query, "variables": {"input": written}}

    answer = client.post("/graphql/", body, content_type="application/json").json()

    assert codes(answer) == ["QUERY_TOO_COMPLEX"]
    assert not ContactMessage.objects.exists()


def test_a_mutation_has_a_cost(client, written):
    body = {"query": SEND, "variables": {"input": written}, "extensions": {"cost": True}}

    answer = client.post("/graphql/", body, content_type="application/json").json()

    assert answer["extensions"]["cost"]["requested"] == 21


def test_an_error_in_a_mutation_writes_nothing(written, send, monkeypatch):
    monkeypatch.setattr("cms.contact.graphql.mail_message", lambda message: 1 / 0)

    answer = send(written).json()

    assert codes(answer) == ["INTERNAL_SERVER_ERROR"]
    assert not ContactMessage.objects.exists()


def test_a_preview_does_not_let_a_draft_take_messages(client, page, written):
    page.unpublish()
    body = {"query": SEND, "variables": {"input": written}}

    answer = client.post(
        "/graphql/", body, content_type="application/json", headers={"X-Preview-Token": "x" * 43}
    )

    assert codes(answer.json()) == ["BAD_USER_INPUT"]
    assert answer["Cache-Control"] == "no-store"


def test_a_subscription_is_refused(client, db):
    body = {"query": "subscription { __typename }"}

    answer = client.post("/graphql/", body, content_type="application/json").json()

    assert codes(answer) == ["GRAPHQL_VALIDATION_FAILED"]


# --- What is read --------------------------------------------------------------------------------


def test_the_form_is_read_and_kept_and_its_token_is_not(client, page):
    form = client.post("/graphql/", {"query": FORM}, content_type="application/json")
    token = client.post("/graphql/", {"query": TOKEN}, content_type="application/json")

    assert form.json()["data"]["page"] == {
        "subjects": ["Trouver un service", "Autre"],
        "consent": {"html": "<p>J’accepte d’être recontacté.</p>"},
        "thankYou": {"html": "<p>Merci.</p>"},
    }
    assert token["Cache-Control"] == "no-store"
    assert not token.has_header("ETag")
    assert form.has_header("ETag")


def test_a_token_from_the_endpoint_is_good(client, page, written, answered, settings):
    settings.CMS_CONTACT_MIN_SECONDS = -1
    asked = client.post("/graphql/", {"query": TOKEN}, content_type="application/json").json()

    answer = answered(written | {"token": asked["data"]["page"]["formToken"]})

    assert answer == {"isSent": True, "errors": []}
    assert not ContactMessage.objects.get().is_suspect


def test_no_type_field_or_rule_leads_to_a_message(rf, page, written, answered):
    from grapple.registry import registry

    answered(written)
    message = ContactMessage.objects.get()
    request = rf.get("/graphql/", headers={"host": "testserver"})

    shown = VisibilityPolicy(read_site_state(request, "")).allows(message)

    assert ContactMessage not in registry.class_models
    assert not shown
    # A model that grapple knows and that declares no field is hidden, too.
    assert PreviewGrant in registry.django_models
    assert not VisibilityPolicy(read_site_state(request, "")).allows(PreviewGrant())
    types = set(schema.graphql_schema.type_map)
    assert {name for name in types if "ContactMessage" in name} == {
        "ContactMessageError",
        "ContactMessageFault",
        "ContactMessageField",
        "SendContactMessageInput",
        "SendContactMessagePayload",
    }
    for name in ("recipients", "mailSubject"):
        assert name not in schema.graphql_schema.type_map["ContactPage"].fields
