"""Settings of both sides: production's on the loopback interface, with wider limits."""

from iae48.settings import env

env.assume(
    SECRET_KEY="benchmark-only-" + "x" * 50,
    ALLOWED_HOSTS="127.0.0.1,testserver",
    ADMIN_BASE_URL="http://127.0.0.1:8000",
    DATABASE_URL="postgres://postgres@127.0.0.1:5432/iae48_bench",
)

from iae48.settings.production import *  # noqa: E402, F403  imported after `assume`
from iae48.settings.production import CACHES, VAR_DIR  # noqa: E402  as above

MOST = 500
BENCH_DIR = VAR_DIR / "bench"
MEDIA_ROOT = BENCH_DIR / "media"
PRIVATE_MEDIA_ROOT = BENCH_DIR / "private"
STATIC_ROOT = BENCH_DIR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
SECURE_SSL_REDIRECT = False
# Wagtail caches renditions here. Django's default of 300 entries would be too few for the stock
# view, which would look them up again.
CACHES["default"]["OPTIONS"] = {"MAX_ENTRIES": 100_000}
CMS_GRAPHQL_MAX_PAGE_SIZE = MOST
CMS_GRAPHQL_MAX_COST = 1_000_000
CMS_GRAPHQL_MAX_REQUEST_SECONDS = 60.0
CMS_GRAPHQL_MAX_STATEMENT_MILLISECONDS = 60_000
