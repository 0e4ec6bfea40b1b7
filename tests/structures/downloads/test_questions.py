"""The address asks what GraphQL's list of structures asks, and is answered with the same sheets."""

import pytest

from tests.structures.downloads.conftest import titles
from tests.structures.generating import generated_directory

LIST = """query ($where: StructureFilter, $near: NearInput, $orderBy: StructureOrder,
                 $locale: String) {
  structures(where: $where, near: $near, orderBy: $orderBy, locale: $locale, first: 100) {
    totalCount nodes { title } } }"""
MENDE = {"latitude": 44.518, "longitude": 3.501}
QUESTIONS = {
    "": {},
    "kind=ACI&kind=EI": {"where": {"kind": ["ACI", "EI"]}},
    "kind=aci,ai&family=staffing": {"where": {"kind": ["ACI", "AI"], "family": ["STAFFING"]}},
    "family=PRODUCTION": {"where": {"family": ["PRODUCTION"]}},
    "offerType=DISP": {"where": {"offerType": ["DISP"]}},
    "sector=jardinage,menage&audience=particuliers": {
        "where": {"sector": ["jardinage", "menage"], "audience": ["PARTICULIERS"]}
    },
    "sectorGroup=espaces-verts": {"where": {"sectorGroup": ["espaces-verts"]}},
    "network=coorace&audience=COLLECTIVITES": {
        "where": {"network": ["coorace"], "audience": ["COLLECTIVITES"]}
    },
    "commune=48095&commune=48092": {"where": {"commune": ["48095", "48092"]}},
    "epci=244800405": {"where": {"epci": ["244800405"]}},
    "hasCurrentConvention=true": {"where": {"hasCurrentConvention": True}},
    "hasCurrentConvention=False&kind=": {"where": {"hasCurrentConvention": False}},
    "near=48095&km=20": {"near": {"commune": "48095", "km": 20}},
    "near=44.518,3.501&km=12.5": {"near": {**MENDE, "km": 12.5}},
    "near=48092&km=15&coverage=SERVES": {
        "near": {"commune": "48092", "km": 15, "coverage": "SERVES"}
    },
    "near=48080&km=12&coverage=either&orderBy=name": {
        "near": {"commune": "48080", "km": 12, "coverage": "EITHER"},
        "orderBy": "NAME",
    },
    "orderBy=LAST_UPDATE": {"orderBy": "LAST_UPDATE"},
    "locale=en&kind=AI": {"locale": "en", "where": {"kind": ["AI"]}},
}


@pytest.fixture(scope="module")
def generated(django_db_setup, django_db_blocker, tmp_path_factory):
    """Load the starter content and 60 generated structures, once for all questions."""
    folder = tmp_path_factory.mktemp("media")
    with generated_directory(60, django_db_blocker, folder):
        yield


@pytest.mark.parametrize("query", QUESTIONS)
def test_the_files_have_the_sheets_of_the_list_in_its_order(
    generated, db, client, features, rows, query
):
    body = {"query": LIST, "variables": QUESTIONS[query]}
    answer = client.post(
        "/graphql/", body, content_type="application/json", headers={"host": "localhost"}
    ).json()
    expected = [node["title"] for node in answer["data"]["structures"]["nodes"]]

    found, in_rows = features(query, host="localhost"), rows(query, host="localhost")

    assert answer["data"]["structures"]["totalCount"] == len(expected)
    assert expected
    assert titles(found) == expected
    assert [row["Structure"] for row in in_rows] == expected
