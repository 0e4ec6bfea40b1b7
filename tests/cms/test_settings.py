"""The settings of a site: the front end's address and the contacts."""

import pytest
from wagtail.models import Site

from cms.models import SiteSettings
from tests.factories import SiteSettingsFactory
from tests.refusals import refusals

ORIGIN = (
    "Saisissez l’adresse du site public sans chemin, par exemple https://www.exemple.fr "
    "(elle commence par http:// ou https://)."
)


@pytest.mark.parametrize(
    "address",
    [
        "www.exemple.fr",
        "//www.exemple.fr",
        "ftp://www.exemple.fr",
        "javascript:alert(1)",
        "https://",
        "https:///",
        "https://www.exemple.fr/fr/",
        "https://www.exemple.fr//",
        "https://www.exemple.fr?langue=fr",
        "https://www.exemple.fr/?langue=fr",
        "https://www.exemple.fr#haut",
        "https://www exemple.fr",
    ],
)
def test_an_address_that_is_no_origin_is_refused(site, address):
    settings = SiteSettings(site=site, frontend_url=address)

    refused = refusals(settings)

    assert refused == {"frontend_url": [ORIGIN]}


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("https://www.exemple.fr", "https://www.exemple.fr"),
        ("https://www.exemple.fr/", "https://www.exemple.fr"),
        ("http://localhost:3000", "http://localhost:3000"),
        ("", "http://testserver"),
    ],
)
def test_the_front_end_s_origin_is_its_address_else_the_site_s(site, address, origin):
    settings = SiteSettings(site=site, frontend_url=address)

    settings.full_clean()

    assert settings.frontend_origin == origin


@pytest.mark.parametrize(
    ("port", "origin"),
    [
        (80, "http://cms.exemple.fr"),
        (443, "https://cms.exemple.fr"),
        (8000, "http://cms.exemple.fr:8000"),
    ],
)
def test_the_site_s_own_origin_follows_its_port(site, port, origin):
    site.hostname, site.port = "cms.exemple.fr", port

    settings = SiteSettings(site=site)

    assert settings.frontend_origin == origin


@pytest.mark.parametrize("field", ["phone", "host_phone"])
def test_a_telephone_is_stored_in_one_form(site, field):
    settings = SiteSettings(site=site, **{field: "04 66 00 00 00"})

    settings.full_clean()

    assert getattr(settings, field) == "+33466000000"


@pytest.mark.parametrize("field", ["phone", "host_phone"])
def test_a_telephone_that_is_no_number_is_refused(site, field):
    settings = SiteSettings(site=site, **{field: "le matin"})

    refused = refusals(settings)

    assert list(refused) == [field]
    assert refused[field][0].startswith("« le matin » n’est pas un numéro de téléphone valable.")


def test_an_email_address_that_is_none_is_refused(site):
    settings = SiteSettings(site=site, email="contact")

    refused = refusals(settings)

    assert refused == {"email": ["Saisissez une adresse de courriel valide."]}


def test_reading_the_settings_of_a_site_writes_nothing(site):
    settings = SiteSettings.of_site(site)

    assert (settings.pk, settings.site) == (None, site)
    assert not SiteSettings.objects.exists()


def test_each_site_has_its_own_settings(site, home):
    other = Site.objects.create(hostname="autre.exemple.fr", root_page=home)
    SiteSettingsFactory(site=site, frontend_url="https://www.exemple.fr")
    SiteSettingsFactory(site=other, frontend_url="https://autre.exemple.fr")

    origins = [SiteSettings.of_site(one).frontend_origin for one in (site, other)]

    assert origins == ["https://www.exemple.fr", "https://autre.exemple.fr"]
