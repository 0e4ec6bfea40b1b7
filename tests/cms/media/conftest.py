"""What the tests of uploaded files share."""

import re
from typing import Any

import pytest
from django.test import Client

from tests.factories import UserFactory


class Reader(Client):
    """A browser that reads each answer to its end: `body` is what it read."""

    def request(self, **request):
        """Return the response, read; reading a file to its end closes it."""
        response: Any = super().request(**request)
        response.body = response.getvalue()
        return response


CSRF = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@pytest.fixture(autouse=True)
def folders(db, settings, tmp_path):
    """Return the folder of a test's own files: `public` and `private` in it."""
    settings.MEDIA_ROOT = tmp_path / "public"
    settings.PRIVATE_MEDIA_ROOT = tmp_path / "private"
    return tmp_path


@pytest.fixture
def admin_client():
    """Return an administrator's browser."""
    client = Reader(enforce_csrf_checks=True)
    client.force_login(UserFactory(superuser=True))
    return client


@pytest.fixture
def anonymous():
    """Return the browser of somebody who is not logged in."""
    return Reader()


@pytest.fixture
def stranger():
    """Return the browser of an account without any right."""
    client = Reader()
    client.force_login(UserFactory())
    return client


@pytest.fixture
def post():
    """Return a function that opens a page of the admin and sends its form with its token."""

    def send(client, address, data, **headers):
        page = client.get(address)
        token = CSRF.findall(page.content.decode())[0]
        return client.post(address, {**data, "csrfmiddlewaretoken": token}, **headers)

    return send


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """Return a context in which what a commit would start starts at its end."""
    return lambda: django_capture_on_commit_callbacks(execute=True)
