"""Slugs are in ASCII, wherever they are generated or typed."""

import json

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, get_page_models
from wagtail.snippets.models import get_snippet_models

from cms.models import BasePage
from cms.text.slugs import AsciiSlugInput, ascii_slug
from home.models import ContentPage
from networks.models import Network
from tests.factories import ContentPageFactory

# The same names as in tests/browser/test_slugs.py.
SLUGS = {
    "Réseau d'essai": "reseau-d-essai",
    "Réseau d’essai": "reseau-d-essai",
    "Œuvre de sœur Æla": "oeuvre-de-soeur-aela",
    "L’ESS & l’IAE : 48 !": "l-ess-l-iae-48",
    "Ça – déjà vu": "ca-deja-vu",
    "e\u0301te\u0301": "ete",
}


@pytest.mark.parametrize(("name", "slug"), SLUGS.items())
def test_a_name_gives_a_slug_in_ascii(name, slug):
    generated = ascii_slug(name)

    assert generated == slug


def test_a_page_without_a_slug_takes_that_of_its_title(site, home):
    pages = [home.add_child(instance=ContentPage(title="L’œuvre")) for _ in range(2)]

    assert [page.slug for page in pages] == ["l-oeuvre", "l-oeuvre-2"]


@pytest.mark.parametrize(
    "model",
    [
        *[model for model in get_page_models() if issubclass(model, BasePage)],
        *[
            model
            for model in get_snippet_models()
            if any(isinstance(field, models.SlugField) for field in model._meta.fields)
        ],
    ],
    ids=lambda model: model.__name__,
)
def test_every_slug_of_a_form_is_filled_in_as_the_server_does(model):
    handler = (
        model.get_edit_handler()
        if issubclass(model, Page)
        else model.snippet_viewset.get_edit_handler()
    )

    form = handler.get_form_class()
    field = form.base_fields["slug"]

    assert isinstance(field.widget, AsciiSlugInput)
    assert field.widget.attrs["data-w-slug-allow-unicode-value"] is False
    formatters = json.loads(field.widget.attrs["data-w-slug-formatters-value"])
    assert ["œ", "oe"] in [[pattern[0], replacement] for pattern, replacement in formatters]


def test_no_model_of_ours_takes_a_slug_that_is_not_ascii():
    ours = [
        field
        for model in apps.get_models()
        if not issubclass(model, Page)
        for field in model._meta.local_fields
        if isinstance(field, models.SlugField)
        and model.__module__.split(".")[0] != "taggit"
        and model._meta.app_label in {"cms", "networks", "structures", "home"}
    ]

    assert ours
    assert not any(
        field.allow_unicode  # type: ignore[attr-defined]  # the stubs lack it
        for field in ours
    )


@pytest.fixture
def admin(admin_user):
    """Return the browser of an administrator, which checks CSRF tokens as a real one does."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(admin_user)
    return browser


def _post(browser, address, data):
    token = browser.get(address).cookies["csrftoken"].value
    return browser.post(address, {**data, "csrfmiddlewaretoken": token})


def test_a_network_with_an_apostrophe_is_created_with_the_slug_that_its_form_generates(site, admin):
    address = reverse(Network.snippet_viewset.get_url_name("add"))
    values = {
        "name": "Réseau d’essai",
        "slug": ascii_slug("Réseau d’essai"),
        "scope": "national",
        "position": 1,
    }

    _post(admin, address, values | {"description": "null"})

    assert Network.objects.get().slug == "reseau-d-essai"


def test_a_page_s_form_refuses_a_slug_that_is_not_ascii(site, home):
    page = ContentPageFactory(parent=home, slug="page")
    form = ContentPage.get_edit_handler().get_form_class()

    bound = form(instance=page, parent_page=home)
    bound.cleaned_data = {"slug": "œuvre"}

    with pytest.raises(ValidationError, match="sans accent") as refusal:
        bound.clean_slug()

    assert "oeuvre" in refusal.value.messages[0]
