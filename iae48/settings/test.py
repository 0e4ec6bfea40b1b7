"""Settings for tests: those of `base`, with temporary files and fast password hashing."""

import tempfile
from pathlib import Path

from iae48.settings import env

env.assume(
    MFA_REQUIRED_GROUPS="none",
    SECRET_KEY="test-only-" + "x" * 50,
    ALLOWED_HOSTS="testserver,localhost,127.0.0.1",
    ADMIN_BASE_URL="http://testserver",
    DATABASE_URL="sqlite://:memory:",
    GRAPHQL_CLIENT_COST_PER_MINUTE="0",
)

from iae48.settings.base import *  # noqa: E402, F403  imported after `assume`
from iae48.settings.base import STORAGES  # noqa: E402  as above

FILES = Path(tempfile.mkdtemp(prefix="iae48-test-"))
MEDIA_ROOT = FILES / "media"
PRIVATE_MEDIA_ROOT = FILES / "private"
STATIC_ROOT = FILES / "static"
STATIC_ROOT.mkdir()  # WhiteNoise warns if it is missing
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# pytest-django sets EMAIL_BACKEND to the same one.
EMAIL_BACKEND = CMS_EMAIL_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"
# Tests of the queue use the database backend (tests/cms/queue.py).
TASKS = {
    alias: {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}
    for alias in ("default", "database")
}
SECURE_SSL_REDIRECT = False
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
