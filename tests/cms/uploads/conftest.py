"""What all tests of uploads share."""

import gc

import pytest
from django.test import Client

from tests.factories import UserFactory


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """Return the folder of a test's own files."""
    settings.MEDIA_ROOT = settings.PRIVATE_MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def admin(db):
    """Yield a client of an administrator; forms without a CSRF token are refused."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(UserFactory(superuser=True))
    client.get("/admin/account/")  # brings the cookie
    client.defaults["HTTP_X_CSRFTOKEN"] = client.cookies["csrftoken"].value
    yield client
    gc.collect()  # files that Wagtail leaves open warn while their test says that they may
