"""Settings of a server: the base as it is, on PostgreSQL with pooled connections."""

from iae48.settings.base import *  # noqa: F403  all of the parent's
from iae48.settings.base import DATABASES

if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    # As many as the threads of iae48/serve.py: each holds one at most.
    DATABASES["default"]["OPTIONS"] = {"pool": {"min_size": 1, "max_size": 3, "timeout": 10}}
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
