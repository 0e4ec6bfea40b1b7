"""Every page of the site: accessible, valid, quiet in the console, and whole without JavaScript."""

import json
import os
import re
import subprocess
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.site.conftest import serving
from tests.site.test_content import get

pytestmark = [
    pytest.mark.site,
    # Django's server leaves the closing of files to the garbage collector of its thread.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

TOOLS = Path(__file__).parent / "tools"
AXE = TOOLS / "node_modules" / "axe-core" / "axe.min.js"
# What no sitemap has.
OTHERS = [
    "/fr/recherche/",
    "/fr/recherche/?q=mende",
    "/en/search/?q=zzz",
    "/fr/structures/?kind=ACI&place=Saint&km=10&convention=yes",
    "/en/structures/?audience=PARTICULIERS&place=Mende",
    "/en/qui-sommes-nous/",
    "/fr/nulle-part/",
    "/fr/page-retiree/",
    "/preview",
]
LOOKED_AT = {
    "home": "/fr/",
    "directory": "/fr/structures/?audience=PARTICULIERS",
    "sheet": "/fr/structures/aloes/",
    "prose": "/fr/chercher-un-emploi/",
    "networks": "/en/networks/",
    "diagram": "/fr/schema/",
    "search": "/fr/recherche/?q=mende",
    "missing": "/fr/nulle-part/",
}
# Colours are all that differs in the dark.
SCHEMES = {
    # Wagtail's checks have the rule too: an editor would be told of what only we can mend.
    "light": {"resultTypes": ["violations"], "rules": {"p-as-heading": {"enabled": True}}},
    "dark": {"resultTypes": ["violations"], "runOnly": ["color-contrast", "link-in-text-block"]},
}
WIDTHS = {"phone": 375, "tablet": 768, "desktop": 1280}


@pytest.fixture(scope="module")
def addresses(site):
    """Return the paths of all pages."""
    with urllib.request.urlopen(f"{site.origin}/sitemap.xml") as response:
        found = re.findall(r"<loc>(.*?)</loc>", response.read().decode())
    return [address.removeprefix(site.origin) for address in found] + OTHERS


def test_no_page_has_a_violation_in_either_scheme(open_tab, addresses):
    tab = open_tab(bypass_csp=True, expects_errors=True)  # axe itself is put into the page
    faults = []
    for address in addresses:
        tab.goto(address)
        tab.add_script_tag(path=AXE)
        for scheme, checks in SCHEMES.items():
            tab.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            for one in tab.evaluate("(options) => axe.run(options)", checks)["violations"]:
                faults.append(f"{address} ({scheme}): {one['id']}: {one['nodes'][0]['html'][:200]}")

    assert faults == []


def test_every_page_is_valid(site, addresses):
    texts = {}
    for address in addresses:
        try:
            response = urllib.request.urlopen(site.origin + address)
        except urllib.error.HTTPError as error:
            response = error
        with response:
            texts[address] = response.read().decode()
    answer = subprocess.run(
        [os.environ.get("SITE_NODE", "node"), "validate.mjs"],
        cwd=TOOLS, input=json.dumps(texts), capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert json.loads(answer.stdout) == []


def test_no_page_logs_an_error_or_asks_anybody_else(open_tab, addresses, site):
    tab = open_tab()
    elsewhere = []
    tab.on(
        "request",
        lambda request: (
            None
            if request.url.startswith(
                (site.origin, f"{site.cms}/media/", f"{site.cms}/files/", "data:")
            )
            else elsewhere.append(request.url)
        ),
    )
    for address in addresses:
        if address in ("/fr/nulle-part/", "/fr/page-retiree/"):
            continue  # Chromium logs the status of a page that is not there
        tab.goto(address)

    assert elsewhere == []


def test_the_policy_allows_the_pictures_of_the_cms_and_of_the_host_that_serves_them(site):
    def allowed(origin):
        policy = get(f"{origin}/fr/")[1]["Content-Security-Policy"]
        return next(part for part in policy.split("; ") if part.startswith("img-src"))

    with serving(site.cms, CMS_MEDIA_ORIGIN="https://medias.exemple.fr/iae48/") as elsewhere:
        found = allowed(elsewhere)

    assert allowed(site.origin) == f"img-src 'self' data: {site.cms}"
    assert found == f"img-src 'self' data: https://medias.exemple.fr {site.cms}"


def test_no_page_has_a_style_or_a_script_in_itself(site, addresses):
    for address in addresses:
        try:
            response = urllib.request.urlopen(site.origin + address)
        except urllib.error.HTTPError as error:
            response = error
        with response:
            policy, text = response.headers["Content-Security-Policy"], response.read().decode()
        assert "default-src 'none'" in policy, address
        assert "unsafe" not in policy, address
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"", text), address
        scripts = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>", text)
        assert set(scripts) <= {'<script type="application/ld+json">'}, address


def test_no_page_is_wider_than_a_phone(open_tab, addresses):
    tab = open_tab(viewport={"width": 320, "height": 900}, expects_errors=True)
    faults = []
    for address in addresses:
        tab.goto(address, wait_until="domcontentloaded")
        if tab.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            faults.append(address)

    assert faults == []


def test_filters_search_and_menus_work_without_javascript(open_tab):
    tab = open_tab(java_script_enabled=False, viewport={"width": 375, "height": 800})
    tab.goto("/fr/")
    tab.get_by_text("Menu", exact=True).click()
    tab.get_by_role("navigation", name="Menu principal").get_by_role(
        "link", name="Les structures"
    ).click()
    tab.get_by_text("Filtrer l’annuaire").click()
    tab.fill("#filter-place", "mende")
    tab.locator("input[name=kind][value=ACI]").check()
    tab.get_by_role("button", name="Afficher les structures").click()
    tab.wait_for_url("**/fr/structures/?*kind=ACI*")
    names = tab.locator(".results .card-title").all_inner_texts()
    tab.fill("#site-search", "cocagne")
    tab.press("#site-search", "Enter")

    assert "L’Arécup" in " ".join(names).replace("'", "’")
    assert tab.locator(".search-results h2", has_text="Cocagne").count() > 0
    assert tab.get_by_role("link", name="English").is_visible()


def test_a_sheet_is_one_printed_page(open_tab, shoot):
    tab = open_tab()
    tab.goto("/fr/structures/aloes/")
    tab.emulate_media(media="print")
    pdf = tab.pdf(format="A4")
    shoot(tab, "sheet-print")

    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
    assert not tab.locator(".site-footer").is_visible()
    assert tab.locator(".contact-phone").is_visible()


@pytest.mark.parametrize(("name", "width"), WIDTHS.items())
def test_pages_to_look_at(open_tab, shoot, name, width):
    tab = open_tab(viewport={"width": width, "height": 900}, expects_errors=True)
    for page, address in LOOKED_AT.items():
        tab.goto(address)
        tab.evaluate("document.querySelectorAll('img').forEach((one) => { one.loading = 'eager' })")
        tab.wait_for_load_state("networkidle")
        for scheme in SCHEMES:
            tab.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            shoot(tab, f"{page}-{name}-{scheme}")
        assert tab.locator("h1").count() == 1, address
        assert (
            tab.evaluate("[...document.images].filter((one) => !one.naturalWidth).length") == 0
        ), address
