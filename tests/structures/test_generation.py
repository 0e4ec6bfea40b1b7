"""Invented sheets never mix with real ones unawares."""

import pytest
from django.core.management import CommandError, call_command

from structures.models import StructurePage
from tests.factories import StructurePageFactory


def test_a_directory_with_real_sheets_is_left_alone(directory):
    StructurePageFactory(parent=directory, name="Véritable")

    for number in (0, 3):
        with pytest.raises(CommandError, match="--among-real"):
            call_command("generate_structures", number, verbosity=0)

    assert [sheet.title for sheet in StructurePage.objects.all()] == ["Véritable"]


def test_a_site_without_a_directory_is_refused(home):
    with pytest.raises(CommandError, match="load_starter_content"):
        call_command("generate_structures", 1, verbosity=0)


def test_a_negative_number_is_refused(directory):
    with pytest.raises(CommandError, match="positif"):
        call_command("generate_structures", -1, verbosity=0)
