"""What search engines read: JSON-LD of the site and of structures."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from graphql import NoUnusedFragmentsRule, parse, print_ast, specified_rules, validate
from grapple.registry import registry

from cms.graphql.loaders import computed_fields
from cms.graphql.schema import enforcement
from cms.models import SocialLink
from iae48.schema import schema
from structures.enums import LegalForm, StructureKindCode
from structures.models import StructurePage
from tests.cms.graphql.schema_org import mistakes
from tests.factories import (
    CollectionFactory,
    CommuneFactory,
    EpciFactory,
    ImageFactory,
    NetworkFactory,
    SiteSettingsFactory,
    StructureActivityFactory,
    StructureKindFactory,
    StructurePageFactory,
)

OF_SITE = "{ siteSettings { jsonLd } }"
OF_STRUCTURES = "{ structures { nodes { jsonLd } } }"


def of_site(graphql):
    return json.loads(graphql(OF_SITE)["data"]["siteSettings"]["jsonLd"])


def of_structures(graphql):
    nodes = graphql(OF_STRUCTURES)["data"]["structures"]["nodes"]
    return [json.loads(node["jsonLd"]) for node in nodes]


@pytest.fixture
def origin(site):
    """Give the site its settings; return the front end's origin."""
    settings = SiteSettingsFactory(
        site=site,
        logo=ImageFactory(),
        email="contact@exemple.fr",
        phone="+33466000000",
        postal_address="1 place Chaptal\r\n48000 Mende",
    )
    SocialLink.objects.create(settings=settings, name="Mastodon", url="https://social.exemple.fr/")
    return settings.frontend_url


def test_the_site_is_an_association_that_publishes_a_website(graphql, origin, english):
    data = of_site(graphql)

    association, website = data["@graph"]
    logo = association.pop("logo")
    assert logo.startswith("http://testserver/files/original_images/")
    assert association == {
        "@type": "NGO",
        "@id": f"{origin}/#association",
        "name": "IAE 48",
        "url": f"{origin}/",
        "email": "contact@exemple.fr",
        "telephone": "+33466000000",
        "address": "1 place Chaptal, 48000 Mende",
        "sameAs": ["https://social.exemple.fr/"],
    }
    assert website == {
        "@type": "WebSite",
        "@id": f"{origin}/#site",
        "name": "IAE 48",
        "url": f"{origin}/",
        "inLanguage": ["fr", "en"],
        "publisher": {"@id": f"{origin}/#association"},
    }
    assert mistakes(data) == []


def test_a_site_without_settings_has_json_ld_too(graphql, site):
    data = of_site(graphql)

    assert [node["@type"] for node in data["@graph"]] == ["NGO", "WebSite"]
    assert mistakes(data) == []


@pytest.fixture
def sheet(directory, origin):
    """Return a staffing agency with all that JSON-LD tells."""
    epci = EpciFactory(name="Gévaudan", code="200069144")
    page = StructurePageFactory(
        parent=directory,
        slug="agence",
        name="Association d’emploi",
        brand="L’Agence",
        description="Du personnel.",
        kind=StructureKindFactory(etti=True),
        siret="38750698300056",
        commune=CommuneFactory(mende=True, epci=epci),
        networks=[NetworkFactory(name="COORACE", website="https://coorace.exemple.fr/")],
        logo=ImageFactory(),
        social_image=ImageFactory(),
        with_contact=True,
        latitude=44.52,
        longitude=3.5,
    )
    StructureActivityFactory(structure=page, staffing=True)
    StructureActivityFactory(structure=page, staffing=True)
    StructureActivityFactory(structure=page, within_radius=True)
    StructureActivityFactory(structure=page, communes=[CommuneFactory(langogne=True)])
    StructureActivityFactory(structure=page, epcis=[epci])
    return page


def test_a_structure_tells_who_it_is_and_whom_it_serves(graphql, sheet, origin):
    [data] = of_structures(graphql)

    for name in ("logo", "image"):
        assert data.pop(name).startswith("http://testserver/files/original_images/")
    days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
    assert data == {
        "@context": "https://schema.org",
        "@type": "EmploymentAgency",
        "@id": f"{origin}/fr/les-structures/agence/#structure",
        "name": "Association d’emploi",
        "alternateName": "L’Agence",
        "description": "Du personnel.",
        "url": f"{origin}/fr/les-structures/agence/",
        "sameAs": "https://structure.exemple.fr/",
        "telephone": "+33466000000",
        "email": "contact@exemple.fr",
        "identifier": {
            "@type": "PropertyValue",
            "propertyID": "SIRET",
            "value": "38750698300056",
        },
        "address": {
            "@type": "PostalAddress",
            "streetAddress": "1 place Chaptal",
            "postalCode": "48000",
            "addressLocality": "Mende",
            "addressCountry": "FR",
        },
        "areaServed": [
            {
                "@type": "AdministrativeArea",
                "name": "Lozère",
                "identifier": {"@type": "PropertyValue", "propertyID": "INSEE", "value": "48"},
            },
            {
                "@type": "GeoCircle",
                "geoMidpoint": {"@type": "GeoCoordinates", "latitude": 44.52, "longitude": 3.5},
                "geoRadius": 25_000,
            },
            {
                "@type": "City",
                "name": "Langogne",
                "identifier": {"@type": "PropertyValue", "propertyID": "INSEE", "value": "48080"},
            },
            {
                "@type": "AdministrativeArea",
                "name": "Gévaudan",
                "identifier": {
                    "@type": "PropertyValue",
                    "propertyID": "SIREN",
                    "value": "200069144",
                },
            },
        ],
        "memberOf": [
            {"@type": "Organization", "name": "COORACE", "url": "https://coorace.exemple.fr/"}
        ],
        "geo": {"@type": "GeoCoordinates", "latitude": 44.52, "longitude": 3.5},
        "openingHoursSpecification": [
            {
                "@type": "OpeningHoursSpecification",
                "dayOfWeek": [f"https://schema.org/{day}" for day in days],
                "opens": opens,
                "closes": closes,
            }
            for opens, closes in (("09:00", "12:00"), ("14:00", "17:00"))
        ],
    }


@pytest.mark.parametrize(
    ("code", "fields", "expected"),
    [
        ("ETTI", {}, "EmploymentAgency"),
        ("AI", {}, "EmploymentAgency"),
        ("EI", {"address_line_1": "1 place Chaptal"}, "LocalBusiness"),
        ("EI", {}, "Organization"),
        ("ACI", {"legal_form": LegalForm.ASSOCIATION}, "NGO"),
        ("ACI", {"address_line_1": "1 place Chaptal"}, "Organization"),
        ("GEIQ", {"legal_form": LegalForm.GROUPEMENT_EMPLOYEUR}, "Organization"),
    ],
)
def test_the_type_follows_from_the_kind_and_the_legal_form(
    graphql, directory, code, fields, expected
):
    kind = StructureKindFactory(code=StructureKindCode(code).value)
    StructurePageFactory(parent=directory, kind=kind, **fields)

    [data] = of_structures(graphql)

    assert data["@type"] == expected


def test_every_kind_validates_with_all_facts_and_with_few(graphql, sheet, directory):
    StructurePage.objects.filter(pk=sheet.pk).update(legal_form=LegalForm.ASSOCIATION)
    for code in StructureKindCode:
        kind = StructureKindFactory(code=code.value)
        StructurePageFactory(parent=directory, kind=kind, with_contact=True, with_position=True)
        StructurePageFactory(parent=directory, kind=kind, legal_form=LegalForm.ASSOCIATION)
    StructurePageFactory(parent=directory, kind=None)
    page = StructurePageFactory(parent=directory, legal_form="ASSOCIATION", with_position=True)
    StructureActivityFactory(structure=page, within_radius=True)
    StructurePage.objects.filter(pk=page.pk).update(commune=None)

    found = of_structures(graphql)

    assert len(found) == 3 + 2 * len(StructureKindCode)
    assert [mistake for data in found for mistake in mistakes(data)] == []


def test_the_vocabulary_finds_a_property_in_the_wrong_place():
    place = {"@type": "NGO", "geo": {"@type": "GeoCoordinates", "latitude": "", "colour": "x"}}

    found = mistakes({"@context": "https://schema.org"} | place)

    assert [mistake.partition(":")[0] for mistake in found] == [
        "NGO.geo",
        "NGO.geo.latitude",
        "NGO.geo.colour",
        "NGO.geo.colour",
    ]


def test_no_value_breaks_out_of_a_script_element(graphql, directory):
    text = "</script><script>alert(1)</script><!-- & \u2028\u2029"
    page = StructurePageFactory(parent=directory)
    StructurePage.objects.filter(pk=page.pk).update(description=text)

    [node] = graphql(OF_STRUCTURES)["data"]["structures"]["nodes"]

    assert not set("<>&\u2028\u2029") & set(node["jsonLd"])
    assert json.loads(node["jsonLd"])["description"] == text


# --- What is visible ----------------------------------------------------------------------------


def test_hidden_things_are_not_in_it(graphql, directory, site):
    private = ImageFactory(file__filename="canari.png", collection=CollectionFactory(private=True))
    SiteSettingsFactory(site=site, logo=private)
    StructurePageFactory(
        parent=directory,
        kind=StructureKindFactory(etti=True, draft=True),
        networks=[NetworkFactory(name="Canari", draft=True), NetworkFactory(name="Vu")],
        logo=private,
        social_image=private,
        address_line_1="1 place Chaptal",
    )

    [data], of_this_site = of_structures(graphql), of_site(graphql)

    assert data["@type"] == "Organization"  # as without a kind
    assert [network["name"] for network in data["memberOf"]] == ["Vu"]
    assert "logo" not in data
    assert "image" not in data
    assert "anari" not in json.dumps([data, of_this_site])


def test_it_speaks_the_language_of_its_page(graphql, sheet, english):
    network = sheet.networks.get()
    NetworkFactory(
        name="COORACE (English)",
        slug=network.slug,
        locale=english,
        translation_key=network.translation_key,
    )
    sheet.refresh_from_db()
    sheet.copy_for_translation(english, copy_parents=True).save_revision().publish()

    answer = graphql('{ structures(locale: "en") { nodes { jsonLd } } }')

    [node] = answer["data"]["structures"]["nodes"]
    data = json.loads(node["jsonLd"])
    assert data["url"].endswith("/en/les-structures/agence/")
    assert [one["name"] for one in data["memberOf"]] == ["COORACE (English)"]


# --- How it is made -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    [
        OF_STRUCTURES,
        '{ structure(slug: "agence") { jsonLd } }',
        "{ structures { edges { node { ...F } } } } fragment F on StructurePage { a: jsonLd }",
        '{ page(urlPath: "/fr/les-structures/") { children { ... on StructurePage { jsonLd } } } }',
        '{ pages(contentType: "structures.StructurePage") { ... on StructurePage { jsonLd } } }',
        '{ route(path: "/fr/les-structures/agence/") { ... on PageRoute { page {'
        " ... on StructurePage { jsonLd } } } } }",
    ],
)
def test_it_is_answered_wherever_a_structure_is(graphql, sheet, query):
    answer = graphql(query)

    assert "errors" not in answer
    assert "EmploymentAgency" in json.dumps(answer)


def test_fifty_structures_cost_the_statements_of_one(cold, graphql, sheet, directory):
    query = "{ structures(first: 50) { nodes { jsonLd } } }"

    def count():
        graphql(query)  # what a process learns once, such as content types
        with CaptureQueriesContext(connection) as queries:
            answer = graphql(query)
        assert "errors" not in answer
        return len(queries)

    one = count()
    for _ in range(49):
        page = StructurePageFactory(
            parent=directory,
            kind=StructureKindFactory(ai=True),
            commune=CommuneFactory(),
            networks=[NetworkFactory()],
            logo=ImageFactory(),
        )
        StructureActivityFactory(structure=page, communes=[CommuneFactory()])

    assert count() == one


def test_it_costs_the_same_for_each_number_of_search_results(cold, graphql, sheet, directory):
    query = """{ search(query: "emploi") { totalCount nodes { ...F } } }
               fragment F on SearchResult { ... on StructurePage { jsonLd } }"""

    def count():
        graphql(query)
        with CaptureQueriesContext(connection) as queries:
            answer = graphql(query)
        return answer["data"]["search"]["totalCount"], len(queries)

    one, statements = count()
    for number in range(3):
        StructurePageFactory(parent=directory, name=f"Emploi {number}", title=f"Emploi {number}")

    assert count() == (one + 3, statements)


def test_it_is_answered_where_nothing_was_loaded_ahead(cold, graphql, sheet, monkeypatch):
    monkeypatch.setattr(enforcement, "_fill_holders", lambda *arguments: None)

    [data] = of_structures(graphql)

    assert data["@type"] == "EmploymentAgency"
    assert len(data["areaServed"]) == 4


def test_what_it_is_made_of_is_in_the_schema():
    rules = [rule for rule in specified_rules if rule is not NoUnusedFragmentsRule]
    asked = [
        f"fragment F on {registry.models[model]._meta.name} {print_ast(one.needs)}"
        for model, fields in computed_fields._COMPUTED.items()
        for one in fields.values()
    ]

    mistaken = [validate(schema.graphql_schema, parse(text), rules) for text in asked]

    assert len(asked) == 3
    assert mistaken == [[], [], []]
