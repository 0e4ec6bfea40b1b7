"""The official vocabulary: a code that changes breaks imports, exports and front ends."""

import pytest

from networks.enums import NetworkScope
from structures.enums import (
    Audience,
    LegalForm,
    OfferType,
    ServiceArea,
    StructureFamily,
    StructureKindCode,
)
from structures.models import StructureKind
from tests.factories import StructureKindFactory
from tests.refusals import refusals


@pytest.mark.parametrize(
    ("enum", "codes"),
    [
        (StructureKindCode, ["ACI", "EI", "AI", "ETTI", "EITI", "GEIQ", "EA"]),
        (StructureFamily, ["production", "staffing", "neighbour"]),
        (OfferType, ["DISP", "PREST", "BUILD"]),
        (Audience, ["particuliers", "professionnels", "collectivites"]),
        (ServiceArea, ["department", "radius", "communes", "epci"]),
        (
            LegalForm,
            [
                "SARL",
                "SARL_COOP",
                "SAS",
                "SA",
                "SA_COOP",
                "SNC",
                "ASSOCIATION",
                "GROUPEMENT_EMPLOYEUR",
                "COLLECTIVITE",
                "CCAS",
                "EPSMS",
                "FONDATION",
                "AUTRE",
            ],
        ),
        (NetworkScope, ["national", "regional", "local"]),
    ],
)
def test_the_codes_are_the_official_ones(enum, codes):
    values = enum.values

    assert values == codes


@pytest.mark.parametrize(
    ("enum", "names"),
    [
        (
            StructureKindCode,
            {
                "ACI": "Atelier et chantier d’insertion",
                "EI": "Entreprise d’insertion",
                "AI": "Association intermédiaire",
                "ETTI": "Entreprise de travail temporaire d’insertion",
                "EITI": "Entreprise d’insertion par le travail indépendant",
                "GEIQ": "Groupement d’employeurs pour l’insertion et la qualification",
                "EA": "Entreprise adaptée",
            },
        ),
        (
            OfferType,
            {
                "DISP": "Mise à disposition – intérim",
                "PREST": "Prestation de service",
                "BUILD": "Fabrication et commercialisation de biens",
            },
        ),
    ],
)
def test_the_codes_have_their_official_french_names(enum, names):
    labels = {code: str(label) for code, label in enum.choices}

    assert labels == names


def test_a_kind_stands_once_a_language(home, english):
    french = StructureKindFactory(code="EI")
    StructureKindFactory(code="EI", locale=english)
    twin = StructureKind(code="EI", family="production", name="EI", locale=french.locale)

    refused = refusals(twin)

    assert refused == {"__all__": ["Ce type existe déjà dans cette langue : modifiez-le."]}
    assert StructureKind.objects.filter(code="EI").count() == 2


def test_a_kind_of_an_unknown_code_or_family_is_refused(db):
    kind = StructureKindFactory()
    kind.code, kind.family = "SCOP", "commerce"

    refused = refusals(kind)

    assert refused == {
        "code": ["La valeur «\xa0'SCOP'\xa0» n’est pas un choix valide."],
        "family": ["La valeur «\xa0'commerce'\xa0» n’est pas un choix valide."],
    }
