"""What visitors ask (docs/glossary.md): each answer is read off one registered document."""

import math

import pytest
from django.conf import settings

from tests.factories import (
    CommuneFactory,
    EpciFactory,
    NetworkFactory,
    SectorFactory,
    SectorGroupFactory,
    StructureActivityFactory,
    StructureKindFactory,
    StructurePageFactory,
)

MENDE = (44.5314, 3.4856)
FLORAC = (44.3247, 3.5936)


@pytest.fixture
def ask(graphql):
    """Return a function that sends a registered document and returns the structures."""

    def send(name):
        [path] = settings.CMS_GRAPHQL_OPERATIONS_DIR.glob(f"question-{name}-*.graphql")
        answer = graphql(path.read_text(encoding="utf-8"))
        assert "errors" not in answer
        return answer["data"]["structures"]["nodes"]

    return send


@pytest.fixture
def structures(directory):
    """Create an AI, an ETTI, an EI and two ACI, with what they do and where."""
    mende = CommuneFactory(mende=True)
    epci = EpciFactory(code="200069151", name="CC des Cévennes au Mont Lozère")
    florac = CommuneFactory(
        name="Florac Trois Rivières", code_insee="48061", latitude=FLORAC[0], longitude=FLORAC[1]
    )
    kinds = {
        code: StructureKindFactory(code=code, family=family, name=code, contract=contract)
        for code, family, contract in (
            ("AI", "staffing", "CDDU"),
            ("ETTI", "staffing", "Contrat de mission"),
            ("EI", "production", "CDDI"),
            ("ACI", "production", "CDDI"),
        )
    }
    building = SectorGroupFactory(slug="batiment-et-travaux-publics", name="Bâtiment")

    def sheet(name, kind, commune, **values):
        return StructurePageFactory(
            parent=directory,
            name=name,
            kind=kinds[kind],
            commune=commune,
            latitude=commune.latitude,
            longitude=commune.longitude,
            **values,
        )

    help_at_home = sheet("Coup de main", "AI", mende, phone="+33466000001")
    temporary = sheet("Intérim 48", "ETTI", mende, phone="+33466000002", with_convention=True)
    builder = sheet("Les Bâtisseurs", "EI", mende, phone="+33466000003")
    garden = sheet(
        "Les Paniers", "ACI", mende, networks=[NetworkFactory(name="COORACE", slug="coorace")]
    )
    paths = sheet("Sentiers", "ACI", florac, support="Un accompagnement social.")
    StructureActivityFactory(
        structure=help_at_home, sector=SectorFactory(slug="jardinage"), staffing=True
    )
    StructureActivityFactory(
        structure=temporary,
        sector=SectorFactory(slug="manutention"),
        staffing=True,
        for_professionals=True,
    )
    StructureActivityFactory(
        structure=builder, sector=SectorFactory(slug="peinture", group=building)
    )
    StructureActivityFactory(structure=garden, sector=SectorFactory(slug="maraichage"), goods=True)
    natural = StructureActivityFactory(
        structure=paths,
        sector=SectorFactory(slug="espaces-naturels"),
        for_public_bodies=True,
        area="epci",
    )
    natural.epcis.set([epci])
    natural.save()


def km(first, second):
    """Return the great-circle distance of two points in km."""
    (a, b), (c, d) = [[math.radians(x) for x in point] for point in (first, second)]
    arc = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 2 * 6371 * math.asin(math.sqrt(arc))


def sectors(node):
    return {activity["sector"]["slug"] for activity in node["activities"]}


def test_1_who_can_send_someone_for_gardening_to_a_particulier_in_marvejols(ask, structures):
    found = [
        (node["title"], node["phone"])
        for node in ask("1")
        for activity in node["activities"]
        if activity["sector"]["slug"] == "jardinage"
        and "DISP" in activity["offerTypes"]
        and "particuliers" in activity["audiences"]
        and activity["area"] == "department"
    ]

    assert found == [("Coup de main", "+33466000001")]


def test_2_organic_vegetable_baskets_within_25_km_of_mende(ask, structures):
    found = [
        node["title"]
        for node in ask("2")
        if "maraichage" in sectors(node) and km(MENDE, (node["latitude"], node["longitude"])) < 25
    ]

    assert found == ["Les Paniers"]


def test_3_who_supplies_temporary_staff_to_a_professional_in_langogne(ask, structures):
    found = [
        (node["title"], node["phone"])
        for node in ask("3")
        for activity in node["activities"]
        if node["kind"]["family"] == "staffing"
        and "professionnels" in activity["audiences"]
        and activity["area"] == "department"
    ]

    assert found == [("Intérim 48", "+33466000002")]


def test_4_which_ei_do_building_work_and_their_telephone(ask, structures):
    found = [
        (node["title"], node["phone"])
        for node in ask("4")
        for activity in node["activities"]
        if node["kind"]["code"] == "EI"
        and activity["sector"]["group"]["slug"] == "batiment-et-travaux-publics"
    ]

    assert found == [("Les Bâtisseurs", "+33466000003")]


def test_5_which_aci_maintain_natural_areas_and_serve_an_epci(ask, structures):
    found = [
        node["title"]
        for node in ask("5")
        for activity in node["activities"]
        if node["kind"]["code"] == "ACI"
        and activity["sector"]["slug"] == "espaces-naturels"
        and "200069151" in {epci["code"] for epci in activity["epcis"]}
    ]

    assert found == ["Sentiers"]


def test_6_which_structures_hold_a_current_convention_with_their_siret(ask, structures):
    found = [
        (node["title"], len(node["siret"]))
        for node in ask("6")
        if node["conventionEndsOn"] is not None
    ]

    assert found == [("Intérim 48", 14)]


def test_7_what_is_near_florac_with_what_support_and_contract(ask, structures):
    found = [
        (node["title"], node["support"], node["kind"]["contract"])
        for node in ask("7")
        if km(FLORAC, (node["latitude"], node["longitude"])) < 20
    ]

    assert found == [("Sentiers", "Un accompagnement social.", "CDDI")]


def test_8_which_structures_belong_to_coorace(ask, structures):
    found = [
        node["title"]
        for node in ask("8")
        if "coorace" in {network["slug"] for network in node["networks"]}
    ]

    assert found == ["Les Paniers"]
