"""Three people at work in the admin, and what readers get of it in the end.

The pictures of the guides are taken on the way: `make guide-pictures` puts them into docs/images.
"""

import json
import re
from urllib.request import Request, urlopen

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import expect
from wagtail.models import Locale

from cms.addresses import frontend_location
from home.models import ContentPage, HomePage
from iae48.roles import EDITORS, PUBLISHERS
from structures.admin.access import give_access
from structures.models import StructurePage
from tests.browser.conftest import PASSWORD
from tests.cms.translation.rich import stored
from tests.factories import ContentPageFactory, UserFactory

pytestmark = [
    pytest.mark.browser,
    # A live server has its own connection; the rows that migrations made come back after each test.
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    # Wagtail leaves the closing of rendition files to the garbage collector of its thread.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

TRANSLATORS = "Traduction anglais"
# Everything by which the form of a page puts something live or takes it away.
LIVE_BUTTONS = (
    "button[name=action-publish], [name=action-unpublish], a[href*='/unpublish/'], "
    "a[href*='/delete/'], [data-workflow-action-name=approve]"
)


@pytest.fixture
def story(log_in, browser_page, content, settings):
    """Return a function that lets somebody of a group in, on a small screen."""
    # All threads have one connection to a database in memory: what a form saves by itself would
    # run into the transaction of its preview.
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0
    browser_page.set_viewport_size({"width": 1280, "height": 800})
    for username, group in (
        ("camille.roux", EDITORS),
        ("dominique.fabre", PUBLISHERS),
        ("alex.martin", TRANSLATORS),
    ):
        first, last = username.split(".")
        user = UserFactory(
            username=username,
            password=PASSWORD,
            first_name=first.capitalize(),
            last_name=last.capitalize(),
        )
        user.groups.add(Group.objects.get(name=group))
    return log_in


@pytest.fixture
def ask(live_server):
    """Return a function that sends a query as any reader does, and returns its page."""

    def send(url_path, fields):
        query = f"query ($path: String!) {{ page(urlPath: $path) {{ {fields} }} }}"
        request = Request(
            f"{live_server.url}/graphql/",
            json.dumps({"query": query, "variables": {"path": url_path}}).encode(),
            {"Content-Type": "application/json"},
        )
        with urlopen(request) as response:
            answer = json.load(response)
        assert "errors" not in answer
        return answer["data"]["page"]

    return send


def press(tab, selector):
    """Press a button at the foot of a form, in the menu beside the first one if need be."""
    button = tab.locator(f"footer {selector}").first
    if not button.is_visible():
        tab.click("footer [data-w-dropdown-target=toggle]")
    button.click()


def open_panel(tab, name):
    """Open a panel beside the form; the browser remembers the one that was open."""
    toggle = tab.locator(f"[data-side-panel-toggle={name}]")
    if toggle.get_attribute("aria-expanded") != "true":
        toggle.click()


def saved(tab):
    """Wait for the message that follows a form."""
    tab.wait_for_selector(".messages .success")


def add_block(tab, label):
    """Add a block at the end of the body, by the list that names them all."""
    tab.locator("[data-streamfield-stream-container] > div > button.c-sf-add-button").last.click()
    tab.locator(".w-combobox input").fill(label)
    tab.locator(".w-combobox__option", has_text=label).first.click()


def write(tab, name, text):
    """Write into a field of rich text."""
    field = tab.locator(".w-field__input").filter(has=tab.locator(f"[name='{name}']"))
    field.locator("[contenteditable=true]").last.click()
    tab.keyboard.type(text)
    # The editor hands over what was typed a quarter of a second later.
    expect(tab.locator(f"[name='{name}']")).to_have_value(re.compile(re.escape(text)))


def write_six_blocks(tab):
    add_block(tab, "Intertitre")
    tab.fill("[name=body-0-value-text]", "Un premier rendez-vous")
    add_block(tab, "Citation")
    tab.fill("[name=body-1-value-text]", "Chacun a le droit d’obtenir un emploi.")
    tab.fill("[name=body-1-value-source]", "Préambule de la Constitution de 1946")
    add_block(tab, "Chiffres clés")
    tab.fill("[name=body-2-value-figures-0-value-value]", "152")
    tab.fill("[name=body-2-value-figures-0-value-caption]", "communes en Lozère")
    add_block(tab, "Contact")
    tab.fill("[name=body-3-value-title]", "Nous joindre")
    tab.fill("[name=body-3-value-name]", "L’accueil")
    tab.fill("[name=body-3-value-email]", "accueil@exemple.fr")
    add_block(tab, "Texte")
    write(tab, "body-4-value-content", "Apportez une pièce d’identité.")
    add_block(tab, "Étapes")
    tab.fill("[name=body-5-value-steps-0-value-title]", "On fait connaissance")
    write(tab, "body-5-value-steps-0-value-content", "L’entretien dure une heure.")


def test_an_editor_writes_a_page_and_a_moderator_compares_and_publishes_it(
    live_server, story, ask, shoot, illustrate
):
    tab = story("camille.roux")
    home = HomePage.objects.get(locale__language_code="fr")
    fields = "title ... on ContentPage { introduction body { blockType } }"

    tab.goto(f"{live_server.url}/admin/pages/add/home/contentpage/{home.pk}/")
    tab.fill("#id_title", "Venir nous voir")
    tab.fill("#id_introduction", "Comment se passe une première visite.")
    write_six_blocks(tab)
    shoot(tab, "story-1-six-blocks", full_page=False)
    press(tab, "button.action-save")
    saved(tab)
    page = ContentPage.objects.get(slug="venir-nous-voir")

    open_panel(tab, "preview")
    preview = tab.frame_locator("#w-preview-iframe")
    expect(preview.locator("body")).to_contain_text("L’entretien dure une heure.")
    tab.wait_for_load_state("networkidle")
    tab.fill("#id_introduction", "")
    tab.type("#id_introduction", "Une première visite, pas à pas.", delay=100)
    expect(preview.locator("body")).to_contain_text("Une première visite, pas à pas.")
    illustrate(tab, "apercu")
    tab.click("[data-side-panel-toggle=preview]")

    assert tab.locator(LIVE_BUTTONS).count() == 0
    press(tab, "button[name=action-submit]")
    saved(tab)
    shoot(tab, "story-1-submitted", full_page=False)
    assert ask("/fr/venir-nous-voir/", fields) is None

    tab = story("dominique.fabre")
    shoot(tab, "story-1-moderator-home")
    tab.click("main li [data-w-dropdown-target=toggle], main td [data-w-dropdown-target=toggle]")
    tab.click("a:has-text('Comparer avec la version précédente')")
    expect(tab.locator("main")).to_contain_text("pas à pas")
    illustrate(tab, "comparer")
    tab.goto(f"{live_server.url}/admin/pages/{page.pk}/edit/")
    tab.click("footer [data-w-dropdown-target=toggle]")
    shoot(tab, "story-1-approve", full_page=False)
    tab.click("footer [data-workflow-action-name=approve]")
    saved(tab)
    shoot(tab, "story-1-published", full_page=False)

    answer = ask("/fr/venir-nous-voir/", fields)
    assert answer["introduction"] == "Une première visite, pas à pas."
    assert [block["blockType"] for block in answer["body"]] == [
        "HeadingBlock",
        "QuoteBlock",
        "KeyFiguresBlock",
        "ContactBlock",
        "ParagraphBlock",
        "StepsBlock",
    ]


def test_a_translator_translates_beside_the_source_and_publishes_nothing(
    live_server, story, ask, shoot, illustrate
):
    english = outdated_translation()
    path = frontend_location(english, None)[2]
    fields = "... on ContentPage { introduction isOutdated }"
    before = ask(path, fields)
    assert before == {"introduction": "How a first visit goes.", "isOutdated": True}

    tab = story("alex.martin")
    illustrate(tab, "accueil-traduction")
    tab.click("main a:has-text('Venir nous voir')")
    open_panel(tab, "translation")
    expect(tab.locator(".translation-panel")).to_contain_text("Une première visite, pas à pas.")
    tab.fill("#id_introduction", "A first visit, step by step.")
    illustrate(tab, "traduire")
    assert tab.locator(LIVE_BUTTONS).count() == 0
    press(tab, "button.action-save")
    saved(tab)
    open_panel(tab, "translation")
    tab.click("a:has-text('La traduction est à jour')")
    shoot(tab, "story-2-up-to-date")
    tab.click("button:has-text('La traduction est à jour')")
    saved(tab)

    form = f"{live_server.url}/admin/pages/{english.pk}/edit/"
    tab.goto(form)
    add_to_form(tab, "action-publish")
    press(tab, "button.action-save")
    saved(tab)
    shoot(tab, "story-2-forged", full_page=False)
    assert ask(path, fields) == before

    tab.goto(form)
    tab.click("footer [data-w-dropdown-target=toggle]")
    illustrate(tab, "soumettre")
    tab.click("button[name=action-submit]")
    saved(tab)
    tab.goto(form)
    shoot(tab, "story-2-submitted", full_page=False)
    assert tab.locator(LIVE_BUTTONS).count() == 0
    assert ask(path, fields) == before

    tab = story("dominique.fabre")
    tab.goto(form)
    press(tab, "[data-workflow-action-name=approve]")
    saved(tab)
    assert ask(path, fields) == {
        "introduction": "A first visit, step by step.",
        "isOutdated": False,
    }


def outdated_translation():
    """Publish a page in both languages, then in French again; return the English one."""
    french = ContentPageFactory(
        parent=HomePage.objects.get(locale__language_code="fr"),
        title="Venir nous voir",
        introduction="Comment se passe une première visite.",
        body=json.dumps([stored("heading", {"text": "Un premier rendez-vous", "level": "h2"}, 1)]),
    )
    french.save_revision().publish()
    french.refresh_from_db()
    english = french.copy_for_translation(Locale.objects.get(language_code="en"))
    english.title, english.slug = "Come and see us", "come-and-see-us"
    english.introduction = "How a first visit goes."
    english.body = json.dumps([stored("heading", {"text": "A first meeting", "level": "h2"}, 1)])
    english.save_revision().publish()
    english.refresh_from_db()
    french.introduction = "Une première visite, pas à pas."
    french.save_revision().publish()
    return english


def add_to_form(tab, name):
    """Have the form send what a button of that name would."""
    tab.evaluate(
        """name => {
            const field = Object.assign(document.createElement("input"), {type: "hidden", name});
            document.querySelector("#page-edit-form").append(field);
        }""",
        name,
    )


def test_the_staff_of_a_structure_corrects_its_telephone_for_all_languages(
    live_server, story, ask, shoot, illustrate
):
    sheet = StructurePage.objects.get(slug="aloes", locale__language_code="fr")
    paths = [
        frontend_location(row, None)[2]
        for row in StructurePage.objects.filter(translation_key=sheet.translation_key)
    ]
    staff = give_access(sheet, "accueil@aloes.exemple.fr").user
    staff.set_password(PASSWORD)
    staff.save()

    def phones():
        return [ask(path, "... on StructurePage { phone }")["phone"] for path in paths]

    before = phones()
    tab = story(staff.username)
    tab.goto(f"{live_server.url}/admin/pages/{sheet.pk}/edit/")
    illustrate(tab, "fiche")
    tab.click("a[href='#tab-coordonnees']")
    tab.fill("#id_phone", "04 66 12 34 56")
    shoot(tab, "story-3-telephone", full_page=False)
    tab.locator("[data-structure-map]").scroll_into_view_if_needed()
    illustrate(tab, "carte")
    assert tab.locator(LIVE_BUTTONS).count() == 0
    press(tab, "button[name=action-submit]")
    saved(tab)
    shoot(tab, "story-3-submitted", full_page=False)
    assert phones() == before

    tab = story("dominique.fabre")
    tab.goto(f"{live_server.url}/admin/pages/{sheet.pk}/edit/")
    press(tab, "[data-workflow-action-name=approve]")
    saved(tab)
    shoot(tab, "story-3-published", full_page=False)
    assert len(paths) == 2
    assert phones() == ["+33466123456"] * 2 != before

    tab.click("nav a:has-text('Annuaire'), nav button:has-text('Annuaire')")
    tab.click("nav a:has-text('Fiches de structure')")
    illustrate(tab, "annuaire")
