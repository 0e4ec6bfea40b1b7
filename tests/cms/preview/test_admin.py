"""The admin previews in the front end, and lists the previews that are open."""

import json
import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse
from wagtail.models import Locale

from cms.models import PreviewGrant
from cms.preview.grants import issue, revoke
from home.models import ContentPage
from tests.factories import (
    ContentPageFactory,
    NetworkFactory,
    SiteSettingsFactory,
    StructureActivityFactory,
    UserFactory,
)

PAGES, NETWORKS = "wagtailadmin_pages", "wagtailsnippets_networks_network"
DESCRIPTION = {
    "blocks": [
        {
            "key": "a",
            "type": "unstyled",
            "text": "Une présentation.",
            "depth": 0,
            "inlineStyleRanges": [],
            "entityRanges": [],
        }
    ],
    "entityMap": {},
}


@pytest.fixture
def frontend(site):
    """Give the site a front end."""
    return SiteSettingsFactory(site=site, frontend_url="https://www.exemple.fr")


@pytest.fixture
def admin(client, editor):
    """Return a client of the editor."""
    client.force_login(editor)
    return client


def form_of(page, **changes):
    """Return what the form of a page sends."""
    return {
        "title": page.title,
        "slug": page.slug,
        "introduction": page.introduction,
        "body-count": "0",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        **changes,
    }


def form_of_network(network):
    """Return what the form of a network sends."""
    names = ("name", "slug", "scope", "acronym", "summary", "website", "members", "position")
    form = {name: getattr(network, name) for name in names}
    return form | {"description": json.dumps(DESCRIPTION), "editorial_note": "À relire."}


def preview_of(client, view, pk, form, mode=""):
    """Return the preview of a form that the admin has just sent."""
    url = reverse(f"{view}:preview_on_edit", args=[pk])
    posted = client.post(url, form)
    assert json.loads(posted.content)["is_valid"], "the form is refused"
    return client.get(url, {"mode": mode})


def address_in(response):
    """Return the address for which a preview leaves, and what its fragment holds."""
    found = re.search(r'data-address="([^"]*)"', response.content.decode())
    assert found, response.content
    address = urlsplit(unescape(found[1]))
    fragment = {name: value for name, [value] in parse_qs(address.fragment).items()}
    return address, fragment


def test_a_preview_shows_the_unsaved_form_in_the_front_end(admin, frontend, page, read):
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    posted = admin.post(url, form_of(page, title="En train d’écrire", slug="tape"))

    response = admin.get(url, {"in_preview_panel": "true"})
    address, fragment = address_in(response)

    assert json.loads(posted.content) == {"is_valid": True, "is_available": True}
    assert (address.scheme, address.netloc) == ("https", "www.exemple.fr")
    assert (address.path, address.query) == ("/preview", "")
    assert fragment["path"] == "/fr/tape/"
    assert (fragment["type"], fragment["id"]) == ("home.ContentPage", str(page.pk))
    route = '{ route(path: "/fr/tape/") { ... on PageRoute { page { title } } } }'
    assert read(route, fragment["token"])["route"]["page"]["title"] == "En train d’écrire"
    assert ContentPage.objects.get(pk=page.pk).title == "Publiée"


def test_the_way_to_the_front_end_tells_nobody_the_token(admin, frontend, page):
    response = preview_of(admin, PAGES, page.pk, form_of(page))

    assert "data-address" in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "no-referrer"
    assert "Location" not in response
    assert response["X-Frame-Options"] == "SAMEORIGIN"


def test_the_panel_and_the_tab_have_one_grant_each(admin, frontend, page):
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    for title in ("Une", "Deux", "Trois"):
        admin.post(url, form_of(page, title=title))
        admin.get(url, {"in_preview_panel": "true"})
        admin.get(url)

    labels = PreviewGrant.objects.values_list("in_panel", "label")

    assert sorted(labels) == [(False, "Trois"), (True, "Trois")]


def test_a_version_is_previewed_in_the_front_end(admin, frontend, page, read):
    revision = page.revisions.first()
    url = reverse("wagtailadmin_pages:revisions_view", args=[page.pk, revision.pk])

    _address, fragment = address_in(admin.get(url))

    title = read(f'{{ page(id: "{page.pk}") {{ title }} }}', fragment["token"])["page"]["title"]
    assert (fragment["path"], title) == ("/fr/brouillon/", "Brouillon")


def test_without_a_front_end_the_built_in_page_stands_in(admin, site, page):
    response = preview_of(admin, PAGES, page.pk, form_of(page, title="Simple"))

    assert "<h1>Simple</h1>" in response.content.decode()
    assert not PreviewGrant.objects.exists()


def test_the_built_in_page_stays_for_the_content_checks(admin, frontend, page):
    response = preview_of(admin, PAGES, page.pk, form_of(page, title="Simple"), "builtin")

    assert "<h1>Simple</h1>" in response.content.decode()
    assert "wagtail-userbar" in response.content.decode()


def test_a_page_that_is_being_created_has_the_built_in_page(admin, frontend, home):
    args = ["home", "contentpage", home.pk]
    url = reverse("wagtailadmin_pages:preview_on_add", args=args)
    admin.post(url, form_of(ContentPage(title="Toute neuve", slug="neuve")))

    response = admin.get(url)

    assert "<h1>Toute neuve</h1>" in response.content.decode()


def test_a_form_that_lacks_what_a_row_needs_has_the_built_in_page(admin, frontend, directory):
    sheet = StructureActivityFactory(structure__parent=directory).structure
    revision = sheet.save_revision()
    revision.content["activities"][0]["sector"] = None
    revision.save()
    url = reverse("wagtailadmin_pages:revisions_view", args=[sheet.pk, revision.pk])

    response = admin.get(url)

    assert response.status_code == 200
    assert b"data-address" not in response.content
    assert not PreviewGrant.objects.exists()


def test_a_snippet_is_previewed_in_the_front_end(admin, frontend, read):
    network = NetworkFactory(name="Réseau", slug="reseau", draft=True)

    response = preview_of(admin, NETWORKS, network.pk, form_of_network(network))
    _address, fragment = address_in(response)

    assert (fragment["type"], fragment["id"]) == ("networks.Network", str(network.pk))
    assert "path" not in fragment
    query = '{ network(slug: "reseau") { name } }'
    assert read(query, fragment["token"])["network"] == {"name": "Réseau"}


def test_a_snippet_has_a_built_in_page(admin, site):
    network = NetworkFactory(name="Réseau")

    text = preview_of(admin, NETWORKS, network.pk, form_of_network(network)).content.decode()

    assert "Une présentation." in text
    assert "À relire." not in text


def test_the_draft_of_a_home_page_is_previewed_at_the_address_of_its_language(
    admin, frontend, home, read
):
    front = home.copy_for_translation(Locale.objects.create(language_code="en"))
    url = reverse("wagtailadmin_pages:view_draft", args=[front.pk])

    _address, fragment = address_in(admin.get(url))

    route = '{ route(path: "/en/") { __typename } }'
    assert fragment["path"] == "/en/"
    assert read(route, fragment["token"])["route"]["__typename"] == "PageRoute"
    assert read(route)["route"]["__typename"] == "NotFoundRoute"


def test_who_may_not_edit_a_page_gets_no_preview(client, frontend, page):
    client.force_login(UserFactory(editor=False))

    response = client.get(reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk]))

    assert response.status_code in (302, 403)
    assert not PreviewGrant.objects.exists()


# --- The list ------------------------------------------------------------------------------------


def test_an_administrator_sees_and_closes_every_preview(admin, site, page, read):
    other = UserFactory(superuser=True)
    token = issue(other, page.get_latest_revision_as_object(), site)
    grant = PreviewGrant.objects.get()

    listed = admin.get(reverse("preview_grants"))
    closed = admin.post(reverse("preview_grant_revoke", args=[grant.pk]))

    assert "Brouillon" in listed.content.decode()
    assert closed.status_code == 302
    assert "Brouillon" not in admin.get(reverse("preview_grants_results")).content.decode()
    query = f'{{ page(id: "{page.pk}") {{ title }} }}'
    assert read(query, token)["page"] == {"title": "Publiée"}


def test_an_editor_sees_and_closes_only_her_own(client, site, home, editor):
    person = UserFactory(moderator=True)
    issue(editor, ContentPageFactory(title="D’une autre", slug="autre", parent=home), site)
    issue(person, ContentPageFactory(title="La sienne", slug="sienne", parent=home), site)
    others, own = PreviewGrant.objects.order_by("pk")
    client.force_login(person)

    text = client.get(reverse("preview_grants")).content.decode()
    refused = client.post(reverse("preview_grant_revoke", args=[others.pk]))
    closed = client.post(reverse("preview_grant_revoke", args=[own.pk]))

    assert "La sienne" in text
    assert "D’une autre" not in unescape(text)
    assert (refused.status_code, closed.status_code) == (404, 302)
    others.refresh_from_db()
    own.refresh_from_db()
    assert others.revoked is None
    assert own.revoked is not None


def test_closed_and_expired_previews_are_not_listed(admin, site, page, editor):
    issue(editor, page, site)
    revoke(PreviewGrant.objects.all())

    assert "Publiée" not in unescape(admin.get(reverse("preview_grants")).content.decode())


def test_a_preview_is_closed_by_post_alone(admin, token):
    grant = PreviewGrant.objects.get()

    response = admin.get(reverse("preview_grant_revoke", args=[grant.pk]))

    assert response.status_code == 405
    grant.refresh_from_db()
    assert grant.revoked is None


def test_a_stranger_is_led_to_the_login(client, token):
    ending = reverse("preview_grant_revoke", args=[PreviewGrant.objects.get().pk])

    read = client.get(reverse("preview_grants"))
    sent = client.post(ending)

    assert read.status_code == 302
    # What was sent is held until the person has logged in.
    assert sent.status_code == 403
    assert "Session terminée" in sent.content.decode()
    assert PreviewGrant.objects.get().revoked is None


@pytest.mark.parametrize("mode", ["", "builtin"])
def test_the_form_may_frame_its_preview(admin, frontend, page, mode):
    response = preview_of(admin, PAGES, page.pk, form_of(page), mode)

    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
