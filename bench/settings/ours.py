"""Our endpoint without its response cache: each response is built anew."""

from bench.settings.both_sides import *  # noqa: F403  extends it

ROOT_URLCONF = "bench.urls"
CMS_GRAPHQL_CACHED_RESPONSES = 0
