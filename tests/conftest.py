"""What all tests share: a site in two languages, its directory, and the endpoint."""

import gc
from pathlib import Path

import pytest
import wagtail_factories
from django.contrib.auth.models import Group, Permission
from django.core.cache import cache, caches
from wagtail.models import Collection, Locale, Page, Site, Workflow

from cms.changes import postgres_snapshot
from cms.process_cache import clear_process_caches
from iae48.roles import set_up_roles
from tests import migrated_database, restored_database
from tests.browsing import Browser
from tests.built_once import built_once
from tests.factories import HomePageFactory, StructureIndexPageFactory

# Folders whose tests use Django's ORM alone, in which both databases give the same.
ANY_DATABASE = (
    "cms/accounts",
    "cms/admin",
    "cms/images",
    "cms/translation",
    "cms/uploads",
)


def pytest_collection_modifyitems(items):
    """Mark the tests of these folders `any_database`, but for those that a database skips."""
    tests = Path(__file__).parent
    for item in items:
        is_in_folder = item.path.relative_to(tests).as_posix().startswith(ANY_DATABASE)
        if is_in_folder and item.get_closest_marker("skipif") is None:
            item.add_marker("any_database")


def pytest_collection_finish():
    """Have the garbage collector, which migrations call often, pass by what is imported."""
    gc.freeze()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    """Spare SQLite the migrations, where they were run before."""
    migrated_database.restore_on_migration()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Delete Wagtail's welcome page once: that takes many statements, and few tests want it.

    In the end, end what kept answers ask over, before the database is dropped.
    """
    with django_db_blocker.unblock():
        migrated_database.store()
        Page.objects.filter(depth__gt=1).delete()
        restored_database.replace_flush()
    yield
    postgres_snapshot.close()


@pytest.fixture(autouse=True)
def _empty_cache():
    """Forget what another test left: Wagtail keeps the sites' root paths in the cache."""
    cache.clear()
    caches["answers"].clear()
    clear_process_caches()


@pytest.fixture
def client():
    """Return a client that is held to CSRF tokens, in the place of pytest-django's."""
    return Browser()


@pytest.fixture
def cold(settings):
    """Have each answer made anew: what is measured is how it is made."""
    settings.CMS_GRAPHQL_CACHED_RESPONSES = 0


@pytest.fixture
def home(db):
    """Return the French home page, alone in the tree; there is no site yet."""
    return built_once("home", lambda: HomePageFactory(title="Accueil"), [Page, Group])


@pytest.fixture
def site(home):
    """Return the default site, at the address of Django's test client."""
    values = {"hostname": "testserver", "port": 80, "site_name": "IAE 48", "is_default_site": True}
    return built_once(
        "site", lambda: wagtail_factories.SiteFactory(root_page=home, **values), [Page, Site]
    )


@pytest.fixture
def english(home):
    """Return the English locale; the home page's translation is published."""
    return built_once("english", lambda: _translate(home), [Page, Locale, Site, Group])


def _translate(home):
    locale = Locale.objects.create(language_code="en")
    translation = home.copy_for_translation(locale)
    translation.title = "Home"
    translation.slug = "home"
    translation.save_revision().publish()
    return locale


@pytest.fixture
def roles(site):
    """Set up the roles of the admin, in the languages that there are."""
    built_once("roles", set_up_roles, [Page, Locale, Group, Permission, Collection, Workflow])


@pytest.fixture
def directory(home):
    """Return the directory of structures, below the home page."""
    return built_once("directory", lambda: StructureIndexPageFactory(parent=home), [Page, Site])


@pytest.fixture
def graphql(client, site):
    """Return a function that sends a query with its variables and returns the answer's JSON."""

    def send(query, **variables):
        response = client.post(
            "/graphql/",
            {"query": query, "variables": variables},
            content_type="application/json",
        )
        return response.json()

    return send
