"""The form of an activity: an area that is a choice needs something chosen."""

import pytest

from structures.models import StructurePage
from tests.factories import CommuneFactory, EpciFactory, SectorFactory


@pytest.fixture
def activity_form(directory):
    """Return a function that fills the form which the admin shows for an activity."""
    sheet_form = StructurePage.get_edit_handler().get_form_class()
    form_class = sheet_form().formsets["activities"].form

    def fill(**values):
        data = {
            "sector": SectorFactory().pk,
            "offers_services": "on",
            "serves_individuals": "on",
            "communes": [],
            "epcis": [],
            **values,
        }
        form = form_class(data)
        form.is_valid()
        return {name: list(errors) for name, errors in form.errors.items()}

    return fill


@pytest.mark.parametrize(
    ("area", "field", "message"),
    [
        ("communes", "communes", "Choisissez au moins une commune."),
        ("epci", "epcis", "Choisissez au moins une intercommunalité."),
    ],
)
def test_an_area_without_a_choice_is_refused(activity_form, area, field, message):
    refused = activity_form(area=area)

    assert refused == {field: [message]}


def test_an_area_with_a_choice_is_accepted(activity_form):
    communes = activity_form(area="communes", communes=[CommuneFactory().pk])
    epcis = activity_form(area="epci", epcis=[EpciFactory().pk])
    department = activity_form(area="department")

    assert communes == epcis == department == {}
