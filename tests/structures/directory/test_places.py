"""Where sheets are, and when they were published."""

from datetime import timedelta

import pytest
from django.utils import timezone

from structures.models import StructurePage
from tests.factories import CommuneFactory, StructureActivityFactory, StructurePageFactory
from tests.structures.directory import brute_force
from tests.structures.directory.conftest import QUESTION


def test_the_last_update_comes_first(graphql, directory):
    for number, name in enumerate(("Ancienne", "Moyenne", "Récente")):
        page = StructurePageFactory(parent=directory, name=name)
        moment = timezone.now() - timedelta(days=10 - number)
        StructurePage.objects.filter(pk=page.pk).update(last_published_at=moment)

    answer = graphql(QUESTION, orderBy="LAST_UPDATE")

    titles = [node["title"] for node in answer["data"]["structures"]["nodes"]]
    assert titles == ["Récente", "Moyenne", "Ancienne"]


def test_a_sheet_without_a_position_is_where_its_commune_is(graphql, directory):
    mende = CommuneFactory(mende=True)
    StructurePageFactory(parent=directory, name="Ici", commune=mende)
    StructurePageFactory(
        parent=directory, name="Plus loin", commune=mende, latitude=44.6, longitude=3.5
    )
    too_far = StructurePageFactory(parent=directory, name="Trop loin", commune=mende)
    StructurePage.objects.filter(pk=too_far.pk).update(latitude=45.6, longitude=3.5)

    near = {"latitude": mende.latitude, "longitude": mende.longitude, "km": 20}
    answer = graphql(QUESTION, near=near)

    away = pytest.approx(brute_force.km(near, (44.6, 3.5)), abs=0.001)
    assert answer["data"]["structures"]["nodes"] == [
        {"title": "Ici", "distanceKm": 0.0},
        {"title": "Plus loin", "distanceKm": away},
    ]


@pytest.mark.parametrize(
    ("latitude", "longitude"), [(90, 0), (-90, 0), (0, 180), (-44.5314, -176.5144), (89.99, -180)]
)
def test_a_point_at_the_end_of_the_earth_is_far_and_no_error(
    graphql, directory, latitude, longitude
):
    StructurePageFactory(parent=directory, commune=CommuneFactory(mende=True))

    for coverage in ("LOCATED", "SERVES", "EITHER"):
        near = {"latitude": latitude, "longitude": longitude, "km": 1000, "coverage": coverage}
        answer = graphql(QUESTION, near=near)

        assert answer["data"]["structures"]["totalCount"] == 0


@pytest.mark.parametrize(
    ("area", "served"),
    [("communes", {"Nomme la commune"}), ("epci", {"Nomme l’EPCI"}), ("radius", set())],
)
def test_what_an_activity_names_counts_while_it_serves_what_it_names(
    graphql, directory, area, served
):
    langogne, far = CommuneFactory(langogne=True), CommuneFactory(mende=True)
    for name, field, named in (
        ("Nomme la commune", "communes", langogne),
        ("Nomme l’EPCI", "epcis", langogne.epci),
    ):
        sheet = StructurePageFactory(parent=directory, name=name, commune=far)
        activity = StructureActivityFactory(structure=sheet, area=area, radius_km=1)
        getattr(activity, field).add(named)
        activity.save()

    near = {"commune": langogne.code_insee, "km": 0, "coverage": "SERVES"}
    answer = graphql(QUESTION, near=near)["data"]["structures"]

    assert {node["title"] for node in answer["nodes"]} == served
    assert answer["totalCount"] == len(served)


@pytest.mark.parametrize("coverage", ["SERVES", "EITHER"])
def test_sheets_without_any_position_come_last_and_each_page_has_its_own(
    graphql, directory, coverage
):
    langogne = CommuneFactory(langogne=True)
    for name in ("Sans lieu 1", "Ici", "Sans lieu 2", "Sans lieu 3"):
        page = StructurePageFactory(parent=directory, name=name, commune=langogne)
        if name != "Ici":  # published before its commune was required
            StructurePage.objects.filter(pk=page.pk).update(commune=None)
        activity = StructureActivityFactory(structure=page, area="communes")
        activity.communes.add(langogne)
        activity.save()

    near = {"commune": langogne.code_insee, "km": 10, "coverage": coverage}
    nodes = []
    after = None
    for _page in range(4):
        answer = graphql(QUESTION, near=near, first=1, after=after)["data"]["structures"]
        nodes += answer["nodes"]
        after = answer["pageInfo"]["endCursor"]

    assert [node["title"] for node in nodes] == ["Ici", "Sans lieu 1", "Sans lieu 2", "Sans lieu 3"]
    assert [node["distanceKm"] for node in nodes] == [0.0, None, None, None]
    assert answer["pageInfo"]["hasNextPage"] is False
