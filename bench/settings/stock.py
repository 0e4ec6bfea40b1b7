"""grapple as shipped: its interfaces, types, schema and view."""

from bench.settings.both_sides import *  # noqa: F403  extends it
from bench.settings.both_sides import INSTALLED_APPS as SHARED_APPS
from bench.settings.both_sides import MOST

ROOT_URLCONF = "bench.stock.urls"
INSTALLED_APPS = ["bench.stock.apps.StockCmsConfig" if app == "cms" else app for app in SHARED_APPS]
GRAPPLE = {  # the default interfaces, with the page size that the benchmark needs
    "APPS": ["cms", "networks", "structures", "home"],
    "MAX_PAGE_SIZE": MOST,  # type: ignore[dict-item]  # grapple accepts an integer
}
GRAPHENE = {"SCHEMA": "grapple.schema.schema"}
