"""Our edge without its kept answers: each answer is made anew."""

from bench.settings.common import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
CMS_GRAPHQL_KEPT_ANSWERS = 0
