"""The directory's answer costs the same SQL queries however many structures there are."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale

from structures.generation import generate, remove_structures
from structures.models import StructureIndexPage, StructurePage

QUESTIONS = {
    "everything": {},
    "of kinds": {"where": {"kind": ["ACI", "EI"]}},
    "of activities": {"where": {"sector": ["jardinage"], "audience": ["PARTICULIERS"]}},
    "of a place and networks": {"where": {"epci": ["244800405"], "network": ["coorace"]}},
    "but not some": {"where": {"not": {"audience": ["COLLECTIVITES"]}}},
    "near": {"near": {"commune": "48095", "km": 60, "coverage": "LOCATED"}},
    "serving": {
        "where": {"offerType": ["PREST", "DISP"]},
        "near": {"commune": "48095", "km": 0, "coverage": "SERVES"},
    },
    "near or serving": {"near": {"commune": "48095", "km": 60, "coverage": "EITHER"}},
    "last updated": {"orderBy": "LAST_UPDATE"},
}


@pytest.fixture
def ask_all(cold, ask, db):
    """Return a function that has so many structures, and counts each question's queries."""
    call_command("load_starter_content", verbosity=0)
    directory = StructureIndexPage.objects.get(locale=Locale.get_default())
    StructurePage.objects.filter(locale=directory.locale).update(live=False)

    def count(number):
        remove_structures()
        for _pks in generate(directory, number):
            pass
        return {name: _count(ask, variables) for name, variables in QUESTIONS.items()}

    return count


def _count(ask, variables):
    """Return the number of queries, None where no structure is found."""
    ask(first=100, **variables)  # what a process learns once, such as content types
    with CaptureQueriesContext(connection) as queries:
        answer = ask(first=100, **variables)
    assert len(answer["nodes"]) == min(answer["totalCount"], 100)
    return len(queries) if answer["nodes"] else None


def test_the_list_with_facets_costs_the_same_for_1_for_50_and_for_500_structures(ask_all):
    one = {name: queries for name, queries in ask_all(1).items() if queries is not None}

    fifty, many = ask_all(50), ask_all(500)

    assert fifty == many
    assert None not in many.values()
    assert one == {name: many[name] for name in one}
    assert "everything" in one
