"""What the tests of the endpoint share."""

import pytest

from cms.graphql.documents import store


@pytest.fixture
def ask(client, site):
    """Return a function that sends a query and returns the answer's JSON, whole.

    No document is known before.
    """
    store.clear()

    def send(query, variables=None, **extensions):
        body = {"query": query, "variables": variables, "extensions": extensions}
        return client.post("/graphql/", body, content_type="application/json").json()

    return send
