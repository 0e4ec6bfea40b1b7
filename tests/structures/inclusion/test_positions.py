"""A position is compared with the commune: swapped, far off, or no more than its centre."""

from importlib import import_module

import pytest
from django.apps import apps
from wagtail.models import Revision

from structures.admin.reasons import to_review
from structures.inclusion.plan import RowOutcome
from structures.models import StructurePage
from structures.positions import degrees, is_centre, kilometres
from tests.factories import CommuneFactory, StructurePageFactory
from tests.refusals import refusals

MENDE = (44.518, 3.501)
CENTRE = "C’est le centre de la commune de Mende"
SWAPPED = "Les coordonnées semblent inversées : saisissez la latitude 44,5 et la longitude 3,5."


@pytest.fixture
def sheet(directory):
    """Return a sheet in Mende."""
    return StructurePageFactory(parent=directory)


@pytest.mark.parametrize(
    ("position", "reason"),
    [
        ((3.5, 44.5), SWAPPED),
        ((3.4, 44.5), "Les coordonnées semblent inversées : saisissez la latitude 44,5 et la"),
        ((44.8, 3.501), "Cette position est à 31 km de Mende"),
        ((48.85, 2.35), "Cette position est à"),
        ((-44.518, -3.501), "Cette position est à"),
        ((44.518, -3.501), "Cette position est à"),
        ((10, 120), "Cette position est à"),
        (MENDE, CENTRE),
        ((44.51801, 3.50099), CENTRE),
        ((44.5184, 3.5014), CENTRE),
    ],
)
def test_a_position_that_is_not_the_structures_is_refused(sheet, position, reason):
    sheet.latitude, sheet.longitude = position

    (message,) = refusals(sheet)["latitude"]

    assert message.startswith(reason)


@pytest.mark.parametrize("position", [(44.519, 3.501), (44.518, 3.503), (44.69, 3.5), (44.6, 3.6)])
def test_a_position_in_the_commune_is_accepted(sheet, position):
    sheet.latitude, sheet.longitude = position

    sheet.full_clean()


def test_without_a_commune_nothing_is_compared(sheet):
    sheet.commune = None
    sheet.latitude, sheet.longitude = 3.5, 44.5

    assert set(refusals(sheet)) == {"commune"}


def test_distances_and_degrees():
    assert kilometres(48.8566, 2.3522, 44.518, 3.501) == pytest.approx(490.6, abs=1)
    assert kilometres(90, 0, -90, 0) == pytest.approx(20_015, abs=1)
    assert (degrees(44.5), degrees(-3.0), degrees(44.531412)) == ("44,5", "-3", "44,531412")


# --- Imports -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("position", "reason"),
    [((3.5, 44.5), SWAPPED), ((48.85, 2.35), "Cette position est à"), (MENDE, CENTRE)],
)
def test_an_import_leaves_such_a_position_out_and_takes_the_rest(
    import_rows, row, position, reason
):
    plan = import_rows(row(latitude=position[0], longitude=position[1]))

    page = StructurePage.objects.get()
    (flag,) = plan.steps[0].flags
    assert flag.startswith(f"Position laissée de côté : {reason}")
    assert (plan.steps[0].outcome, page.latitude, page.longitude) == (RowOutcome.CREATE, None, None)
    assert page.phone == "+33466000001"


def test_an_import_keeps_a_position_where_the_source_swaps_it(import_rows, row):
    import_rows(row(latitude=44.53, longitude=3.5))

    import_rows(row(latitude=3.5, longitude=44.53))

    assert StructurePage.objects.get().latitude == 44.53


def test_an_import_takes_its_own_position_back_where_the_source_gives_a_centre(import_rows, row):
    import_rows(row(latitude=44.53, longitude=3.5))

    import_rows(row(latitude=MENDE[0], longitude=MENDE[1]))

    assert StructurePage.objects.get().latitude is None


# --- Rows that are there -------------------------------------------------------------------------


def test_a_sheet_far_from_its_commune_is_to_be_reviewed(sheet):
    sound = {"confirmed_on": "2999-01-01", "phone": "+33466000000"}
    StructurePage.objects.filter(pk=sheet.pk).update(latitude=3.5, longitude=44.5, **sound)
    StructurePageFactory(name="Bien placée", with_position=True, **sound)

    assert [page.pk for page in to_review(StructurePage.objects.all())] == [sheet.pk]
    assert [page.pk for page in to_review(StructurePage.objects.all(), ["far_position"])] == [
        sheet.pk
    ]


def test_the_migration_empties_centres_in_rows_and_versions(sheet):
    other = StructurePageFactory(with_position=True)
    latitude = other.latitude
    for page in (sheet, other):
        page.save_revision()
    StructurePage.objects.filter(pk=sheet.pk).update(latitude=MENDE[0], longitude=MENDE[1])
    version = Revision.objects.get(object_id=str(sheet.pk))
    version.content = {**version.content, "latitude": MENDE[0], "longitude": MENDE[1]}
    version.save()

    import_module("structures.migrations.0006_centres_are_no_positions").empty_centres(apps, None)

    sheet.refresh_from_db()
    other.refresh_from_db()
    version.refresh_from_db()
    assert (sheet.latitude, sheet.longitude) == (None, None)
    assert (version.content["latitude"], version.content["longitude"]) == (None, None)
    assert other.latitude == other.latest_revision.content["latitude"] == latitude


def test_a_centre_is_one_up_to_rounding(db):
    mende = CommuneFactory(mende=True)

    assert is_centre(mende, 44.5183, 3.5012)
    assert not is_centre(mende, 44.52, 3.501)
