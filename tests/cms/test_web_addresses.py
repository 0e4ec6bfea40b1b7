"""No address that people enter has the name of an account, or a backslash."""

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import models
from django.urls import reverse
from wagtail import blocks
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from cms.models import SiteSettings
from cms.web_addresses import validate_web_address
from tests.cms.test_blocks import NESTED
from tests.refusals import refusals

NO_ACCOUNT = (
    "Retirez de l’adresse le nom de compte et le mot de passe, c’est-à-dire ce qui est entre "
    "« // » et « @ »."
)
NO_BACKSLASH = "Remplacez dans l’adresse les barres « \\ » par des « / »."
REFUSED = [
    ("https://compte:secret@www.exemple.fr/", NO_ACCOUNT),
    ("https://www.exemple.fr@ailleurs.fr/", NO_ACCOUNT),
    ("https://ailleurs.fr\\@www.exemple.fr/", NO_BACKSLASH),
    ("https://www.exemple.fr/a\\b", NO_BACKSLASH),
]
TAKEN = ["https://mastodon.social/@iae48", "https://www.exemple.fr/?a=b@c.fr", "https://é.fr:8000/"]

FIELDS = {
    field.model._meta.label + "." + field.name: field
    for model in apps.get_models()
    if model._meta.app_label in {"cms", "contact", "home", "networks", "structures"}
    or model is Redirect
    for field in model._meta.local_fields
    if isinstance(field, models.URLField)
}
BLOCKS = {path: block for path, block in NESTED.items() if isinstance(block, blocks.URLBlock)}


def test_the_fields_and_blocks_are_found():
    assert {
        "cms.SocialLink.url",
        "structures.StructurePage.website",
        "networks.Network.website",
        "wagtailredirects.Redirect.redirect_link",
    } <= set(FIELDS)
    assert {"HomePage.body.quote.source_url", "HomePage.body.call_to_action.link.url"} <= set(
        BLOCKS
    )


@pytest.mark.parametrize(
    "clean",
    [
        *(
            pytest.param(lambda value, field=field: field.clean(value, None), id=name)
            for name, field in FIELDS.items()
        ),
        *(pytest.param(block.clean, id=path) for path, block in BLOCKS.items()),
    ],
)
def test_each_field_and_block_refuses_what_leads_elsewhere(clean):
    for address, message in REFUSED:
        with pytest.raises(ValidationError) as refusal:
            clean(address)
        assert message in refusal.value.messages


@pytest.mark.parametrize("address", TAKEN)
def test_what_leads_where_it_says_is_accepted(address):
    validate_web_address(address)
    for block in BLOCKS.values():
        assert block.clean(address) == address


@pytest.mark.parametrize(("address", "message"), REFUSED)
def test_the_link_in_a_text_is_refused_in_the_form(site, admin_client, address, message):
    answer = admin_client.post(
        reverse("wagtailadmin_choose_page_external_link"),
        {"external-link-chooser-url": address, "external-link-chooser-link_text": "Lien"},
    )

    assert message in answer.json()["html"].replace("&#x27;", "’")


def test_a_path_that_a_browser_takes_for_another_host_is_refused(site, admin_client):
    answer = admin_client.post(
        reverse("wagtailadmin_choose_page_external_link"),
        {"external-link-chooser-url": "/\\ailleurs.fr", "external-link-chooser-link_text": "Lien"},
    )

    assert NO_BACKSLASH in answer.json()["html"]


@pytest.mark.parametrize(
    ("origin", "message"),
    [
        ("https://compte:secret@www.exemple.fr", NO_ACCOUNT),
        ("https://www.exemple.fr@ailleurs.fr", NO_ACCOUNT),
        ("https://ailleurs.fr\\@www.exemple.fr", NO_BACKSLASH),
        ("https://ailleurs.fr\\.www.exemple.fr", NO_BACKSLASH),
    ],
)
def test_the_address_of_the_public_site_is_refused_in_settings_and_by_the_command(
    site, origin, message
):
    assert refusals(SiteSettings(site=site, frontend_url=origin)) == {"frontend_url": [message]}
    with pytest.raises(CommandError, match=message[:10]):
        call_command("set_frontend_address", origin)
    assert SiteSettings.of_site(site).frontend_url == ""


@pytest.mark.parametrize(
    "host", ["compte@www.exemple.fr", "a\\b.fr", "a.fr/b", "a.fr:80", "a b.fr"]
)
def test_the_host_of_a_site_is_a_host_alone(site, host):
    site.hostname = host

    message = "Saisissez le nom d’hôte seul, par exemple www.exemple.fr."
    assert refusals(site) == {"hostname": [message]}


def test_the_hosts_of_sites_are_accepted(home):
    for host in ["testserver", "www.exemple.fr", "127.0.0.1", "maison-familiale.exemple.fr"]:
        Site(hostname=host, port=80, root_page=home).full_clean()
