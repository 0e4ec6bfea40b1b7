"""Settings for development: no configuration needed, SQLite, plain HTTP, mail on the terminal."""

from iae48.settings import env

env.assume(
    MFA_REQUIRED_GROUPS="none",
    SECRET_KEY="development-only-" + "x" * 50,
    ALLOWED_HOSTS="localhost,127.0.0.1,[::1],.localhost",
    ADMIN_BASE_URL="http://localhost:8000",
    DATABASE_URL="sqlite:///var/iae48.sqlite3",
    GRAPHQL_ALLOWED_ORIGINS="*",
    GRAPHQL_SITE_ADDRESSES="127.0.0.1,::1",  # the public site, and local scripts
    WEBHOOK_PRIVATE_ADDRESSES="yes",
)

from iae48.settings.base import *  # noqa: E402, F403  imported after `assume`
from iae48.settings.base import DATABASES, STORAGES, VAR_DIR  # noqa: E402  as above

DEBUG = True
CMS_GRAPHQL_EXPLORER_IS_PUBLIC = True
VAR_DIR.mkdir(exist_ok=True)
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
CMS_EMAIL_TRANSPORT = "django.core.mail.backends.console.EmailBackend"
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 0
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
