"""A redirect is found however its path is written."""

import unicodedata

import pytest
from django.core.exceptions import ValidationError
from wagtail.contrib.redirects.forms import RedirectForm
from wagtail.contrib.redirects.models import Redirect

from tests.cms.graphql.routes import to
from tests.factories import ContentPageFactory

NFC, NFD = "/fr/été d’ici", unicodedata.normalize("NFD", "/fr/été d’ici")
ENCODED = "/fr/%C3%A9t%C3%A9%20d%E2%80%99ici"


@pytest.mark.parametrize("stored", [NFC, NFD, ENCODED, f"{NFC}/", f" {NFC} /"])
@pytest.mark.parametrize("asked", [NFC, NFD, ENCODED, f"{ENCODED}/", f"{ENCODED}%20", f"{NFC}?a=1"])
def test_a_path_matches_in_any_normal_form_encoded_or_not(route, site, stored, asked):
    Redirect.objects.create(old_path=stored, redirect_link="https://exemple.fr/", site=site)

    answer = route(asked)

    assert answer == to("https://exemple.fr/")


def test_a_form_finds_a_duplicate_that_is_written_otherwise(site):
    Redirect.objects.create(old_path=NFC, redirect_link="https://exemple.fr/")

    form = RedirectForm({"old_path": NFD, "redirect_link": "https://exemple.fr/ailleurs"})

    assert not form.is_valid()


def test_a_form_refuses_a_path_of_more_than_255_characters(site):
    form = RedirectForm({"old_path": f"/{'a' * 255}", "redirect_link": "https://exemple.fr/"})

    assert list(form.errors) == ["old_path"]


def test_where_a_redirect_leads_is_percent_encoded(route, site, home):
    page = ContentPageFactory(parent=home, slug="œuvre")
    Redirect.objects.create(old_path="/a", redirect_page=page)
    Redirect.objects.create(old_path="/b", redirect_link="https://www.lozère.example/œ%C5%93?é=ï")

    answers = [route("/a"), route("/b")]

    assert answers == [
        to("http://testserver/fr/%C5%93uvre/"),
        to("https://www.xn--lozre-6ra.example/%C5%93%C5%93?%C3%A9=%C3%AF"),
    ]


def test_a_page_moves_with_its_redirects_or_not_at_all(site, home, monkeypatch):
    section = ContentPageFactory(parent=home, slug="partie")
    page = ContentPageFactory(parent=home, slug="page")

    def fail(*args, **kwargs):
        raise ValidationError("refus")

    monkeypatch.setattr("wagtail.contrib.redirects.signal_handlers.create_redirects", fail)
    with pytest.raises(ValidationError):
        page.move(section, pos="last-child")

    page.refresh_from_db()
    assert page.url_path == f"{home.url_path}page/"
