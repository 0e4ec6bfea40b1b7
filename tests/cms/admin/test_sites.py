"""The form of a site, and what deletes one: the public site keeps an address and a home page."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, Site

from tests.factories import ContentPageFactory


@pytest.fixture
def admin(admin_user):
    """Return the browser of an administrator."""
    browser = Client()
    browser.force_login(admin_user)
    return browser


def save(browser, site, **values):
    """Post the form of a site, and return the errors by field."""
    kept = {
        "hostname": site.hostname or "autre.example",
        "port": site.port,
        "site_name": site.site_name,
        "root_page": site.root_page_id,
        **({"is_default_site": "on"} if site.is_default_site else {}),
    }
    name, arguments = ("edit", [site.pk]) if site.pk else ("add", [])
    answer = browser.post(reverse(f"wagtailsites:{name}", args=arguments), {**kept, **values})
    if answer.status_code == 302:
        return {}
    return answer.context["form"].errors


@pytest.mark.parametrize("port", ["0", "-1", "65536", "99999999999999999999", "http"])
def test_a_port_is_one_that_a_server_can_have(site, admin, port):
    assert set(save(admin, site, port=port)) == {"port"}


@pytest.mark.parametrize(
    "hostname", ["https://iae48.fr", "iae48.fr/", "iae48.fr:443", "iae 48.fr", "a@b.fr"]
)
def test_a_host_name_is_a_name_alone(site, admin, hostname):
    errors = save(admin, site, hostname=hostname)

    assert "sans port" in errors["hostname"][0]


def test_the_home_page_of_a_site_is_published_and_below_the_root(site, home, admin):
    root = Page.objects.get(depth=1)
    draft = ContentPageFactory(parent=home, live=False)

    assert "publiée" in save(admin, site, root_page=root.pk)["root_page"][0]
    assert "publiée" in save(admin, site, root_page=draft.pk)["root_page"][0]
    assert save(admin, site, root_page=home.pk) == {}


def test_there_is_always_one_default_site(site, home, admin):
    other = Site(hostname="autre.example", port=8000, root_page=home)
    assert save(admin, other, port=0, is_default_site="on").keys() == {"port"}
    site.refresh_from_db()
    assert site.is_default_site

    # Without the checkbox, as if it had been unticked.
    kept = {"hostname": site.hostname, "port": site.port, "root_page": home.pk}
    admin.post(reverse("wagtailsites:edit", args=[site.pk]), kept)
    admin.post(reverse("wagtailsites:delete", args=[site.pk]))
    assert list(Site.objects.filter(is_default_site=True)) == [site]

    assert save(admin, other, is_default_site="on") == {}
    assert [row.hostname for row in Site.objects.filter(is_default_site=True)] == ["autre.example"]

    admin.post(reverse("wagtailsites:delete", args=[site.pk]))
    assert [row.hostname for row in Site.objects.all()] == ["autre.example"]


def test_the_form_says_how_another_site_becomes_the_default(site, admin):
    page = admin.get(reverse("wagtailsites:edit", args=[site.pk])).content.decode()
    refused = admin.post(reverse("wagtailsites:delete", args=[site.pk]), follow=True)

    assert "cochez cette case sur l’autre site" in page
    assert "choisissez-en d’abord un autre" in refused.content.decode()


@pytest.mark.parametrize("way", ["one", "several"])
def test_the_home_page_of_a_site_is_not_deleted_with_it(site, home, admin, way):
    if way == "one":
        answer = admin.post(reverse("wagtailadmin_pages:delete", args=[home.pk]), follow=True)
    else:
        address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
        answer = admin.post(f"{address}?id={home.pk}", follow=True)

    assert "page d’accueil d’un site" in answer.content.decode()
    assert Site.objects.get().root_page_id == home.pk
