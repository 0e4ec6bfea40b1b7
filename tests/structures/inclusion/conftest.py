"""A directory with its vocabulary, and rows of a file that pass every check."""

import pytest

from cms.tree_lock import tree_locked
from structures.inclusion.applying import apply_plan
from structures.inclusion.planning import make_plan
from tests.factories import CommuneFactory, NetworkFactory, StructureKindFactory, siret_number


@pytest.fixture
def vocabulary_rows(directory):
    """Make Mende and Florac, the four kinds, and a network that the standard knows."""
    CommuneFactory(mende=True)
    CommuneFactory(code_insee="48061", name="Florac", post_codes_text="48400")
    for code in ("ACI", "EI", "AI", "ETTI"):
        StructureKindFactory(code=code)
    NetworkFactory(name="COORACE", data_inclusion_code="coorace")


@pytest.fixture
def row():
    """Return a function that makes a valid row."""

    def make(number=1, **values):
        return {
            "source": "dora",
            "id": f"dora--{number}",
            "nom": f"Structure {number}",
            "date_maj": "2026-01-01",
            "siret": siret_number(number),
            "commune": "Mende",
            "code_insee": "48095",
            "code_postal": "48000",
            "telephone": "04 66 00 00 01",
            "reseaux_porteurs": ["ei"],
            **values,
        }

    return make


@pytest.fixture
def import_rows(vocabulary_rows):
    """Return a function that imports rows and returns the plan that was applied."""

    def run(*rows):
        with tree_locked():
            plan = make_plan(rows)
            apply_plan(plan)
        return plan

    return run
