"""The edit form of a sheet: what is missing, and the map with its data."""

import json
import re

from django.urls import reverse

from tests.factories import CommuneFactory, StructurePageFactory


def form(client, sheet):
    return client.get(reverse("wagtailadmin_pages:edit", args=[sheet.pk])).content.decode()


def test_the_form_says_what_is_missing_and_when_the_sheet_was_confirmed(as_editor, directory):
    sheet = StructurePageFactory(with_contact=True, confirmed_on="2026-01-31")

    text = form(as_editor, sheet)

    missing = text[text.index("Il manque") :].split("</p>")[0]
    assert "position sur la carte" in missing
    assert "téléphone" not in missing
    assert "Confirmée le <strong>31/01/2026</strong>" in text


def test_a_new_sheet_has_no_state_yet(as_editor, directory):
    address = reverse("wagtailadmin_pages:add", args=["structures", "structurepage", directory.pk])

    text = as_editor.get(address).content.decode()

    assert "Fiche complète" not in text
    assert "data-structure-map" in text


def test_the_map_has_the_communes_and_follows_the_fields_of_the_form(as_editor, directory):
    sheet = StructurePageFactory(commune=CommuneFactory(mende=True, population=12_000))

    text = form(as_editor, sheet)

    root = text[text.index("data-structure-map") :]
    (stored,) = re.findall(r'<script type="application/json">(.*?)</script>', root)[:1]
    data = json.loads(stored)
    assert data["communes"] == [
        {
            "id": sheet.commune.pk,
            "name": "Mende",
            "latitude": 44.518,
            "longitude": 3.501,
            "population": 12_000,
        }
    ]
    for name in ("latitude", "longitude", "commune"):
        (identifier,) = re.findall(rf'data-{name}="([^"]+)"', root)[:1]
        assert f'id="{identifier}"' in text


def test_a_name_of_a_commune_is_never_markup(as_editor, directory):
    commune = CommuneFactory(name="</script><b>Mende")

    assert "</script><b>" not in form(as_editor, StructurePageFactory(commune=commune))


def test_the_map_is_all_in_files_of_our_own(as_editor, directory):
    root = form(as_editor, StructurePageFactory())

    (script,) = re.findall(r"<script[^>]*structures/map/map.js[^>]*>", root)
    assert "defer" in script  # it stands before the form
    assert "structures/map/map.css" in root


def test_the_form_asks_the_database_no_more_for_many_communes(
    as_editor, directory, django_assert_max_num_queries
):
    def count():
        with django_assert_max_num_queries(1000) as captured:
            form(as_editor, sheet)
        return len(captured)

    sheet = StructurePageFactory()
    count()
    few = count()
    CommuneFactory.create_batch(40)

    assert count() == few
