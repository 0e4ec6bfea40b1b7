"""What editors do in the admin, and where addresses lead."""

import hashlib
import hmac
import http.client
import json
import urllib.error
import urllib.parse
import urllib.request
from datetime import UTC, datetime

import pytest

from home.models import ContentPage
from tests.browser.test_editor_story import publish
from tests.site.conftest import SECRET
from tests.site.content import UNREADABLE_HOURS

pytestmark = [
    pytest.mark.site,
    # Wagtail leaves the closing of files to the garbage collector of its thread.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


def get(address, *, data=None, **headers):
    """Return the status, the headers and the text of an address, following no redirect."""

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_args):
            return None

    try:
        response = urllib.request.build_opener(Stay).open(
            urllib.request.Request(address, data, headers)
        )
    except urllib.error.HTTPError as error:
        response = error
    with response:
        return response.status, response.headers, response.read().decode()


def test_a_change_published_in_the_admin_is_on_the_page(editor_tab, open_tab, site):
    reader = open_tab()
    reader.goto("/fr/qui-sommes-nous/objectifs/")
    before = reader.locator(".lead").inner_text()
    page = ContentPage.objects.get(url_path__endswith="/qui-sommes-nous/objectifs/")

    editor_tab.goto(f"{site.cms}/admin/pages/{page.pk}/edit/")
    editor_tab.fill("#id_introduction", "Une phrase que l’éditrice vient d’écrire.")
    publish(editor_tab)
    editor_tab.wait_for_selector(".messages .success, [data-w-messages-target] .success")
    reader.reload()

    assert before != "Une phrase que l’éditrice vient d’écrire."
    assert reader.locator(".lead").inner_text() == "Une phrase que l’éditrice vient d’écrire."


@pytest.mark.parametrize(
    ("path", "status", "location"),
    [
        ("/", 302, "/fr/"),
        ("/ancienne-page", 301, "/fr/qui-sommes-nous/"),
        ("/fr/structures", 301, "/fr/structures/"),
    ],
)
def test_redirects_come_from_the_cms(site, path, status, location):
    answer, headers, _text = get(site.origin + path)

    assert (answer, headers["Location"].removeprefix(site.origin)) == (status, location)


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/fr//structures/?kind=ACI&q=a//b", "/fr/structures/?kind=ACI&q=a//b"),
        ("//fr/", "/fr/"),
        ("/fr//recherche", "/fr/recherche"),
        ("//icon.svg", "/icon.svg"),
        ("//evil.example", "/evil.example"),
        ("//evil.example//", "/evil.example/"),
        ("/\\evil.example//", "/evil.example/"),
    ],
)
def test_doubled_slashes_lead_to_the_path_without_them(site, path, location):
    host = urllib.parse.urlsplit(site.origin).netloc
    connection = http.client.HTTPConnection(host)
    connection.request("GET", path)
    answer = connection.getresponse()
    connection.close()

    assert (answer.status, answer.headers["Location"]) == (301, location)


def test_a_form_sent_to_doubled_slashes_is_sent_again_where_it_leads(site):
    answer, headers, _text = get(f"{site.origin}//preview", data=b"token=")

    assert (answer, headers["Location"]) == (308, "/preview")


def test_the_root_follows_the_language_of_the_reader(site):
    headers = get(f"{site.origin}/", **{"Accept-Language": "en-GB,en;q=0.9,fr;q=0.5"})[1]

    assert headers["Location"].endswith("/en/")
    assert headers["Vary"] == "Accept-Language"


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/fr/nulle-part/", 404, "Page introuvable"),
        ("/en/nowhere/", 404, "Page not found"),
        ("/fr/page-retiree/", 410, "Page retirée"),
        ("/favicon.ico", 404, "Page introuvable"),
    ],
)
def test_a_page_that_is_not_there(site, path, status, words):
    answer, _headers, text = get(site.origin + path)

    assert answer == status
    assert f"<h1>{words}</h1>" in text


def test_the_language_switch_keeps_the_page_and_its_filters(tab):
    tab.goto("/fr/structures/?kind=ACI")
    tab.get_by_role("navigation", name="Langues").get_by_role("link", name="English").click()
    tab.wait_for_url("**/en/structures/?kind=ACI")
    tab.get_by_role("navigation", name="Languages").get_by_role("link", name="Français").click()
    tab.wait_for_url("**/fr/structures/?kind=ACI")

    assert tab.get_attribute("html", "lang") == "fr"


def test_a_page_that_is_not_translated_is_served_in_its_own_language(tab):
    tab.goto("/en/qui-sommes-nous/")

    assert tab.get_attribute("main", "lang") == "fr"
    assert "has not been translated" in tab.locator(".notice").inner_text()
    assert tab.get_attribute("link[rel=canonical]", "href").endswith("/fr/qui-sommes-nous/")


def test_pages_tell_search_engines_what_they_are(tab, site):
    tab.goto("/fr/structures/aloes/")
    sheet = json.loads(tab.locator("script[type='application/ld+json']").inner_text())

    assert sheet["@type"] == "EmploymentAgency"
    assert sheet["telephone"] == "+33466000001"
    assert tab.get_attribute("link[rel=canonical]", "href") == f"{site.origin}/fr/structures/aloes/"
    assert {
        link.get_attribute("hreflang"): link.get_attribute("href")
        for link in tab.locator("link[hreflang]").all()
    } == {"fr": f"{site.origin}/fr/structures/aloes/", "en": f"{site.origin}/en/structures/aloes/"}
    assert tab.get_attribute("meta[property='og:title']", "content")


def test_the_hours_of_today_are_those_of_paris(tab):
    tab.goto("/fr/structures/aloes/")

    assert tab.locator(".hours .today").count() == 1
    assert tab.locator(".hours dl div").count() == 7
    assert tab.locator(".hours dl div", has_text="Dimanche").locator("dd").inner_text() == "Fermé"


def test_hours_that_the_site_cannot_compute_are_shown_as_they_are_written(tab):
    tab.goto("/fr/structures/alter/")

    assert tab.locator(".hours").inner_text().splitlines()[-1] == UNREADABLE_HOURS


def test_the_sitemap_has_every_page_and_robots_name_it(site):
    text = get(f"{site.origin}/sitemap.xml")[2]

    assert f"<loc>{site.origin}/fr/structures/aloes/</loc>" in text
    assert f'hreflang="en" href="{site.origin}/en/structures/aloes/"' in text
    assert f"Sitemap: {site.origin}/sitemap.xml" in get(f"{site.origin}/robots.txt")[2]


def announce(site, secret=SECRET, **changes):
    """Return the status and the answer of an announcement."""
    now = datetime.now(UTC)
    body = json.dumps(
        {"id": "1", "sentAt": now.isoformat(), "tags": ["none"], "paths": []} | changes
    ).encode()
    timestamp = str(int(now.timestamp()))
    signed = f"{timestamp}.".encode() + body
    signature = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    request = urllib.request.Request(
        f"{site.origin}/webhook",
        body,
        {
            "Content-Type": "application/json",
            "X-CMS-Signature": f"sha256={signature}",
            "X-CMS-Timestamp": timestamp,
        },
    )
    try:
        with urllib.request.urlopen(request) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def test_an_announcement_purges_what_it_names(site):
    get(f"{site.origin}/fr/")
    query = json.dumps({"query": '{ navigation(locale: "fr") { main { label } } }'}).encode()
    request = urllib.request.Request(
        f"{site.cms}/graphql/", query, {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request) as response:
        tags = response.headers["Cache-Tag"].split(",")

    assert announce(site, tags=["no-such-tag"]) == (200, {"id": "1", "purged": 0})
    status, answer = announce(site, tags=tags)
    assert status == 200
    assert answer["purged"] > 0


def test_an_announcement_of_somebody_else_is_refused(site):
    assert announce(site, secret="another secret, as long as the first one")[0] == 401
