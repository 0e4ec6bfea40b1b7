"""Slugs that were not ASCII are converted, and their addresses still lead to the pages."""

from importlib import import_module

import pytest
from django.apps import apps
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Revision

from tests.cms.graphql.routes import translate
from tests.factories import ContentPageFactory

convert = import_module("cms.migrations.0015_ascii_slugs").convert


@pytest.fixture
def converted(site, home, english):
    """Return the pages of a tree whose slugs were converted."""
    section = ContentPageFactory(parent=home, slug="œuvre")
    taken = ContentPageFactory(parent=home, slug="oeuvre")
    below = ContentPageFactory(parent=section, slug="été")
    draft = ContentPageFactory(parent=section, slug="brouillon-é", live=False)
    for page in (section, below):
        page.save_revision()
    translation = translate(section, english, slug="œuvre-en")
    Redirect.objects.bulk_create([Redirect(old_path="/vieux%20nom"), Redirect(old_path="/e\u0301")])
    convert(apps, None)
    pages = [section, taken, below, draft, translation]
    return [Page.objects.get(pk=page.pk).specific for page in pages]


def test_slugs_become_ascii_and_unique_and_the_tree_follows(converted):
    addresses = [page.url_path.partition("/")[2].partition("/")[2] for page in converted]

    assert addresses == [
        "oeuvre-2/",
        "oeuvre/",
        "oeuvre-2/ete/",
        "oeuvre-2/brouillon-e/",
        "oeuvre-en/",
    ]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("/fr/œuvre/", "/fr/oeuvre-2/"),
        ("/fr/%C5%93uvre/%C3%A9t%C3%A9", "/fr/oeuvre-2/ete/"),
        ("/fr/œuvre/e\u0301te\u0301/", "/fr/oeuvre-2/ete/"),
        ("/en/œuvre-en/", "/en/oeuvre-en/"),
    ],
)
def test_former_addresses_lead_to_the_pages(route, converted, asked, found):
    answer = route(asked)

    assert answer["location"] == f"http://testserver{found}"


def test_versions_have_the_new_slug_and_publish_it(converted):
    section = converted[0]

    section.get_latest_revision().publish()

    assert {revision.content["slug"] for revision in Revision.page_revisions.all()} >= {"oeuvre-2"}
    assert all(revision.content["slug"].isascii() for revision in Revision.page_revisions.all())
    assert Page.objects.get(pk=section.pk).slug == "oeuvre-2"


def test_redirects_have_their_one_form_and_a_draft_has_none(converted):
    paths = set(Redirect.objects.values_list("old_path", flat=True))

    assert paths == {"/vieux nom", "/é", "/fr/œuvre", "/fr/œuvre/été", "/en/œuvre-en"}


def test_converting_twice_changes_nothing(converted):
    before = list(Page.objects.order_by("path").values("slug", "url_path"))

    convert(apps, None)

    assert list(Page.objects.order_by("path").values("slug", "url_path")) == before
