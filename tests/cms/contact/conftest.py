"""A contact page, and a visitor who writes."""

from time import time

import pytest
from django.core.signing import b62_encode

from cms.contact import tokens
from tests.cms.queue import QUEUE_BACKEND
from tests.factories import ContactPageFactory

SEND = """mutation ($input: SendContactMessageInput!) {
  sendContactMessage(input: $input) { isSent errors { field fault message } }
}"""


@pytest.fixture
def page(home, site):
    """Return a French page with a form."""
    return ContactPageFactory(parent=home, recipients="accueil@exemple.fr, bureau@exemple.fr")


@pytest.fixture
def token_of(monkeypatch):
    """Return a function that gives a token which is so many seconds old."""

    def make(page, age=60):
        with monkeypatch.context() as patch:
            shown = b62_encode(int(time()) - age)
            patch.setattr(tokens._signer, "timestamp", lambda: shown)
            return tokens.new_token(page.pk)

    return make


@pytest.fixture(autouse=True)
def _mail_queue(settings):
    """Have mail pass the queue, whose tasks the tests run at once."""
    settings.EMAIL_BACKEND = QUEUE_BACKEND


@pytest.fixture
def written(page, token_of):
    """Return what a visitor has filled in."""
    return {
        "page": str(page.pk),
        "token": token_of(page),
        "name": "Camille Roux",
        "email": "camille@exemple.fr",
        "phone": "04 66 00 00 00",
        "subject": "Trouver un service",
        "message": "Bonjour,\nqui entretient les jardins à Mende ?",
        "consent": True,
        "website": "",
    }


@pytest.fixture
def again(written, token_of, page):
    """Return a function that gives the same message by a form that is shown anew."""
    return lambda **values: written | {"token": token_of(page)} | values


@pytest.fixture
def send(client, django_capture_on_commit_callbacks):
    """Return a function that sends the mutation and returns the response."""

    def post(values, **headers):
        body = {"query": SEND, "variables": {"input": values}}
        with django_capture_on_commit_callbacks(execute=True):
            return client.post("/graphql/", body, content_type="application/json", headers=headers)

    return post


@pytest.fixture
def answered(send):
    """Return a function that sends the mutation and returns its field of the answer."""

    def ask(values, **headers):
        answer = send(values, **headers).json()
        assert "errors" not in answer
        return answer["data"]["sendContactMessage"]

    return ask
