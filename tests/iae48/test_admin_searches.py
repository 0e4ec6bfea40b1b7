"""Every search box of the admin takes any text, and finds it whatever its accents and ligatures."""

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import GroupApprovalTask, Page, Workflow

from structures.models import Commune
from tests.factories import (
    CommuneFactory,
    ContactMessageFactory,
    ContentPageFactory,
    DocumentFactory,
    EpciFactory,
    ImageFactory,
    NetworkFactory,
    SectorFactory,
    SectorGroupFactory,
    StructureKindFactory,
    StructurePageFactory,
    UserFactory,
)
from tests.structures.admin.test_staff_limits import admin_addresses

pytestmark = [
    pytest.mark.any_database,
    # Wagtail leaves the closing of rendition files to the garbage collector.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

NAME = "L’Œuvre de Saint-Chély"
# By the address of the list or of the chooser, what makes a row that it shows.
ROWS = {
    "wagtailadmin_explore_results": lambda: ContentPageFactory(title=NAME),
    "wagtailadmin_pages:search_results": lambda: ContentPageFactory(title=NAME),
    "wagtailadmin_choose_page_search": lambda: ContentPageFactory(title=NAME),
    "wagtailimages:index_results": lambda: ImageFactory(title=NAME),
    "wagtailimages_chooser:choose_results": lambda: ImageFactory(title=NAME),
    "wagtaildocs:index_results": lambda: DocumentFactory(title=NAME),
    "wagtaildocs_chooser:choose_results": lambda: DocumentFactory(title=NAME),
    "wagtailusers_users:index_results": lambda: UserFactory(first_name=NAME),
    "wagtailusers_groups:index_results": lambda: Group.objects.create(name=NAME),
    "wagtailadmin_workflows:index": lambda: Workflow.objects.create(name=NAME),
    "wagtailadmin_workflows:task_index": lambda: GroupApprovalTask.objects.create(name=NAME),
    "wagtailredirects:index_results": lambda: Redirect.add_redirect(f"/{NAME}", "/"),
    "contact_messages:index_results": lambda: ContactMessageFactory(name=NAME),
    "structure_sheets:index_results": lambda: StructurePageFactory(name=NAME, title=NAME),
    "wagtailsnippets_networks_network:list_results": lambda: NetworkFactory(name=NAME),
    "wagtailsnippets_structures_structurekind:list_results": lambda: StructureKindFactory(
        name=NAME
    ),
    "wagtailsnippets_structures_sector:list_results": lambda: SectorFactory(name=NAME),
    "wagtailsnippets_structures_sectorgroup:list_results": lambda: SectorGroupFactory(name=NAME),
    "wagtailsnippets_structures_commune:list_results": lambda: CommuneFactory(name=NAME),
    "wagtailsnippets_structures_epci:list_results": lambda: EpciFactory(name=NAME),
    "wagtailsnippetchoosers_networks_network:choose_results": lambda: NetworkFactory(name=NAME),
    "wagtailsnippetchoosers_structures_commune:choose_results": lambda: CommuneFactory(name=NAME),
    "wagtailsnippetchoosers_structures_epci:choose_results": lambda: EpciFactory(name=NAME),
}
OF_A_PAGE = {"wagtailadmin_explore_results"}


@pytest.mark.parametrize("text", ["oeuvre", "ŒUVRE", "chely", "l'oeuvre saint"])
@pytest.mark.parametrize("name", ROWS)
def test_a_search_folds_letters(name, text, admin_client, home, directory):
    ROWS[name]()
    arguments = [Page.objects.get(depth=1).pk] if name in OF_A_PAGE else []

    def find(words):
        answer = admin_client.get(reverse(name, args=arguments), {"q": words})
        return NAME.replace("’", "&#x27;") in answer.content.decode().replace("’", "&#x27;")

    assert [find(text), find("absent")] == [True, False]


@pytest.mark.parametrize("name", ROWS)
def test_of_a_long_search_the_first_words_count(name, admin_client, home, directory):
    ROWS[name]()
    arguments = [Page.objects.get(depth=1).pk] if name in OF_A_PAGE else []
    address = reverse(name, args=arguments)
    distinct = " ".join(f"a{number}" for number in range(3000))

    with CaptureQueriesContext(connection) as queries:
        answer = admin_client.get(address, {"q": "oeuvre " * 40 + distinct})
        admin_client.get(address, {"q": distinct})

    assert NAME.replace("’", "&#x27;") in answer.content.decode().replace("’", "&#x27;")
    assert max(len(query["sql"]) for query in queries) < 250_000


@pytest.mark.parametrize("name", [name for name in ROWS if "commune" in name])
@pytest.mark.parametrize("text", ["st chely", "St-Chély", "saint chély", "48200"])
def test_a_commune_is_found_by_its_short_name(name, text, admin_client, home):
    CommuneFactory(name="Saint-Chély-d'Apcher", post_codes_text="48200")
    Commune.objects.create(
        name="Mende", code_insee="48095", post_codes_text="48000", latitude=44, longitude=3,
        epci=EpciFactory(),
    )  # fmt: skip

    text = admin_client.get(reverse(name), {"q": text}).content.decode()

    assert "Apcher" in text
    assert "Mende" not in text


# What a database's query language has for itself, as it stands in an address.
HOSTILE = {
    "quotation mark": "%22",
    "signs": "a%22+%27+%25+_+%5C+*+(+%3A+%5E+NEAR(",
    "long, with half a character": "%F0%9F%A6%94%ED%A0%80a" + "x" * 300,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_no_text_breaks_an_address_over_a_row(world, text):
    browser = Client(raise_request_exception=False)
    browser.force_login(UserFactory(is_superuser=True))

    statuses = {
        path: browser.get(f"/{path}?q={text}&search={text}&label={text}").status_code
        for path in admin_addresses()
    }

    assert sum(status == 200 for status in statuses.values()) > 150
    assert {path: status for path, status in statuses.items() if status >= 500} == {}
