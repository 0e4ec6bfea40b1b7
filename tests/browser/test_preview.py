"""An editor types, and the front end, which is of another origin, shows it in the panel beside."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from time import monotonic

import pytest
from wagtail.models import Site

from cms.models import SiteSettings
from home.models import ContentPage

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

# What is typed before Wagtail has looked at the form once counts as what was there.
NOTE_FIRST_LOOK = (
    """document.addEventListener("w-unsaved:watch-edits", () => { window.seen = 1 })"""
)
HTML = Path(__file__).with_name("frontend.html").read_text()
# The panel gives up after so many milliseconds on a page that does not say that it is ready.
GIVES_UP = 10_000
FRAME = "#w-preview-iframe"


@pytest.fixture
def frontend(live_server, content, settings):
    """Serve a front end at another origin, and return how it is made after its content."""
    made = {"cms": live_server.url, "after": "loadUserbar"}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            is_preview = self.path == "/preview"
            self.send_response(200 if is_preview else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", f"frame-ancestors 'self' {live_server.url}")
            self.send_header("Referrer-Policy", "no-referrer")
            self.end_headers()
            self.wfile.write((HTML % made).encode() if is_preview else b"")

        def log_message(self, *arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    origin = f"http://127.0.0.1:{server.server_port}"
    settings.CMS_GRAPHQL_ALLOWED_ORIGINS = [origin]
    settings.WAGTAILADMIN_BASE_URL = live_server.url
    # The tests' SQLite refuses a preview while a form is saved, and a save during a preview.
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0
    SiteSettings.objects.update_or_create(
        site=Site.objects.get(is_default_site=True), defaults={"frontend_url": origin}
    )
    yield made
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def form(frontend, log_in, live_server):
    """Return the tab with the form of a page."""
    tab = log_in("redaction")
    page = ContentPage.objects.filter(locale__language_code="fr").order_by("pk")[0]
    tab.add_init_script(NOTE_FIRST_LOOK)
    tab.goto(f"{live_server.url}/admin/pages/{page.pk}/edit/")
    tab.wait_for_function("() => window.seen")
    return tab


def open_panel(tab, name):
    tab.click(f"[data-side-panel-toggle={name}]")


def test_the_panel_follows_what_is_typed(form, shoot):
    open_panel(form, "preview")
    shown = form.frame_locator(FRAME).locator("h1")
    shown.get_by_text(form.input_value("#id_title")).wait_for()
    took = []

    for number in range(5):
        title = f"En train d’écrire {number}"
        form.fill("#id_title", title)
        began = monotonic()
        shown = form.frame_locator(FRAME).get_by_role("heading", name=title)
        shown.wait_for(timeout=GIVES_UP / 2)
        took.append(monotonic() - began)
    shoot(form, "preview-panel", full_page=False)

    print(f"the panel showed what was typed after {sorted(took)} s")  # noqa: T201  a figure for the reader


def test_the_panel_has_the_widths_of_devices(form, shoot):
    open_panel(form, "preview")
    frame = form.frame_locator(FRAME).locator("html")
    form.frame_locator(FRAME).get_by_text(form.input_value("#id_title")).wait_for()
    widths = {}

    for name in ("mobile", "tablet", "desktop"):
        form.check(f"input[name=preview-size][value={name}]", force=True)
        form.wait_for_timeout(50)
        widths[name] = frame.evaluate("html => html.ownerDocument.defaultView.innerWidth")
        shoot(form, f"preview-{name}", full_page=False)

    assert widths["mobile"] < widths["tablet"] < widths["desktop"]


def test_the_checks_find_a_problem_in_the_front_end(form, shoot):
    open_panel(form, "checks")

    form.locator("[data-side-panel=checks] [data-content-checker-name]").first.wait_for()
    shoot(form, "preview-checks", full_page=False)
    found = form.locator("[data-side-panel=checks] [data-content-checker-name]").all_inner_texts()
    words = form.inner_text("[data-content-word-count]")

    assert [text.strip() for text in found] == ["Hiérarchie de titre incorrecte"]
    assert int(words) > 5
