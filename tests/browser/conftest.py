"""A real Chromium against a live server that has the starter content."""

import os
import tempfile
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import override_settings
from PIL import Image
from playwright.sync_api import sync_playwright

from iae48.roles import EDITORS, PUBLISHERS
from tests.cms.queue import DATABASE
from tests.factories import UserFactory

SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PASSWORD = "une phrase de passe"
# What a page's policy refuses becomes an error of the page.
REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sample }) =>
  setTimeout(() => {
    throw new Error(`${violatedDirective} refuses ${blockedURI} ${sample}`);
  })
);
"""
SCREENSHOTS = django_settings.VAR_DIR / "screenshots"
# `make guide-pictures` names the folder of the guides' own pictures.
GUIDE_PICTURES = Path(os.environ.get("GUIDE_PICTURES") or SCREENSHOTS / "guides")


@pytest.fixture
def content(transactional_db, settings, tmp_path):
    """Load the starter content with an editor and an administrator."""
    settings.MEDIA_ROOT = tmp_path / "media"
    # Its renditions, 40 seconds of each test, are left to a worker that never comes.
    with override_settings(TASKS=DATABASE):
        call_command("load_starter_content", verbosity=0)
    call_command("setup_roles")
    editor = UserFactory(username="redaction", password=PASSWORD)
    editor.groups.set(Group.objects.filter(name__in=[EDITORS, PUBLISHERS]))
    UserFactory(username="admin", password=PASSWORD, superuser=True)


@pytest.fixture
def browser_page():
    """Return a tab of a new Chromium; the test fails on an error in its console.

    What the Content-Security-Policy of a page refuses is such an error.
    """
    errors = []
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as profile, sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            profile,
            executable_path="/usr/bin/chromium",
            headless=True,
            args=SWITCHES,
            viewport={"width": 1280, "height": 900},
            locale="fr-FR",
        )
        tab = context.new_page()
        tab.add_init_script(REPORT_VIOLATIONS)
        tab.on("pageerror", lambda error: errors.append(str(error)))
        yield tab
        context.close()
    assert errors == []


@pytest.fixture
def log_in(browser_page, live_server, content):
    """Return a function that logs somebody into the admin, in place of who was there."""

    def enter(username):
        browser_page.context.clear_cookies()
        browser_page.goto(f"{live_server.url}/admin/")
        browser_page.fill("#id_login", username)
        browser_page.fill("#id_password", PASSWORD)
        browser_page.click("button[type=submit]")
        browser_page.wait_for_url(f"{live_server.url}/admin/")
        return browser_page

    return enter


@pytest.fixture
def shoot():
    """Return a function that keeps a picture of a tab."""

    def take(tab, name, *, full_page=True):
        tab.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=full_page)

    return take


@pytest.fixture
def illustrate():
    """Return a function that keeps a picture for a guide: what the window shows, in 128 colours."""
    GUIDE_PICTURES.mkdir(parents=True, exist_ok=True)

    def take(tab, name):
        tab.wait_for_load_state("networkidle")
        seen = Image.open(BytesIO(tab.screenshot(animations="disabled"))).convert("RGB")
        path = GUIDE_PICTURES / f"{name}.png"
        seen.quantize(128, dither=Image.Dither.NONE).save(path, optimize=True)
        assert path.stat().st_size <= 150_000

    return take
