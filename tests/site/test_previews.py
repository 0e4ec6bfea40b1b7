"""What an editor is writing, in the admin's panel: a site of another origin shows and checks it."""

import urllib.request
from time import monotonic

import pytest

from home.models import ContentPage, HomePage
from tests.browser.test_preview import FRAME, GIVES_UP, NOTE_FIRST_LOOK
from tests.site.test_content import get

pytestmark = [
    pytest.mark.site,
    # Wagtail leaves the closing of files to the garbage collector of its thread.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

PROBLEMS = "[data-side-panel=checks] [data-content-checker-name]"


@pytest.fixture
def open_form(editor_tab, site):
    """Return a function that opens the form of a page in the admin, ready to be typed in."""
    editor_tab.add_init_script(NOTE_FIRST_LOOK)

    def open_one(page):
        editor_tab.goto(f"{site.cms}/admin/pages/{page.pk}/edit/")
        editor_tab.wait_for_function("() => window.seen")
        return editor_tab

    return open_one


def test_an_unsaved_change_is_previewed_in_the_panel_and_nobody_else_sees_it(
    open_form, site, shoot
):
    editor_tab = open_form(HomePage.objects.get(locale__language_code="fr"))
    editor_tab.fill("#id_introduction", "Pas encore enregistrée.")
    editor_tab.click("[data-side-panel-toggle=preview]")
    frame = editor_tab.frame_locator("iframe[title]").first
    frame.get_by_text("Pas encore enregistrée.").wait_for()
    shoot(editor_tab, "preview-panel", full_page=False)

    assert frame.get_by_text("Aperçu : cette page peut contenir un brouillon.").is_visible()
    assert "Pas encore enregistrée." not in get(f"{site.origin}/fr/")[2]
    assert all("token" not in one.url.split("#")[0] for one in editor_tab.frames)


def test_a_preview_is_kept_by_nobody(site):
    request = urllib.request.Request(
        f"{site.origin}/preview",
        b"token=" + b"x" * 43 + b"&path=/fr/",
        {"Content-Type": "application/x-www-form-urlencoded"},
    )
    with urllib.request.urlopen(request) as response:
        headers, text = response.headers, response.read().decode()

    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Robots-Tag"] == "noindex"
    assert f"frame-ancestors 'self' {site.cms}" in headers["Content-Security-Policy"]
    assert "x" * 43 not in text


def test_a_preview_without_a_grant_says_so(tab):
    tab.goto("/preview")

    assert "n’a pas été ouvert" in tab.locator("#preview-closed").inner_text()


def preview_in(form):
    """Open the panel of a form and return its frame, with the page as it is."""
    form.click("[data-side-panel-toggle=preview]")
    frame = form.frame_locator(FRAME)
    frame.locator("h1", has_text=form.input_value("#id_title")).wait_for()
    return frame


def test_the_panel_follows_what_is_typed(open_form):
    form = open_form(ContentPage.objects.get(slug="qui-sommes-nous"))
    frame = preview_in(form)
    took = []

    for number in range(5):
        words = f"En train d’écrire {number}."
        form.fill("#id_introduction", words)
        began = monotonic()
        frame.get_by_text(words).wait_for(timeout=GIVES_UP / 2)
        took.append(monotonic() - began)
        # What is typed while Wagtail saves a draft is seen by it with the next change.
        form.wait_for_timeout(2_000)

    print(f"the panel showed what was typed after {sorted(took)} s")  # noqa: T201  a figure for the reader


def test_a_slow_picture_does_not_hold_the_panel_for_longer(open_form):
    form = open_form(HomePage.objects.get(locale__language_code="fr"))
    frame = preview_in(form)

    held = []
    form.route("**/media/**", lambda route: held.append(route))
    with form.expect_request("**/media/**"):
        form.fill("#id_introduction", "Écrit pendant que l’image se fait attendre.")
    form.wait_for_timeout(3_000)
    assert held
    for route in held:
        route.continue_()
    form.unroute("**/media/**")

    frame.get_by_text("Écrit pendant que l’image se fait attendre.").wait_for(timeout=GIVES_UP / 2)


def test_the_checks_find_nothing_that_an_editor_could_not_mend(open_form):
    form = open_form(ContentPage.objects.get(slug="qui-sommes-nous"))

    form.click("[data-side-panel-toggle=checks]")
    # The words are counted once the checks are made.
    counted = "() => Number(document.querySelector('[data-content-word-count]').innerText) > 50"
    form.wait_for_function(counted)

    assert form.locator(PROBLEMS).count() == 0


def test_the_checks_find_what_an_editor_wrote_in_disorder(open_form, shoot):
    page = ContentPage.objects.get(slug="faire-appel-a-une-structure")
    page.body = [
        ("heading", {"text": "Un titre trop bas", "level": "h3"}),
        *((block.block_type, block.value) for block in page.body),
    ]
    page.save_revision()
    form = open_form(page)

    form.click("[data-side-panel-toggle=checks]")
    form.locator(PROBLEMS).first.wait_for()
    shoot(form, "preview-checks", full_page=False)

    assert form.locator(PROBLEMS).all_inner_texts() == ["Hiérarchie de titre incorrecte"]
