"""What the tests of uploaded files share."""

import re
from typing import Any

import pytest
from django.test import Client

from cms.images.renditions import make_renditions
from tests.cms.media.signing import SIGNING
from tests.factories import CollectionFactory, DocumentFactory, ImageFactory, UserFactory


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


@pytest.fixture
def collection():
    """Return a public collection, below another one."""
    return CollectionFactory(parent=CollectionFactory())


@pytest.fixture
def image(collection):
    """Return an image with its renditions, one of the admin's among them."""
    image = ImageFactory(collection=collection, file__width=400, file__height=300)
    make_renditions(image)
    image.get_rendition("max-165x165")
    return image


@pytest.fixture
def document(collection):
    """Return a document."""
    return DocumentFactory(collection=collection)


@pytest.fixture
def get(settings):
    """Return a function that asks for an address like the web server in front does.

    The address is asked for in each way in which files are delivered; all have the same answer.
    """
    storages = {"signed-url": {**settings.STORAGES, "default": SIGNING}}
    ordinary = settings.STORAGES

    def ask(client, address):
        if address.startswith("/media/"):
            path = settings.MEDIA_ROOT / address.removeprefix("/media/")
            return 200 if path.exists() else 404
        responses = []
        for delivery in ("stream", "x-accel-redirect", "signed-url"):
            settings.CMS_FILE_DELIVERY = delivery
            settings.STORAGES = storages.get(delivery, ordinary)
            responses.append(client.get(address))
        settings.CMS_FILE_DELIVERY, settings.STORAGES = "stream", ordinary
        codes = [response.status_code for response in responses]
        if codes == [200, 200, 302]:
            assert responses[1]["X-Accel-Redirect"].startswith("/_private/")
            assert responses[2]["Location"].startswith("https://files.exemple.fr/")
            return 200
        [code] = set(codes)
        assert not any({"X-Accel-Redirect", "Location"} & set(one.headers) for one in responses)
        return code

    return ask
