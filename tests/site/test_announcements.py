"""What is published is announced by the CMS's own sender to the site's own receiver."""

import os
import subprocess
import sys
import time
from contextlib import ExitStack

import pytest
from django.conf import settings
from django.db import connection

from home.models import ContentPage
from tests.browser.test_editor_story import publish
from tests.site.conftest import SECRET, serving
from tests.site.test_content import get

pytestmark = [
    pytest.mark.site,
    # Wagtail leaves the closing of files to the garbage collector of its thread.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

PATH = "/fr/qui-sommes-nous/objectifs/"
HOUR = 3600
SECONDS = 3
# A clock of the day that runs backwards.
BACKWARDS = (
    "--import=data:text/javascript,const%20now=Date.now;Date.now=()=>now()-1e3*performance.now()"
)


def deliver(*receivers):
    """Run the command of the operators' guide, in a process of its own; return what it says."""
    server = os.environ["DATABASE_URL"].rpartition("/")[0]
    environment = os.environ | {
        "DATABASE_URL": f"{server}/{connection.settings_dict['NAME']}",
        "WEBHOOK_RECEIVERS": ",".join(f"{origin}/webhook" for origin in receivers),
        "WEBHOOK_SECRET": SECRET,
        "WEBHOOK_PRIVATE_ADDRESSES": "yes",
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "deliver_webhooks"],
        cwd=settings.BASE_DIR,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip()


def objectives():
    """Return the page that the tests change."""
    return ContentPage.objects.get(url_path__endswith="/qui-sommes-nous/objectifs/")


def shows(origin, words):
    """Return whether a process of the site shows the words on the page."""
    return words in get(origin + PATH)[2]


def test_a_publication_is_announced_and_shown_at_once(cms, editor_tab):
    words = "Une phrase que la rédaction annonce."
    with ExitStack() as stack:
        told, also_told, untold = (
            stack.enter_context(serving(cms, FRESH_SECONDS=str(HOUR))) for _ in range(3)
        )
        # A new receiver is told that everything has changed: it keeps what it reads after.
        assert deliver(told, also_told).startswith("Notifications reçues : 2 ; en échec : 0")
        before = [shows(origin, words) for origin in (told, also_told, untold)]

        editor_tab.goto(f"{cms}/admin/pages/{objectives().pk}/edit/")
        editor_tab.fill("#id_introduction", words)
        publish(editor_tab)
        editor_tab.wait_for_selector(".messages .success, [data-w-messages-target] .success")
        unannounced = [shows(origin, words) for origin in (told, also_told, untold)]
        assert deliver(told, also_told).startswith("Notifications reçues : 2 ; en échec : 0")
        after = [shows(origin, words) for origin in (told, also_told, untold)]

    assert (before, unannounced) == ([False] * 3, [False] * 3)
    assert after == [True, True, False]


def test_a_process_without_an_announcement_is_behind_by_no_more_than_fresh_seconds(cms):
    with ExitStack() as stack:
        often = stack.enter_context(
            serving(cms, FRESH_SECONDS=str(SECONDS), NODE_OPTIONS=BACKWARDS)
        )
        always = stack.enter_context(serving(cms))
        page, late = objectives(), []
        for number in range(3):
            words = f"Une phrase que personne n’annonce, {number}."
            page.introduction = words
            get(often + PATH)
            page.save_revision().publish()
            published = time.monotonic()
            assert shows(always, words)
            assert not shows(often, words)
            while not shows(often, words) and time.monotonic() < published + 2 * SECONDS:
                time.sleep(0.05)
            late.append(time.monotonic() - published)

    print(f"without an announcement, a change was shown after {late} s")  # noqa: T201  a figure for the reader
    assert max(late) < SECONDS + 1
