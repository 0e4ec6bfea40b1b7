"""Where a page is: always in the front end, in the page's language, and never nowhere.

`url` is the full address: a path alone would be read as the CMS's own.
"""

import pytest
from django.test import RequestFactory
from wagtail.models import Page, Site

from tests.factories import (
    ContentPageFactory,
    HomePageFactory,
    SiteSettingsFactory,
    StructurePageFactory,
)

MOUNTS = ["iae48.urls", "tests.cms.urls_with_serve"]


@pytest.fixture(params=MOUNTS)
def mount(request, settings):
    """Run the test without Wagtail's serve view, then with it."""
    settings.ROOT_URLCONF = request.param


@pytest.fixture
def prose(home):
    return ContentPageFactory(parent=home, title="Qui sommes-nous ?")


@pytest.mark.usefixtures("mount")
def test_a_page_s_address_begins_with_the_front_end_s(site, prose):
    SiteSettingsFactory(site=site, frontend_url="https://www.exemple.fr/")

    parts = prose.get_url_parts()

    assert parts == (site.pk, "https://www.exemple.fr", "/fr/qui-sommes-nous/")
    assert prose.full_url == "https://www.exemple.fr/fr/qui-sommes-nous/"
    assert prose.url == prose.full_url


@pytest.mark.usefixtures("mount")
def test_a_page_s_address_begins_with_the_site_s_own_without_a_front_end(site, prose):
    parts = prose.get_url_parts()

    assert parts == (site.pk, "http://testserver", "/fr/qui-sommes-nous/")
    assert prose.full_url == "http://testserver/fr/qui-sommes-nous/"
    assert prose.url == prose.full_url


@pytest.mark.usefixtures("mount")
def test_a_home_page_s_address_is_its_language(site, home, english):
    SiteSettingsFactory(site=site)

    addresses = [page.full_url for page in (home, home.get_translation(english))]

    assert addresses == ["https://www.exemple.fr/fr/", "https://www.exemple.fr/en/"]


@pytest.mark.usefixtures("mount")
def test_an_english_page_s_address_is_in_english(site, prose, english):
    SiteSettingsFactory(site=site)
    translation = prose.copy_for_translation(english)
    translation.slug = "who-we-are"
    translation.save_revision().publish()
    translation.refresh_from_db()

    parts = translation.get_url_parts()

    assert parts == (site.pk, "https://www.exemple.fr", "/en/who-we-are/")
    assert translation.full_url == "https://www.exemple.fr/en/who-we-are/"
    assert translation.url == translation.full_url


@pytest.mark.usefixtures("mount")
def test_a_deep_page_s_address_follows_the_tree(site, directory):
    sheet = StructurePageFactory(parent=directory, name="Le Jardin partagé")

    address = sheet.url

    assert address == "http://testserver/fr/les-structures/le-jardin-partage/"


@pytest.mark.usefixtures("mount")
def test_a_page_outside_of_every_site_has_the_default_site_s_origin(site):
    SiteSettingsFactory(site=site)
    stray = ContentPageFactory(parent=HomePageFactory(title="Archives"), title="Bilan 2019")

    parts = stray.get_url_parts()

    assert parts == (site.pk, "https://www.exemple.fr", "/fr/archives/bilan-2019/")
    assert stray.full_url == "https://www.exemple.fr/fr/archives/bilan-2019/"
    assert stray.url == stray.full_url


@pytest.mark.usefixtures("mount")
def test_a_page_beside_the_site_s_root_is_not_taken_for_one_below_it(site):
    SiteSettingsFactory(site=site)
    stray = HomePageFactory(title="Accueil 2")

    address = stray.full_url

    assert stray.url_path == "/accueil-2/"
    assert address == "https://www.exemple.fr/fr/accueil-2/"


@pytest.mark.usefixtures("mount")
def test_a_page_has_a_path_even_without_any_site(prose):
    Site.objects.all().delete()

    parts = prose.get_url_parts()

    assert parts == (None, "", "/fr/accueil/qui-sommes-nous/")
    assert prose.full_url == "/fr/accueil/qui-sommes-nous/"
    assert prose.url == "/fr/accueil/qui-sommes-nous/"


@pytest.mark.usefixtures("mount")
def test_a_page_has_a_path_without_a_default_site(site):
    site.is_default_site = False
    site.save()
    stray = HomePageFactory(title="Archives")

    parts = stray.get_url_parts()

    assert parts == (None, "", "/fr/archives/")


@pytest.mark.usefixtures("mount")
def test_a_page_of_two_sites_has_the_address_of_the_site_that_is_asked(site, home, prose):
    other = Site.objects.create(hostname="autre.exemple.fr", port=80, root_page=home)
    SiteSettingsFactory(site=site)
    SiteSettingsFactory(site=other, frontend_url="https://www.autre.fr")
    requests = RequestFactory()

    addresses = [
        prose.get_url(requests.get("/", headers={"host": host}))
        for host in ("testserver", "autre.exemple.fr")
    ]

    assert addresses == [
        "https://www.exemple.fr/fr/qui-sommes-nous/",
        "https://www.autre.fr/fr/qui-sommes-nous/",
    ]


@pytest.mark.usefixtures("mount")
def test_with_two_sites_an_address_without_a_request_names_the_front_end(site, prose):
    Site.objects.create(
        hostname="autre.exemple.fr", port=80, root_page=HomePageFactory(title="Autre")
    )
    SiteSettingsFactory(site=site)

    address = prose.url

    assert address == "https://www.exemple.fr/fr/qui-sommes-nous/"


def test_one_request_looks_the_front_end_up_once(site, home, django_assert_num_queries):
    SiteSettingsFactory(site=site)
    pages = [ContentPageFactory(parent=home) for _rank in range(5)]
    request = RequestFactory().get("/", headers={"host": "testserver"})
    pages[0].get_full_url(request)

    with django_assert_num_queries(0):
        addresses = [page.get_full_url(request) for page in pages]

    assert addresses == [f"https://www.exemple.fr/fr/{page.slug}/" for page in pages]


@pytest.mark.usefixtures("mount")
def test_a_new_front_end_address_holds_at_once(site, prose):
    settings = SiteSettingsFactory(site=site)
    before = prose.full_url
    settings.frontend_url = "https://nouveau.exemple.fr"
    settings.save()

    after = Page.objects.get(pk=prose.pk).specific.full_url

    assert before == "https://www.exemple.fr/fr/qui-sommes-nous/"
    assert after == "https://nouveau.exemple.fr/fr/qui-sommes-nous/"
