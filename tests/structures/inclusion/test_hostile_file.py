"""The hostile rows: each one meets what is written beside it."""

import json
from pathlib import Path

import pytest

from structures.inclusion.plan import RowOutcome
from structures.inclusion.planning import make_plan
from structures.inclusion.report import MOST_NAMES, report_of
from structures.models import StructurePage

FILE = Path(__file__).parent / "structures_hostile.data-inclusion.json"
ROWS = json.loads(FILE.read_text(encoding="utf-8"))
REFUSALS = {
    0: "un de ses chiffres est faux",
    1: "celui-ci en a 13",
    2: "Un nom compte de 3 à 150 caractères.",
    3: "Le code INSEE 48999 est inconnu ici.",
    9: "est hors du département demandé, 48.",
    10: "L’identifiant est déjà celui de la ligne 9.",
    11: "celui, fictif, d’une antenne",
    12: "2099-01-01, est dans le futur.",
}
FLAGS = {
    4: "Position laissée de côté",
    5: "Aucun type parmi les réseaux porteurs",
    6: "« Lu-Ve 9h-12h » laissé de côté",
    8: "balises retirées",
}


def test_every_row_has_the_outcome_that_is_expected(vocabulary_rows):
    plan = make_plan(ROWS, "48")

    for position, (row, step) in enumerate(zip(ROWS, plan.steps, strict=True)):
        refused = row["_expect"].startswith("refuse")
        assert step.outcome == (RowOutcome.REFUSE if refused else RowOutcome.CREATE), row["_expect"]
        assert REFUSALS.get(position, "") in " ".join(step.reasons)
        assert FLAGS.get(position, "") in " ".join(step.flags)
        assert bool(step.flags) == (position in FLAGS)
    assert plan.unknown_fields == {"_expect": len(ROWS)}


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        ("Sans position", {"latitude": None, "longitude": None}),
        ("Sans type", {"kind": None}),
        ("Horaires libres", {"opening_hours": ""}),
        ("La Poste (siège)", {"siret": "35600000000048"}),
        ("Balises", {"description": "Atelier de bois"}),
    ],
)
def test_rows_that_are_kept_are_published_as_expected(import_rows, name, facts):
    import_rows(*ROWS)

    page = StructurePage.objects.live().get(name=name)
    assert {field: getattr(page, field) for field in facts} == facts


def test_of_countless_names_the_most_frequent_are_reported(vocabulary_rows):
    names = {f"inconnu_{number}": 1 for number in range(500)}
    plan = make_plan([{**ROWS[0], **names}, {**ROWS[1], "inconnu_499": 1}], "48")

    report = report_of(plan, file="a.json", applied=False)

    assert len(report["unknown_fields"]) == MOST_NAMES
    assert report["unknown_fields"]["inconnu_499"] == 2
