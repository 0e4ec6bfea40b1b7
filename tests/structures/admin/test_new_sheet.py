"""The admin's form of a sheet that does not exist yet."""

import pytest
from django.urls import reverse

from structures.models import StructurePage
from tests.factories import CommuneFactory, NetworkFactory, UserFactory

SIRET = "73282932000074"


def sheet_form(**facts):
    """Return what the admin's form sends for a sheet with these facts."""
    formsets = {
        f"{name}-{count}_FORMS": "0"
        for name in ("activities", "comments")
        for count in ("TOTAL", "INITIAL")
    }
    return {
        "name": "Le Jardin partagé",
        "slug": "le-jardin-partage",
        "commune": CommuneFactory(mende=True).pk,
        **formsets,
        **facts,
    }


@pytest.mark.parametrize(("button", "live"), [({}, False), ({"action-publish": "1"}, True)])
def test_the_admin_makes_a_sheet_without_asking_for_a_title(client, directory, button, live):
    client.force_login(UserFactory(superuser=True))
    form = sheet_form(siret="732 829 320 00074", networks=[NetworkFactory().pk], **button)

    response = client.post(
        reverse("wagtailadmin_pages:add", args=("structures", "structurepage", directory.pk)), form
    )

    made = StructurePage.objects.get()
    assert response.status_code == 302
    assert (made.title, made.slug, made.siret) == ("Le Jardin partagé", "le-jardin-partage", SIRET)
    assert (made.live, made.networks.count()) == (live, 1)


def test_the_admin_asks_even_a_draft_for_a_name(client, directory):
    client.force_login(UserFactory(superuser=True))
    form = sheet_form(name="")

    response = client.post(
        reverse("wagtailadmin_pages:add", args=("structures", "structurepage", directory.pk)), form
    )

    assert response.status_code == 200
    assert response.context["form"].errors == {"name": ["Champ requis."]}
    assert not StructurePage.objects.exists()


def test_the_admin_fills_in_the_slug_from_the_name(client, directory):
    client.force_login(UserFactory(superuser=True))

    response = client.get(
        reverse("wagtailadmin_pages:add", args=("structures", "structurepage", directory.pk))
    )

    attributes = response.context["form"].fields["name"].widget.attrs
    assert attributes["data-controller"] == "w-sync"
    assert attributes["data-w-sync-target-value"] == "#id_slug"
