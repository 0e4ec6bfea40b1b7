"""Settings for production: those of `base`, with pooled PostgreSQL connections."""

from iae48.settings.base import *  # noqa: F403  extends it
from iae48.settings.base import DATABASES

if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    # As many connections as threads (iae48/serve.py): each uses at most one.
    DATABASES["default"]["OPTIONS"] = {"pool": {"min_size": 1, "max_size": 3, "timeout": 10}}
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
