"""What visitors ask (docs/glossary.md): one registered document each, and its golden answer."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from tests import factories as make

# INSEE code, name, centre.
MENDE = ("48095", "Mende", 44.5314, 3.4856)
MARVEJOLS = ("48092", "Marvejols", 44.5535, 3.2903)
LANGOGNE = ("48080", "Langogne", 44.7264, 3.8553)
FLORAC = ("48061", "Florac Trois Rivières", 44.3247, 3.5936)


@pytest.fixture
def ask(graphql):
    """Return a function that sends a registered document and returns its data."""

    def send(number):
        [path] = settings.CMS_GRAPHQL_OPERATIONS_DIR.glob(f"question-{number}-*.graphql")
        answer = graphql(path.read_text(encoding="utf-8"))
        assert "errors" not in answer, answer
        return answer["data"]

    return send


@pytest.fixture
def structures(directory):
    """Create structures of each kind, and beside each answer one that nearly is one."""
    epcis = {name: make.EpciFactory(name=name) for name in ("Cévennes", "Gévaudan", "Margeride")}
    places = {
        code: make.CommuneFactory(
            code_insee=code, name=name, latitude=latitude, longitude=longitude, epci=epcis[epci]
        )
        for (code, name, latitude, longitude), epci in (
            (MENDE, "Margeride"),
            (MARVEJOLS, "Gévaudan"),
            (LANGOGNE, "Margeride"),
            (FLORAC, "Cévennes"),
        )
    }
    kinds = {
        code: make.StructureKindFactory(code=code, name=f"Le type {code}", contract=contract)
        for code, contract in (("AI", "CDDU"), ("ETTI", "Mission"), ("EI", "CDDI"), ("ACI", "CDDI"))
    }
    building = make.SectorGroupFactory(slug="batiment", name="Bâtiment")
    sectors = {
        slug: make.SectorFactory(slug=slug, name=name, **group)
        for slug, name, group in (
            ("jardinage", "Jardinage", {}),
            ("maraichage-bio", "Maraîchage bio", {}),
            ("manutention", "Manutention", {}),
            ("espaces-naturels", "Espaces naturels", {}),
            ("peinture", "Peinture", {"group": building}),
        )
    }

    def sheet(name, kind, place, sector, activity=None, **values):
        commune = places[place[0]]
        page = make.StructurePageFactory(
            parent=directory, name=name, kind=kinds[kind], commune=commune, **values
        )
        return make.StructureActivityFactory(
            structure=page, sector=sectors[sector], **(activity or {})
        )

    staff, far = {"staffing": True}, {"within_radius": True, "radius_km": 10}
    firms = staff | {"for_professionals": True}
    bodies = {"for_public_bodies": True}
    coorace = make.NetworkFactory(
        name="COORACE", slug="coorace", website="https://reseau.exemple.fr"
    )
    sheet("Coup de main", "AI", MENDE, "jardinage", staff, phone="+33466000001", networks=[coorace])
    sheet("Jardin du Sud", "AI", FLORAC, "jardinage", staff | far)
    sheet("Jardin des villes", "AI", MENDE, "jardinage", staff | bodies)
    sheet("Les Paniers", "ACI", MENDE, "maraichage-bio", {"goods": True}, phone="+33466000004")
    sheet("Paniers du Nord", "ACI", LANGOGNE, "maraichage-bio", {"goods": True})
    sheet("Intérim 48", "ETTI", MENDE, "manutention", firms, phone="+33466000002",
          with_convention=True, siret=make.siret_number(48))  # fmt: skip
    sheet("Intérim du Sud", "ETTI", FLORAC, "manutention", firms | far)
    ended = timezone.localdate() - timedelta(days=1)
    sheet("Les Bâtisseurs", "EI", MENDE, "peinture", phone="+33466000003",
          convention_starts_on=ended - timedelta(days=900), convention_ends_on=ended)  # fmt: skip
    sheet("Bâtir ensemble", "ACI", MENDE, "peinture")
    paths = sheet("Sentiers", "ACI", FLORAC, "espaces-naturels", bodies,
                  support="Un accompagnement social.")  # fmt: skip
    for activity, epci in (
        (paths, "Cévennes"),
        (sheet("Nature Nord", "ACI", LANGOGNE, "espaces-naturels", bodies), "Margeride"),
    ):
        activity.area = "epci"
        activity.epcis.set([epcis[epci]])
        activity.save()


def test_1_who_can_send_someone_for_gardening_to_a_particulier_in_marvejols(ask, structures):
    assert ask(1) == {
        "structures": {
            "totalCount": 1,
            "nodes": [
                {
                    "title": "Coup de main",
                    "url": "http://testserver/fr/les-structures/coup-de-main/",
                    "phone": "+33466000001",
                    "distanceKm": 15.672,
                    "commune": {"name": "Mende"},
                }
            ],
        }
    }


def test_2_organic_vegetable_baskets_within_25_km_of_mende(ask, structures):
    assert ask(2) == {
        "structures": {
            "totalCount": 1,
            "nodes": [
                {
                    "title": "Les Paniers",
                    "url": "http://testserver/fr/les-structures/les-paniers/",
                    "phone": "+33466000004",
                    "distanceKm": 0.0,
                    "latitude": None,
                    "longitude": None,
                    "commune": {"name": "Mende"},
                }
            ],
        }
    }


def test_3_who_supplies_temporary_staff_to_a_professional_in_langogne(ask, structures):
    assert ask(3) == {
        "structures": {
            "totalCount": 1,
            "nodes": [
                {
                    "title": "Intérim 48",
                    "url": "http://testserver/fr/les-structures/interim-48/",
                    "phone": "+33466000002",
                    "distanceKm": 36.415,
                    "kind": {"code": "ETTI", "name": "Le type ETTI"},
                    "commune": {"name": "Mende"},
                }
            ],
        }
    }


def test_4_which_ei_do_building_work_and_their_telephone(ask, structures):
    assert ask(4) == {
        "structures": {
            "totalCount": 1,
            "nodes": [
                {
                    "title": "Les Bâtisseurs",
                    "url": "http://testserver/fr/les-structures/les-batisseurs/",
                    "phone": "+33466000003",
                    "activities": [{"sector": {"name": "Peinture"}}],
                }
            ],
        }
    }


def test_5_which_aci_maintain_natural_areas_and_serve_an_epci(ask, structures):
    answer = ask(5)

    [node] = answer["structures"]["nodes"]
    [activity] = node["activities"]
    assert answer["structures"]["totalCount"] == 1
    assert (node["title"], node["distanceKm"]) == ("Sentiers", 0.0)
    assert activity["area"] == "epci"
    assert [epci["name"] for epci in activity["epcis"]] == ["Cévennes"]


def test_6_which_structures_hold_a_current_convention_with_their_siret(ask, structures):
    today = timezone.localdate()

    assert ask(6) == {
        "structures": {
            "totalCount": 1,
            "nodes": [
                {
                    "title": "Intérim 48",
                    "siret": make.siret_number(48),
                    "kind": {"code": "ETTI"},
                    "conventionNumber": "048-2025-001",
                    "conventionStartsOn": (today - timedelta(days=100)).isoformat(),
                    "conventionEndsOn": (today + timedelta(days=100)).isoformat(),
                }
            ],
        }
    }


def test_7_what_is_near_florac_with_what_support_and_contract(ask, structures):
    answer = ask(7)

    nodes = answer["structures"]["nodes"]
    assert [(node["title"], node["distanceKm"]) for node in nodes] == [
        ("Intérim du Sud", 0.0),
        ("Jardin du Sud", 0.0),
        ("Sentiers", 0.0),
        ("Bâtir ensemble", 24.532),
        ("Coup de main", 24.532),
        ("Intérim 48", 24.532),
        ("Jardin des villes", 24.532),
        ("Les Bâtisseurs", 24.532),
        ("Les Paniers", 24.532),
    ]
    assert nodes[2] == {
        "title": "Sentiers",
        "url": "http://testserver/fr/les-structures/sentiers/",
        "phone": "",
        "distanceKm": 0.0,
        "support": "Un accompagnement social.",
        "commune": {"name": "Florac Trois Rivières"},
        "kind": {"name": "Le type ACI", "contract": "CDDI"},
    }


def test_8_which_structures_belong_to_coorace(ask, structures):
    assert ask(8) == {
        "network": {
            "name": "COORACE",
            "website": "https://reseau.exemple.fr",
            "structures": [
                {
                    "title": "Coup de main",
                    "url": "http://testserver/fr/les-structures/coup-de-main/",
                    "commune": {"name": "Mende"},
                }
            ],
        }
    }
