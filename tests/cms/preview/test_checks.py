"""Content checks cross from the admin to the front end, and previews go where they belong."""

import json
import re

import pytest
import wagtail_factories
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cms.preview.grants import issue
from structures.models import SearchEntry
from tests.cms.preview.rights import limit
from tests.cms.preview.test_admin import address_in
from tests.factories import (
    ContentPageFactory,
    HomePageFactory,
    NetworkFactory,
    SiteSettingsFactory,
    StructurePageFactory,
    UserFactory,
)

ADMIN, FRONT, SECOND = "http://testserver", "https://www.exemple.fr", "https://autre.exemple.fr"


@pytest.fixture
def frontend(site):
    """Give the site a front end."""
    return SiteSettingsFactory(site=site, frontend_url=f"{FRONT}/")


@pytest.fixture
def second(frontend):
    """Return the home page of a second site, which has a front end of its own."""
    home = HomePageFactory(title="Autre site", slug="autre-site")
    site = wagtail_factories.SiteFactory(hostname="autre.testserver", root_page=home)
    SiteSettingsFactory(site=site, frontend_url=SECOND)
    return home


def spec_in(text):
    """Return how axe is set up by a page of the admin, or by the user bar."""
    found = re.search(
        r'<script id="(?:checker-)?[^"]*axe-configuration" type="application/json">(.*?)</script>',
        text,
    )
    assert found, "no configuration of axe"
    return json.loads(found[1])["spec"]


def test_the_panel_and_the_user_bar_allow_each_others_origins(client, editor, page, second):
    client.force_login(editor)
    form = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()

    bar = Client().get(reverse("preview_userbar")).content.decode()

    allowed = ["<same_origin>", ADMIN, SECOND, FRONT]
    assert spec_in(form)["allowedOrigins"] == allowed
    assert spec_in(bar)["allowedOrigins"] == allowed
    assert {rule["id"] for rule in spec_in(bar)["rules"]} >= {"alt-text-quality"}


def test_the_user_bar_is_the_same_for_everyone(client, editor, page, frontend):
    stranger = Client().get(reverse("preview_userbar"), headers={"Origin": FRONT})
    client.force_login(editor)
    known = client.get(reverse("preview_userbar"))

    text = stranger.content.decode()
    assert stranger.content == known.content
    assert stranger["Access-Control-Allow-Origin"] == "*"
    assert not stranger.cookies
    assert f'data-wagtail-userbar-origin="{ADMIN}"' in text
    assert re.search(r'src="(http:)?//testserver/static/wagtailadmin/js/userbar\.js', text)
    assert not re.search(r'"(http:)?(//testserver)?/admin/', text)
    assert not re.search(r'(href|src)="/[^/]', text)
    assert f'href="{ADMIN}/static/cms/translation/panel.css"' in text
    assert Client().post(reverse("preview_userbar")).status_code == 405


def test_each_site_is_previewed_in_its_own_front_end(client, editor, page, second):
    client.force_login(editor)
    other = ContentPageFactory(parent=second, slug="la-bas")
    addresses = [
        address_in(client.get(reverse("wagtailadmin_pages:view_draft", args=[shown.pk])))
        for shown in (page, other)
    ]

    found = [(address.netloc, fragment["path"]) for address, fragment in addresses]

    assert found == [("www.exemple.fr", "/fr/brouillon/"), ("autre.exemple.fr", "/fr/la-bas/")]


def test_a_structures_staff_previews_its_sheet_and_no_other(
    client, editor, frontend, directory, read
):
    sheet = StructurePageFactory(parent=directory, name="La sienne")
    other = StructurePageFactory(parent=directory, name="Une autre")
    limit(editor, sheet)
    client.force_login(editor)

    own = client.get(reverse("wagtailadmin_pages:view_draft", args=[sheet.pk]))
    others = client.get(reverse("wagtailadmin_pages:view_draft", args=[other.pk]))

    _address, fragment = address_in(own)
    found = read(f'{{ structure(id: "{sheet.pk}") {{ versions {{ id }} }} }}', fragment["token"])
    assert found == {"structure": {"versions": []}}
    assert others.status_code == 302
    assert b"data-address" not in others.content


def test_a_draft_has_nothing_searched_made_anew(site, directory, send):
    network = NetworkFactory(name="Avant")
    StructurePageFactory(parent=directory, networks=[network])
    before = list(SearchEntry.objects.values())
    network.name = "Après"
    token = issue(UserFactory(superuser=True), network, site)

    with CaptureQueriesContext(connection) as queries:
        answer = send("{ networks { nodes { name } } }", token).json()

    table = SearchEntry._meta.db_table
    assert answer["data"]["networks"]["nodes"] == [{"name": "Après"}]
    assert [query["sql"] for query in queries if table in query["sql"]] == []
    assert list(SearchEntry.objects.values()) == before
