"""What a client may ask for: searches by their words, and so much cost in a minute."""

import pytest
from django.core.cache import caches
from graphql import get_introspection_query

from cms.delivery import client_limits
from cms.delivery.client_limits import OPERATION_COST, READING_COST, local_counts
from cms.process_cache import clear_process_caches
from tests.cms.graphql.answers import codes
from tests.cms.graphql.test_query_cost import cost
from tests.factories import ContentPageFactory

WORDS = "menuiserie maraichage repassage peinture plomberie nettoyage recyclage couture"
SECRET = "s" * 40


@pytest.fixture(autouse=True)
def _no_counts(monkeypatch):
    """Stop the clock within a minute."""
    monkeypatch.setattr(client_limits, "time", lambda: 1_000_000_010.0)


@pytest.fixture
def send(client, site):
    """Return a function that asks a query, from an address, and returns the response."""

    def ask(query, address="192.0.2.1", variables=None, **headers):
        return client.post(
            "/graphql/",
            {"query": query, "variables": variables},
            content_type="application/json",
            REMOTE_ADDR=address,
            headers=headers,
        )

    return ask


# --- Searches ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "field",
    [
        "search(query: {}) {{ totalCount }}",
        "structures(search: {}) {{ totalCount }}",
        "communes(search: {}) {{ name }}",
        "pages(searchQuery: {}) {{ title }}",
    ],
)
def test_a_search_costs_more_with_each_of_its_words(field):
    one, three = (cost(f"{{ {field.format(text)} }}") for text in ('"bois"', '"bois vert gris"'))
    none = cost(f"{{ {field.format(chr(34) * 2)} }}")

    assert none < one < three
    assert three - one == 2 * (one - none)


def test_words_that_are_matched_by_likeness_cost_most():
    exact = cost('{ search(query: "bois") { totalCount } }')
    fuzzy = cost('{ structures(search: "bois") { totalCount } }')

    assert fuzzy > exact


def test_every_argument_that_searches_counts():
    from django.conf import settings

    from iae48.schema import schema

    text_arguments = {
        name
        for graphql_type in schema.graphql_schema.type_map.values()
        for field in getattr(graphql_type, "fields", {}).values()
        for name in getattr(field, "args", {})
        if "search" in name.lower() or name == "query"
    }

    assert text_arguments - {"searchOperator"} <= set(settings.CMS_GRAPHQL_SEARCH_ARGUMENTS)


@pytest.mark.parametrize("in_fragment", [False, True])
def test_a_document_with_too_many_searches_is_refused(send, in_fragment):
    aliases = " ".join(f'a{n}: structures(search: "bois") {{ totalCount }}' for n in range(6))
    document = (
        f"{{ ...F }} fragment F on Query {{ {aliases} }}" if in_fragment else f"{{{aliases}}}"
    )

    response = send(document)

    [error] = response.json()["errors"]
    assert error["extensions"] == {"code": "QUERY_TOO_COMPLEX", "searches": 6, "maximum": 5}
    assert error["message"].startswith("The operation has 6 searches; at most 5 are allowed.")
    assert len(error["locations"]) == 1


@pytest.mark.parametrize(
    ("argument", "field"),
    [
        ("query", "search(query: $text) { totalCount }"),
        ("search", "structures(search: $text) { totalCount }"),
        ("search", "communes(search: $text) { name }"),
        ("searchQuery", "pages(searchQuery: $text) { title }"),
    ],
)
def test_a_search_with_too_many_words_is_refused_with_the_limit(graphql, argument, field):
    answer = graphql(f"query ($text: String!) {{ {field} }}", text="mot " * 13)

    [error] = answer["errors"]
    assert error["message"] == (f"{argument} has 13 words. It accepts 12: leave out the others.")
    assert error["extensions"] == {"code": "BAD_USER_INPUT", "argument": argument, "maximum": 12}
    assert error["locations"]
    assert error["path"]


def test_twelve_words_are_accepted(graphql):
    answer = graphql("query ($t: String!) { search(query: $t) { totalCount } }", t="mot " * 12)

    assert "errors" not in answer


def test_a_file_with_too_many_words_is_refused(client, site):
    response = client.get("/structures.csv", {"search": "mot " * 13})

    assert response.status_code == 400
    assert response.content.decode() == (
        "search: search has 13 words. It accepts 12: leave out the others.\n"
    )


# --- A minute ------------------------------------------------------------------------------------


def asked(number):
    """Return a query that no other has asked, so that no cached response is its answer."""
    return f"{{ a{number}: pages {{ title }} }}"


def test_what_is_counted_names_no_address(send, settings, monkeypatch):
    settings.CMS_GRAPHQL_CLIENT_COST_PER_MINUTE = 1_000
    keys = []
    monkeypatch.setattr(local_counts, "add", lambda key, number: keys.append(key))

    send(asked(0), address="192.0.2.7")
    send(asked(1), address="192.0.2.8")

    assert len(set(keys)) == 2
    assert not any("192.0.2" in key for key in keys)


def test_a_client_is_refused_once_its_minute_is_used_up(send, settings):
    maximum = 2 * (OPERATION_COST + READING_COST + cost(asked(0)))
    settings.CMS_GRAPHQL_CLIENT_COST_PER_MINUTE = maximum
    settings.CMS_GRAPHQL_ALLOWED_ORIGINS = ["https://exemple.fr"]

    answers = [send(asked(n), Origin="https://exemple.fr") for n in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    refused = answers[2]
    [error] = refused.json()["errors"]
    assert codes(refused.json()) == ["RATE_LIMITED"]
    assert error["extensions"]["retryAfter"] == int(refused["Retry-After"]) == 10
    assert error["extensions"]["maximum"] == maximum
    assert refused["Access-Control-Allow-Origin"] == "https://exemple.fr"
    assert "Retry-After" in refused["Access-Control-Expose-Headers"]
    assert refused["Cache-Control"] == "no-store"


def test_other_clients_and_the_next_minute_are_free(send, settings, monkeypatch):
    settings.CMS_GRAPHQL_CLIENT_COST_PER_MINUTE = 1

    first, again, other = (
        send(asked(1), "192.0.2.1"), send(asked(2), "192.0.2.1"), send(asked(3), "192.0.2.2")
    )  # fmt: skip
    monkeypatch.setattr(client_limits, "time", lambda: 1_000_000_070.0)
    later = send(asked(4), "192.0.2.1")

    statuses = [answer.status_code for answer in (first, again, other, later)]
    assert statuses == [200, 429, 200, 200]


def test_addresses_of_one_network_are_one_client(send, settings):
    settings.CMS_GRAPHQL_CLIENT_COST_PER_MINUTE = 1

    answers = [send(asked(n), address) for n, address in enumerate(["2001:db8::1", "2001:db8::2"])]

    assert [answer.status_code for answer in answers] == [200, 429]


def test_a_client_cannot_choose_its_address(send, settings):
    settings.CMS_GRAPHQL_CLIENT_COST_PER_MINUTE = 1

    answers = [send(asked(n), **{"X-Forwarded-For": f"198.51.100.{n}"}) for n in range(2)]

    assert [answer.status_code for answer in answers] == [200, 429]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_cached_response_costs_nothing(send, settings, home):
    settings.CMS_GRAPHQL_CLIENT_COST_PER_MINUTE = 1

    answers = [send(asked(0)) for _n in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 200]


def test_what_is_refused_costs_too(send, settings):
    settings.CMS_GRAPHQL_CLIENT_COST_PER_MINUTE = 2 * READING_COST

    answers = [send("{ nothing }") for _n in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]


@pytest.mark.parametrize("end", ["}", ""], ids=["valid", "invalid"])
def test_a_long_document_costs_more_to_read(send, settings, end):
    settings.CMS_GRAPHQL_CLIENT_COST_PER_MINUTE = 2 * (OPERATION_COST + READING_COST)
    query = f"{{ {'__typename ' * 500}{end}"

    answers = [send(f"{query} # {number}").status_code for number in range(2)]

    assert answers == [200, 429]


def test_reading_an_unknown_document_costs(send, settings):
    settings.CMS_GRAPHQL_CLIENT_COST_PER_MINUTE = 2 * (OPERATION_COST + READING_COST)
    known = "query ($slug: String!) { page(slug: $slug) { title } }"
    assert cost(known, slug="a") == 11

    others = [send(f"{{ n{number}: __typename }}").status_code for number in range(3)]
    answers = [send(known, "192.0.2.2", {"slug": f"n{number}"}).status_code for number in range(6)]

    assert others == [200, 200, 429]
    assert answers == [200, 200, 200, 429, 429, 429]


def test_introspection_costs(send, settings):
    settings.CMS_GRAPHQL_CLIENT_COST_PER_MINUTE = 4000

    answers = [send(get_introspection_query() + f" # {number}").status_code for number in range(5)]

    assert answers[0] == 200
    assert answers[-1] == 429


@pytest.mark.parametrize("by", ["secret", "address"])
def test_the_server_of_the_site_has_its_own_limit(send, settings, by):
    settings.CMS_GRAPHQL_CLIENT_COST_PER_MINUTE = 1
    settings.CMS_GRAPHQL_SITE_SECRET = SECRET
    settings.CMS_GRAPHQL_SITE_ADDRESSES = ["192.0.2.9"]
    identity = {"X-Site-Secret": SECRET} if by == "secret" else {"address": "192.0.2.9"}

    answers = [send(asked(n), **identity) for n in range(3)]
    settings.CMS_GRAPHQL_SITE_COST_PER_MINUTE = 1

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert send(asked(4), **identity).status_code == 429


@pytest.mark.parametrize(
    ("proxies", "proxies_of_site", "forwarded"),
    [(0, 1, "{}"), (1, 1, "1.1.1.1, {}, 192.0.2.9"), (0, 2, "{}, 192.0.2.7")],
)
def test_a_visitor_of_the_site_has_a_limit_too(send, settings, proxies, proxies_of_site, forwarded):
    settings.CMS_GRAPHQL_CLIENT_COST_PER_MINUTE = 1
    settings.CMS_GRAPHQL_SITE_SECRET = SECRET
    settings.CMS_TRUSTED_PROXIES, settings.CMS_SITE_PROXIES = proxies, proxies_of_site

    def status(number, visitor):
        headers = {"X-Site-Secret": SECRET, "X-Forwarded-For": forwarded.format(visitor)}
        return send(asked(number), "192.0.2.9", **headers).status_code

    assert [status(n, "198.51.100.1") for n in range(2)] == [200, 429]
    assert status(2, "198.51.100.2") == 200
    settings.CMS_GRAPHQL_SITE_COST_PER_MINUTE = 1
    assert status(3, "198.51.100.3") == 429


@pytest.mark.parametrize("forwarded", [{}, {"X-Forwarded-For": "192.0.2.9"}])
def test_a_site_that_names_no_visitor_has_its_own_limit(send, settings, forwarded):
    settings.CMS_GRAPHQL_CLIENT_COST_PER_MINUTE = 1
    settings.CMS_GRAPHQL_SITE_SECRET = SECRET
    settings.CMS_TRUSTED_PROXIES = len(forwarded)
    headers = {"X-Site-Secret": SECRET, **forwarded}

    answers = [send(asked(n), "192.0.2.9", **headers).status_code for n in range(3)]

    assert answers == [200, 200, 200]


@pytest.mark.parametrize("given", ["", "wrong", "é"])
def test_without_the_secret_nobody_is_the_site(send, settings, given):
    settings.CMS_GRAPHQL_CLIENT_COST_PER_MINUTE = 1
    settings.CMS_GRAPHQL_SITE_SECRET = "" if given == "" else SECRET

    answers = [send(asked(n), **{"X-Site-Secret": given}) for n in range(2)]

    assert [answer.status_code for answer in answers] == [200, 429]


def test_a_redis_that_is_away_neither_fails_nor_stops_the_counting(send, settings):
    settings.CMS_GRAPHQL_CLIENT_COST_PER_MINUTE = 1
    settings.CACHES = {
        **settings.CACHES,
        "answers": {
            "BACKEND": "cms.cache.ForgivingRedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        },
    }

    answers = [send(asked(n)) for n in range(2)]

    assert caches["answers"].get("anything") is None
    assert [answer.status_code for answer in answers] == [200, 429]


def test_processes_share_their_counts(send, settings):
    settings.CMS_GRAPHQL_CLIENT_COST_PER_MINUTE = 1
    settings.CACHES = {
        **settings.CACHES,
        "answers": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    }

    first = send(asked(1))
    clear_process_caches()  # another process
    second = send(asked(2))

    assert [first.status_code, second.status_code] == [200, 429]


@pytest.mark.parametrize("file", ["/structures.csv", "/structures.geojson"])
def test_files_count_as_well(client, site, settings, home, file):
    settings.CMS_GRAPHQL_CLIENT_COST_PER_MINUTE = 1
    ContentPageFactory(parent=home)

    answers = [client.get(file) for _n in range(2)]

    assert [answer.status_code for answer in answers] == [200, 429]
    assert int(answers[1]["Retry-After"]) > 0
