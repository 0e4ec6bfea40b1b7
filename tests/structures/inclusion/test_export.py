"""The export is valid, says what readers see and nothing else, and comes back as it went."""

import json
from uuid import uuid4

import pytest
from data_inclusion.schema import v1
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from structures.inclusion.plan import RowOutcome
from structures.models import StructurePage
from tests.factories import (
    NetworkFactory,
    PageViewRestrictionFactory,
    StructureKindFactory,
    StructurePageFactory,
)

ADDRESS = "/structures.data-inclusion.json"


@pytest.fixture
def exported(client, site):
    """Return a function that asks for the export and returns its rows."""
    return lambda: client.get(ADDRESS).json()


def test_a_sheet_is_exported_in_the_standards_terms(exported, directory):
    page = StructurePageFactory(
        parent=directory,
        name="Le Jardin",
        brand="Le Jardin de Mende",
        description="Un jardin d’insertion.",
        networks=[NetworkFactory(data_inclusion_code="coorace"), NetworkFactory()],
        with_contact=True,
        with_position=True,
    )
    StructurePage.objects.update(source_updated_on="2026-01-02")

    rows = exported()

    assert rows == [
        {
            "source": "iae48",
            "id": f"iae48--{page.translation_key}",
            "nom": "Le Jardin de Mende",
            "date_maj": "2026-01-02",
            "description": "Un jardin d’insertion.",
            "lien_source": f"http://testserver/fr/{directory.slug}/{page.slug}/",
            "siret": page.siret,
            "commune": "Mende",
            "code_insee": "48095",
            "code_postal": "48000",
            "adresse": "1 place Chaptal",
            "complement_adresse": None,
            "longitude": 3.501,
            "latitude": 44.52,
            "telephone": "+33466000000",
            "courriel": "contact@exemple.fr",
            "site_web": "https://structure.exemple.fr/",
            "horaires_accueil": "Mo-Fr 09:00-12:00,14:00-17:00",
            "accessibilite_lieu": None,
            "reseaux_porteurs": ["aci", "coorace"],
        }
    ]
    assert v1.Structure.model_validate(rows[0], context={"ignore_warnings": False})


def test_what_the_standard_refuses_is_left_out(exported, directory):
    StructurePageFactory(parent=directory, name="Le Jardin")
    short = StructurePageFactory(parent=directory)
    StructurePage.objects.filter(pk=short.pk).update(name="AB")
    StructurePage.objects.update(
        description="bof", email="pas une adresse", siret="38750698399901", post_code="4800"
    )

    rows = exported()

    assert [row["nom"] for row in rows] == ["Le Jardin"]
    for name in ("description", "courriel", "siret", "code_postal"):
        assert rows[0][name] is None
    assert v1.Structure.model_validate(rows[0])


@pytest.mark.parametrize("state", ["draft", "past", "scheduled", "expired", "private"])
def test_a_hidden_sheet_is_not_exported(exported, directory, state):
    StructurePageFactory(parent=directory, name="Cachée", **{state: True})
    shown = StructurePageFactory(parent=directory)

    rows = exported()

    assert [row["nom"] for row in rows] == [shown.name]


def test_nothing_below_a_private_page_is_exported(exported, directory):
    StructurePageFactory(parent=directory)
    PageViewRestrictionFactory(page=directory)

    assert exported() == []


def test_a_hidden_kind_or_network_is_not_named(exported, directory):
    StructurePageFactory(
        parent=directory,
        kind=StructureKindFactory(draft=True),
        networks=[NetworkFactory(data_inclusion_code="coorace", draft=True)],
    )

    assert exported()[0]["reseaux_porteurs"] == []


def test_the_answer_is_for_all_caches_and_has_no_cookie(client, site, directory):
    StructurePageFactory(parent=directory)

    response = client.get(ADDRESS)
    again = client.get(ADDRESS, HTTP_IF_NONE_MATCH=response["ETag"])

    assert response["Content-Type"] == "application/json; charset=utf-8"
    assert response["Cache-Control"].startswith("public, max-age=0")
    assert not response.cookies
    assert not response.has_header("Vary") or "Cookie" not in response["Vary"]
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_change_changes_the_answer_and_its_name(client, site, directory):
    page = StructurePageFactory(parent=directory, name="Avant")
    before = client.get(ADDRESS)

    page.name = "Après"
    page.save_revision().publish()

    after = client.get(ADDRESS, HTTP_IF_NONE_MATCH=before["ETag"])
    assert [row["nom"] for row in after.json()] == ["Après"]
    assert before["ETag"] != after["ETag"]


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch", "options"])
def test_only_reading_is_allowed(client, site, method):
    response = getattr(client, method)(ADDRESS)

    assert response.status_code == 405


def test_head_tells_the_same_without_the_body(client, site, directory):
    StructurePageFactory(parent=directory)

    response = client.head(ADDRESS)

    assert response.content == b""
    assert response["ETag"] == client.get(ADDRESS)["ETag"]


def test_an_empty_directory_is_an_empty_list(exported, directory):
    assert exported() == []


def test_the_number_of_queries_does_not_grow_with_the_sheets(client, site, directory, cold):
    counts = []
    for size in (1, 20):
        for _sheet in range(size):
            StructurePageFactory(parent=directory, networks=[NetworkFactory()])
        with CaptureQueriesContext(connection) as captured:
            client.get(ADDRESS)
        counts.append(len(captured))

    assert counts[0] == counts[1]


def test_the_command_writes_what_the_address_gives(client, site, directory, tmp_path, capsys):
    StructurePageFactory(parent=directory, with_contact=True)
    file = tmp_path / "export.json"

    call_command("export_structures", file, verbosity=0)
    call_command("export_structures")

    rows = json.loads(file.read_text(encoding="utf-8"))
    assert rows == client.get(ADDRESS).json() == json.loads(capsys.readouterr().out)
    assert [path.name for path in tmp_path.iterdir()] == ["export.json"]


def test_the_command_asks_for_a_site(home):
    with pytest.raises(CommandError, match="site par défaut"):
        call_command("export_structures")


# --- There and back ------------------------------------------------------------------------------


def test_importing_our_own_export_changes_nothing(exported, import_rows, row, directory):
    import_rows(
        row(1, reseaux_porteurs=["aci", "coorace"], courriel="contact@exemple.fr"),
        row(2, siret=None, reseaux_porteurs=[], latitude=44.5, longitude=3.5),
    )
    StructurePageFactory(
        parent=directory,
        name="L’écrite à la  main",
        description="<b>Écrite</b> &amp; relue",
        address_line_1=" 1  place",
        networks=[NetworkFactory(name="Cocagne")],
    )

    plan = import_rows(*exported())

    assert [step.outcome for step in plan.steps] == [RowOutcome.LEAVE] * 3
    assert [change for step in plan.steps for change in step.changes] == []


def test_our_own_export_finds_its_sheets_again_once_they_are_edited(exported, import_rows, row):
    import_rows(row())
    rows = exported()
    rows[0]["telephone"] = "04 66 00 00 09"

    step = import_rows(*rows).steps[0]

    page = StructurePage.objects.get()
    assert (step.outcome, step.page_id) == (RowOutcome.CHANGE, page.pk)
    assert (page.phone, page.source, page.source_id) == ("+33466000009", "dora", "dora--1")


def test_an_export_of_another_directory_makes_sheets(exported, import_rows, row):
    step = import_rows(row(source="iae48", id=f"iae48--{uuid4()}")).steps[0]

    assert step.outcome == RowOutcome.CREATE
