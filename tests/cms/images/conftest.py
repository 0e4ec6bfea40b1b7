"""What all tests of images share."""

import pytest


@pytest.fixture(autouse=True)
def media(db, settings, tmp_path):
    """Return the folder of a test's own files."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path
