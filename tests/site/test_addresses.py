"""Addresses with letters that are not ASCII, and addresses that are none."""

import http.client
import json
import unicodedata
from urllib.parse import quote, urlsplit

import pytest
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from home.models import ContactPage, ContentPage

pytestmark = pytest.mark.site
SLUG = "œuvre-été-日本"


@pytest.fixture(scope="module")
def pages(site, django_db_blocker):
    """Add a page and a contact page with slugs from before slugs were ASCII; then undo it."""
    with django_db_blocker.unblock():
        about = ContentPage.objects.get(slug="qui-sommes-nous")
        home = about.get_parent()
        page = home.add_child(instance=ContentPage(title="Œuvre", slug=SLUG))
        contact = ContactPage.objects.get(slug="contact", locale__language_code="fr")
        contact.slug = "écrire-à-l-œuvre"
        contact.save_revision().publish()
        redirect = Redirect.objects.create(
            site=Site.objects.get(), old_path="/fr/vieux été", redirect_page=page
        )
        yield
        redirect.delete()
        page.delete()
        contact.slug = "contact"
        contact.save_revision().publish()
        # Publishing under another slug has left a redirect each time.
        Redirect.objects.filter(redirect_page=contact).delete()


@pytest.fixture
def ask(site, pages):
    """Return a function that asks for a path as it is written, and gives status and location."""

    def send(path, method="GET", body=None):
        place = urlsplit(site.origin)
        connection = http.client.HTTPConnection(place.hostname, place.port, timeout=30)
        headers = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, (answer.getheader("Location") or ""), text

    return send


def test_a_page_is_shown_with_its_canonical_address_encoded(ask, site):
    status, _location, text = ask(f"/fr/{quote(SLUG)}/")

    assert status == 200
    assert f'rel="canonical" href="{site.origin}/fr/{quote(SLUG)}/"' in text


@pytest.mark.parametrize(
    "path",
    [
        f"/fr/{quote(unicodedata.normalize('NFD', SLUG))}/",
        f"/fr/{quote(SLUG)}",
        f"/fr/%20{quote(SLUG)}%20/",
        "/fr/vieux%20%C3%A9t%C3%A9",
        "/fr/vieux%20e%CC%81te%CC%81/",
    ],
)
def test_a_variant_leads_to_the_encoded_address(ask, path):
    status, location, _text = ask(path)

    assert status == 301
    assert urlsplit(location).path == f"/fr/{quote(SLUG)}/"


@pytest.mark.parametrize(
    "path",
    ["/%zz", "/fr/%zz/", "/fr/%ff/", "/fr/%C3/", "/fr/%00/", "/%", f"/fr/{quote(quote(SLUG))}/"],
)
def test_an_address_that_is_none_is_not_found_and_no_error(ask, path):
    status, _location, _text = ask(path)

    assert status in (301, 400, 404)


def test_filters_with_accents_are_read(ask):
    status, _location, _text = ask("/fr/structures/?place=S%C3%A9v%C3%A9rac&commune=%ff")

    assert status == 200


def test_a_message_by_a_page_with_such_a_slug_is_answered(ask):
    path = f"/fr/{quote('écrire-à-l-œuvre')}/"

    status, _location, _text = ask(path, "POST", "name=a&message=b")
    thanks, _location, _text = ask(f"{path}?sent")

    assert (status, thanks) == (422, 200)


def test_what_is_sent_to_a_former_address_goes_along(ask):
    status, _location, _text = ask("/fr/vieux%20%C3%A9t%C3%A9", "POST", "name=a")

    assert status == 308


@pytest.mark.parametrize("path", ["/fr/%0d%0aX", "/en/%0a/", "/fr/%0A?q=a"])
def test_a_line_break_in_an_address_is_not_found_in_its_language(ask, path):
    status, _location, text = ask(path)

    assert status == 404
    assert ("Page introuvable" if path.startswith("/fr") else "Page not found") in text


# A quotation mark has nine signs where the site asks the CMS: more than its server takes.
@pytest.mark.parametrize("path", ["/fr/" + "a" * 15_000, "/fr/" + '"' * 13_500])
def test_a_path_that_is_too_long_is_not_found(ask, path):
    status, _location, text = ask(path)

    assert status == 404
    assert "Page introuvable" in text


@pytest.mark.parametrize(
    "query",
    ["q=" + "a" * 12_000, "network=" + '"' * 12_000, "&".join(["commune=48001"] * 1_000)],
)
def test_a_page_is_shown_however_long_its_query_is(ask, query):
    status, _location, text = ask(f"/fr/structures/?{query}")

    assert status == 200
    assert "Les structures de l’IAE 48" in text


@pytest.mark.parametrize(
    "path",
    [
        "/fr/recherche/?q=a%00b",
        "/fr/structures/?q=a%00b&place=%00&commune=%00&network=%00&km=%00",
        "/communes.json?q=%00",
    ],
)
def test_nul_in_a_question_is_left_out(ask, path):
    status, _location, text = ask(path)

    assert status == 200
    assert "\0" not in text


@pytest.mark.parametrize(("method", "path"), [("GET", "/webhook"), ("POST", "/communes.json")])
def test_another_method_is_refused_in_json(ask, method, path):
    status, _location, text = ask(path, method)

    assert status == 405
    assert "error" in json.loads(text)
