"""grapple as it is shipped: its interfaces, its types, its schema and its view."""

from bench.settings.both_sides import *  # noqa: F403  all of the parent's
from bench.settings.both_sides import INSTALLED_APPS as SHARED_APPS
from bench.settings.both_sides import MOST

ROOT_URLCONF = "bench.stock.urls"
INSTALLED_APPS = ["bench.stock.apps.StockCmsConfig" if app == "cms" else app for app in SHARED_APPS]
GRAPPLE = {  # its own interfaces, and the page size that the benchmark needs
    "APPS": ["cms", "networks", "structures", "home"],
    "MAX_PAGE_SIZE": MOST,  # type: ignore[dict-item]  # grapple takes it
}
GRAPHENE = {"SCHEMA": "grapple.schema.schema"}
