"""Our edge as it is in production, with the answers that it keeps, and an empty view beside it."""

from bench.settings.both_sides import *  # noqa: F403  all of the parent's

ROOT_URLCONF = "bench.urls"
