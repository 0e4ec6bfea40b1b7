"""The public site, built and served by Node, in front of the real CMS with its starter content.

Everything lives for the whole session: a test that changes content changes what no other one reads.
"""

import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.test import override_settings
from django.test.utils import setup_databases, teardown_databases
from playwright.sync_api import sync_playwright
from pytest_django.live_server_helper import LiveServer

from cms.changes import postgres_snapshot
from tests.browser.conftest import PASSWORD, SWITCHES
from tests.site.content import add_content

FRONTEND = django_settings.BASE_DIR / "frontend"
SECRET = "a secret that the CMS and the site share"
SCREENSHOTS = django_settings.VAR_DIR / "screenshots" / "site"
SECONDS_TO_START = 30


@pytest.fixture(scope="session")
def database(chromium, django_test_environment, django_db_blocker):
    """Make the test database: pytest-django makes it for tests that use it themselves alone.

    Chromium comes first: what runs beside Playwright's loop has a connection of its own, which
    nobody would close.
    """
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False)
        yield
        postgres_snapshot.close()
        teardown_databases(made, verbosity=0)


@pytest.fixture(scope="session")
def cms(database):
    """Return the address of the CMS, and the database behind it open to the tests."""
    port = _free_port()
    origin = f"http://localhost:{port}"
    with override_settings(WAGTAILADMIN_BASE_URL=origin, CSRF_TRUSTED_ORIGINS=[origin]):
        call_command("load_starter_content", verbosity=0)
        call_command("setup_roles", verbosity=0)
        add_content()
        call_command("prepare_renditions", verbosity=0)
        server = LiveServer(f"localhost:{port}")
        try:
            yield server.url
        finally:
            server.stop()


@pytest.fixture(scope="session")
def site(cms):
    """Return the site: its address, and that of its CMS."""
    with serving(cms) as origin:
        call_command("set_frontend_address", origin)
        yield SimpleNamespace(origin=origin, cms=cms)


@contextmanager
def serving(cms, **variables):
    """Serve the site by a process of its own, and yield its address."""
    port = _free_port()
    origin = f"http://localhost:{port}"
    environment = {
        **os.environ,
        "HOST": "localhost",
        "PORT": str(port),
        "CMS_ENDPOINT": f"{cms}/graphql/",
        "WEBHOOK_SECRET": SECRET,
        "TZ": "UTC",
        **variables,
    }
    process = subprocess.Popen(
        [os.environ.get("SITE_NODE", "node"), "server.mjs"], cwd=FRONTEND, env=environment
    )
    try:
        _wait_for(f"{origin}/icon.svg", process)
        yield origin
    finally:
        process.terminate()
        process.wait(timeout=10)


@pytest.fixture(scope="session")
def chromium():
    """Return Debian's Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", headless=True, args=SWITCHES
        )
        yield browser
        browser.close()


@pytest.fixture
def open_tab(chromium, site):
    """Return a function that opens a tab on the site; the test fails on an error in its console."""
    contexts, errors = [], []

    def open_one(*, expects_errors=False, **options):
        context = chromium.new_context(
            **{
                "base_url": site.origin,
                "locale": "fr-FR",
                "viewport": {"width": 1280, "height": 900},
            }
            | options
        )
        contexts.append(context)
        tab = context.new_page()
        if not expects_errors:
            tab.on("pageerror", lambda error: errors.append(str(error)))
            tab.on(
                "console",
                lambda message: (
                    errors.append(message.text) if message.type in ("error", "warning") else None
                ),
            )
        return tab

    yield open_one
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def tab(open_tab):
    """Return a tab of a desktop's width."""
    return open_tab()


@pytest.fixture
def editor_tab(open_tab, site):
    """Return a tab in which an editor is logged in to the admin."""
    tab = open_tab(expects_errors=True)  # the admin's own console is not the site's
    tab.goto(f"{site.cms}/admin/")
    tab.fill("#id_login", "redaction")
    tab.fill("#id_password", PASSWORD)
    tab.click("button[type=submit]")
    tab.wait_for_url(f"{site.cms}/admin/")
    return tab


@pytest.fixture
def shoot():
    """Return a function that keeps a picture of a tab."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)

    def take(tab, name, *, full_page=True):
        tab.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=full_page)

    return take


def _free_port():
    with socket.socket() as one:
        one.bind(("localhost", 0))
        return one.getsockname()[1]


def _wait_for(address, process):
    end = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except (urllib.error.URLError, OSError):
            if process.poll() is not None or time.monotonic() > end:
                raise
            time.sleep(0.2)
        else:
            return
