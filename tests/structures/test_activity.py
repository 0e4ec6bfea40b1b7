"""What an activity refuses, and its codes."""

import pytest

from structures.enums import Audience, OfferType, ServiceArea
from tests.factories import SectorFactory, StructureActivityFactory
from tests.refusals import refusals

RADIUS = "Un rayon va de 1 à 200 kilomètres."
NO_RADIUS = "Donnez le rayon en kilomètres."


@pytest.fixture
def activity(directory):
    return StructureActivityFactory()


def test_an_activity_without_an_offer_type_is_refused(activity):
    activity.offers_services = False

    refused = refusals(activity)

    assert refused == {"offers_staffing": ["Cochez au moins un type d’offre."]}


def test_an_activity_without_an_audience_is_refused(activity):
    activity.serves_individuals = False

    refused = refusals(activity)

    assert refused == {"serves_individuals": ["Cochez au moins un public."]}


def test_an_activity_within_a_radius_without_kilometres_is_refused(activity):
    activity.area = ServiceArea.RADIUS

    refused = refusals(activity)

    assert refused == {"radius_km": [NO_RADIUS]}


@pytest.mark.parametrize(
    ("radius_km", "messages"), [(-1, [RADIUS]), (0, [RADIUS, NO_RADIUS]), (201, [RADIUS])]
)
def test_a_radius_out_of_range_is_refused(activity, radius_km, messages):
    activity.area, activity.radius_km = ServiceArea.RADIUS, radius_km

    refused = refusals(activity)

    assert refused == {"radius_km": messages}


@pytest.mark.parametrize("radius_km", [1, 25, 200])
def test_a_radius_of_1_to_200_kilometres_is_accepted(activity, radius_km):
    activity.area, activity.radius_km = ServiceArea.RADIUS, radius_km

    activity.full_clean()
    activity.save()

    activity.refresh_from_db()
    assert (activity.area, activity.radius_km) == ("radius", radius_km)


def test_an_unknown_area_is_refused(activity):
    activity.area = "region"

    refused = refusals(activity)

    assert refused == {"area": ["La valeur «\xa0'region'\xa0» n’est pas un choix valide."]}


@pytest.mark.parametrize(
    ("field", "code"),
    [
        ("offers_staffing", OfferType.DISP),
        ("offers_services", OfferType.PREST),
        ("offers_goods", OfferType.BUILD),
    ],
)
def test_each_offer_type_has_its_column(activity, field, code):
    activity.offers_services = False

    setattr(activity, field, True)

    activity.full_clean()
    assert activity.offer_types == [code.value]


@pytest.mark.parametrize(
    ("field", "code"),
    [
        ("serves_individuals", Audience.PARTICULIERS),
        ("serves_professionals", Audience.PROFESSIONNELS),
        ("serves_public_bodies", Audience.COLLECTIVITES),
    ],
)
def test_each_audience_has_its_column(activity, field, code):
    activity.serves_individuals = False

    setattr(activity, field, True)

    activity.full_clean()
    assert activity.audiences == [code.value]


def test_an_activity_may_have_all_offer_types_and_audiences(directory):
    activity = StructureActivityFactory(
        offers_staffing=True,
        offers_services=True,
        offers_goods=True,
        serves_individuals=True,
        serves_professionals=True,
        serves_public_bodies=True,
    )

    activity.full_clean()

    assert activity.offer_types == ["DISP", "PREST", "BUILD"]
    assert activity.audiences == ["particuliers", "professionnels", "collectivites"]


def test_an_activity_is_called_by_its_sector(directory):
    activity = StructureActivityFactory(sector=SectorFactory(name="Entretien du linge"))

    called = str(activity)

    assert called == "Entretien du linge"
