"""What an address may not ask is refused, with the parameter's name and what it accepts."""

import pytest
from django.http import QueryDict

from structures.directory.search import StructureOrder
from structures.downloads.parameters import (
    ALONE,
    LISTS,
    PLACES,
    DirectoryArguments,
    ParameterError,
    read_arguments,
)
from tests.factories import NetworkFactory


def test_the_words_searched_are_passed_on():
    arguments = read_arguments(QueryDict("search=%20jardin+bio&orderBy=RELEVANCE"))

    assert arguments.search == "jardin bio"
    assert arguments.order is StructureOrder.RELEVANCE


def test_an_empty_value_asks_nothing():
    assert read_arguments(QueryDict("kind=&near=&km=&search=+&locale=")) == DirectoryArguments()


REFUSED = {
    "colour=red": ("colour", f"Unknown parameter. Accepted are {', '.join((*LISTS, *ALONE))}."),
    "kind=ACI,ZZZ": ("kind", "It accepts ACI, AI, EA, EI, EITI, ETTI, GEIQ."),
    "family=x": ("family", "It accepts NEIGHBOUR, PRODUCTION, STAFFING."),
    "offerType=x": ("offerType", "It accepts BUILD, DISP, PREST."),
    "audience=x": ("audience", "It accepts COLLECTIVITES, PARTICULIERS, PROFESSIONNELS."),
    "commune=Mende": ("commune", "It accepts INSEE codes such as 48095."),
    "epci=1": ("epci", "It accepts SIREN of nine digits."),
    "hasCurrentConvention=1": ("hasCurrentConvention", "It accepts true, false."),
    "near=Mende&km=5": ("near", f"It accepts {PLACES}."),
    "near=99,3&km=5": ("near", f"It accepts {PLACES}."),
    "near=nan,3&km=5": ("near", f"It accepts {PLACES}."),
    "near=48095": ("km", "near needs it. It accepts 0 to 1000."),
    "near=48095&km=-1": ("km", "It accepts 0 to 1000."),
    "near=48095&km=inf": ("km", "It accepts 0 to 1000."),
    "near=48095&near=48092&km=1": ("near", "It is given more than once."),
    "km=5": ("km", "It needs near."),
    "near=44,3&km=5&coverage=x": ("coverage", "It accepts LOCATED, SERVES, EITHER."),
    f"search={'a' * 201}": ("search", "It accepts at most 200 characters."),
    "search=a%00b": ("search", "It accepts at most 200 characters."),
    "orderBy=x": ("orderBy", "It accepts NAME, DISTANCE, RELEVANCE, LAST_UPDATE."),
    f"commune={','.join(['48095'] * 101)}": ("commune", "It has 101 values. It accepts 100."),
}


@pytest.mark.parametrize("query", REFUSED)
def test_a_parameter_that_can_not_be_read_is_named_with_what_it_accepts(query):
    with pytest.raises(ParameterError) as refused:
        read_arguments(QueryDict(query))

    assert (refused.value.parameter, refused.value.message) == REFUSED[query]


REFUSED_BY_THE_SITE = {
    "kind=x": ("kind", "It accepts ACI, AI, EA, EI, EITI, ETTI, GEIQ."),
    "network=nowhere": ("network", "It accepts coorace."),
    "sector=nowhere": ("sector", "It accepts no value: the list is empty."),
    "sectorGroup=nowhere": ("sectorGroup", "It accepts no value: the list is empty."),
    "near=48999&km=5": ("near", f"No commune has this code. It accepts {PLACES}."),
    "orderBy=DISTANCE": ("orderBy", "orderBy: DISTANCE needs near."),
    "orderBy=RELEVANCE": ("orderBy", "orderBy: RELEVANCE needs search."),
    "locale=de": ("locale", "Unknown locale 'de'. This site has: fr."),
}


@pytest.mark.django_db
def test_a_refusal_is_json_for_maps_and_text_for_spreadsheets(client, site):
    NetworkFactory(slug="coorace")

    for query, (parameter, message) in REFUSED_BY_THE_SITE.items():
        as_json = client.get(f"/structures.geojson?{query}")
        as_text = client.get(f"/structures.csv?{query}")

        assert as_json.status_code == as_text.status_code == 400
        assert as_json["Content-Type"] == "application/json"
        assert as_json.json() == {"error": {"parameter": parameter, "message": message}}
        assert as_text["Content-Type"] == "text/plain; charset=utf-8"
        assert as_text.content.decode() == f"{parameter}: {message}\n"
        assert as_json["Cache-Control"] == as_text["Cache-Control"] == "no-store"
