"""Our edge without its kept answers: each answer is made anew."""

from bench.settings.both_sides import *  # noqa: F403  all of the parent's

ROOT_URLCONF = "bench.urls"
CMS_GRAPHQL_CACHED_RESPONSES = 0
