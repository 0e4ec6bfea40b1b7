"""Our endpoint as in production, with its response cache; plus an empty view to compare with."""

from bench.settings.both_sides import *  # noqa: F403  extends it

ROOT_URLCONF = "bench.urls"
