"""What the tests of previews share."""

import json

import pytest
from django.urls import reverse

from cms.preview.grants import issue
from tests.factories import ContentPageFactory, UserFactory


@pytest.fixture
def editor(db):
    """Return somebody who may edit every page."""
    return UserFactory(superuser=True)


@pytest.fixture
def page(home):
    """Return a published page with a draft that has another title and another slug."""
    page = ContentPageFactory(parent=home, title="Publiée", slug="publiee")
    page.title, page.slug, page.introduction = "Brouillon", "brouillon", "Pas encore publié."
    page.save_revision()
    page.refresh_from_db()
    return page


@pytest.fixture
def token(site, page, editor):
    """Return a token that shows the page's draft."""
    return issue(editor, page.get_latest_revision_as_object(), site)


@pytest.fixture
def send(client, site):
    """Return a function that asks with a token, or without one, and returns the response."""

    def post(query, token=None, **extra):
        headers = {} if token is None else {"X-Preview-Token": token}
        return client.post(
            reverse("graphql"),
            {"query": query},
            content_type="application/json",
            headers=headers | extra.pop("headers", {}),
            **extra,
        )

    return post


@pytest.fixture
def read(send):
    """Return a function that asks with a token, or without one, and returns the data."""

    def ask(query, token=None):
        answer = json.loads(send(query, token).content)
        assert "errors" not in answer, answer
        return answer["data"]

    return ask
