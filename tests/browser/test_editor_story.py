"""An editor changes the home page; the next GraphQL answer has the change."""

import json
import re
from urllib.request import Request, urlopen

import pytest
from wagtail.models import Site

from home.models import DiagramPage, HomePage, LegalPage
from networks.models import Network
from structures.models import Commune, StructurePage

pytestmark = [
    pytest.mark.browser,
    # A live server has its own connection; the rows that migrations made come back after each test.
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    # Wagtail leaves the closing of rendition files to the garbage collector of its thread.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

INTRODUCTION = "Une phrase que l’éditrice vient d’écrire."
HOME = '{ page(urlPath: "/fr/") { title ... on HomePage { introduction } } }'

# Words of Wagtail's English interface which a French one doesn't show.
ENGLISH = re.compile(
    r"\b(Add|Edit|Delete|Search|Save draft|Publish|Settings|Pages are|Browse|Choose an|Upload|"
    r"Reports|Help|Log out|Account|Status|Updated|Title|Untitled|Moderators|Editors)\b"
)


def ask(live_server, query):
    request = Request(
        f"{live_server.url}/graphql/",
        json.dumps({"query": query}).encode(),
        {"Content-Type": "application/json"},
    )
    with urlopen(request) as response:
        return json.load(response)


def test_an_editor_publishes_and_the_next_answer_has_the_change(live_server, log_in, shoot):
    before = ask(live_server, HOME)
    tab = log_in("redaction")
    home = HomePage.objects.get(locale__language_code="fr")

    tab.goto(f"{live_server.url}/admin/pages/{home.pk}/edit/")
    tab.fill("#id_introduction", INTRODUCTION)
    shoot(tab, "editor-home-before")
    publish(tab)
    tab.wait_for_selector(".messages .success, [data-w-messages-target] .success")
    shoot(tab, "editor-home-published", full_page=False)

    assert before["data"]["page"]["introduction"] != INTRODUCTION
    assert ask(live_server, HOME) == {
        "data": {"page": {"title": "IAE 48", "introduction": INTRODUCTION}}
    }


def publish(tab):
    """Publish by the menu beside the button that saves a draft."""
    tab.click("footer .w-dropdown__toggle, footer [data-w-dropdown-target=toggle]")
    tab.click("button[name=action-publish]")


def admin_addresses():
    """Return the admin's pages that people look at, by a name for each picture."""
    page = HomePage.objects.get(locale__language_code="fr")
    sheet = StructurePage.objects.get(slug="aloes", locale__language_code="fr")
    diagram = DiagramPage.objects.get(locale__language_code="fr")
    legal = LegalPage.objects.filter(locale__language_code="fr")[0]
    network = Network.objects.filter(locale__language_code="fr")[0]
    commune = Commune.objects.get(code_insee="48095")
    site = Site.objects.get()
    return {
        "dashboard": "",
        "explorer-root": "pages/",
        "explorer-home": f"pages/{page.pk}/",
        "explorer-structures": f"pages/{sheet.get_parent().pk}/",
        "edit-structure": f"pages/{sheet.pk}/edit/",
        "edit-diagram": f"pages/{diagram.pk}/edit/",
        "edit-legal": f"pages/{legal.pk}/edit/",
        "history": f"pages/{page.pk}/history/",
        "add-structure": f"pages/add/structures/structurepage/{sheet.get_parent().pk}/",
        "add-content": f"pages/add/home/contentpage/{page.pk}/",
        "images": "images/",
        "documents": "documents/",
        "networks": "snippets/networks/network/",
        "network": f"snippets/networks/network/edit/{network.pk}/",
        "add-network": "snippets/networks/network/add/",
        "kinds": "snippets/structures/structurekind/",
        "sectors": "snippets/structures/sector/",
        "sector-groups": "snippets/structures/sectorgroup/",
        "communes": "snippets/structures/commune/",
        "commune": f"snippets/structures/commune/edit/{commune.pk}/",
        "epcis": "snippets/structures/epci/",
        "menus": "snippets/cms/menu/",
        "contact-messages": "contact_messages/",
        "add-menu": "snippets/cms/menu/add/",
        "site-settings": f"settings/cms/sitesettings/{site.pk}/",
        "redirects": "redirects/",
        "users": "users/",
        "groups": "groups/",
        "sites": "sites/",
        "locales": "locales/",
        "collections": "collections/",
        "workflows": "workflows/list/",
        "report-aging": "reports/aging-pages/",
        "report-history": "reports/site-history/",
        "webhooks": "webhooks/",
        "account": "account/",
    }


def test_every_page_of_the_admin_is_french_and_without_an_error(live_server, log_in, shoot):
    tab = log_in("admin")
    faults = []

    for name, path in admin_addresses().items():
        response = tab.goto(f"{live_server.url}/admin/{path}")
        tab.wait_for_load_state("networkidle")
        shoot(tab, f"admin-{name}")
        if response is None or response.status != 200:
            faults.append(f"{name}: status {response and response.status}")
        if tab.get_attribute("html", "lang") != "fr":
            faults.append(f"{name}: not declared French")
        words = set(ENGLISH.findall(tab.inner_text("body")))
        if words:
            faults.append(f"{name}: {', '.join(sorted(words))}")

    assert faults == []


def test_the_explorer_runs_its_first_example(live_server, browser_page, content, settings, shoot):
    settings.CMS_GRAPHQL_EXPLORER_IS_PUBLIC = True

    browser_page.goto(f"{live_server.url}/explorer/")
    browser_page.click("button.graphiql-execute-button")
    browser_page.wait_for_selector(
        ".result-window:has-text('HomePage'), .result-window:has-text('IAE 48')"
    )
    shoot(browser_page, "explorer")

    answer = browser_page.inner_text(".result-window").replace("\N{NO-BREAK SPACE}", " ")
    assert '"title": "IAE 48"' in answer


def test_the_welcome_page_leads_everywhere(live_server, browser_page, content, shoot):
    browser_page.goto(f"{live_server.url}/")
    shoot(browser_page, "welcome")

    targets = [link.get_attribute("href") for link in browser_page.query_selector_all("main a")]
    assert {"/admin/", "/explorer/"} <= set(targets)
