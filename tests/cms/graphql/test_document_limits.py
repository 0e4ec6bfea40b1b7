"""What a request may ask at most: each limit with one that it refuses and one that it answers."""

import json
from collections import Counter
from contextlib import contextmanager
from sys import setprofile

import pytest
from graphql import get_introspection_query

from tests.cms.graphql.answers import codes
from tests.cms.graphql.hostile import HOSTILE
from tests.factories import ContentPageFactory

# Calls of functions, C's too. The dearest of these requests makes 425,000.
MOST_CALLS = 500_000

# --- The document ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("blanks", "refused"), [(9_984, []), (9_985, ["QUERY_TOO_COMPLEX"])], ids=["10000", "10001"]
)
def test_a_document_has_ten_thousand_characters(ask, blanks, refused):
    answer = ask("{ __typename #" + "x" * blanks + "\n}")

    assert codes(answer) == refused


@pytest.mark.parametrize(("more", "refused"), [(0, []), (1, ["QUERY_TOO_COMPLEX"])])
def test_a_document_has_two_thousand_tokens(ask, more, refused):
    fields = ["id", "url", "slug", "depth", "title", "locale"] * 15
    root = f'page(slug: "a") {{ {" ".join(fields[:89])} }}'  # 97 tokens, 99 with an alias
    query = " ".join(f"a{n}: {root}" for n in range(20))

    answer = ask(f"{{ {query[:-1]} {'id ' * (18 + more)} }} }}")

    assert codes(answer) == refused


@pytest.mark.parametrize(("comments", "refused"), [(2_000, []), (2_001, ["QUERY_TOO_COMPLEX"])])
def test_a_document_has_two_thousand_comments(ask, comments, refused):
    answer = ask("{ __typename }" + "#\n" * comments)

    assert codes(answer) == refused


@pytest.mark.parametrize("query", ["{a" * 3_000, "{ page(id: " + "[" * 3_000])
def test_three_thousand_brackets_are_refused(ask, query):
    assert codes(ask(query)) == ["QUERY_TOO_COMPLEX"]


@pytest.mark.parametrize(("depth", "refused"), [(12, []), (13, ["QUERY_TOO_COMPLEX"])])
def test_a_document_nests_twelve_levels(ask, depth, refused):
    levels = depth - 1
    query = '{ page(urlPath: "/fr/") ' + "{ parent " * (levels - 1) + "{ title }" + " }" * levels

    assert codes(ask(query)) == refused


def test_depth_is_counted_through_fragments_however_they_repeat(ask):
    fragments = " ".join(
        f"fragment F{n} on PageInterface {{ parent {{ ...F{n + 1} ...F{n + 1} }} }}"
        for n in range(40)
    )
    end = "fragment F40 on PageInterface { title }"

    answer = ask(f'{{ page(slug: "a") {{ ...F0 }} }} {fragments} {end}')

    assert codes(answer) == ["QUERY_TOO_COMPLEX"]
    assert answer["errors"][0]["message"] == (
        "The operation has more than 12 levels of fields. Split the query."
    )


@pytest.mark.parametrize(("fields", "refused"), [(20, []), (21, ["QUERY_TOO_COMPLEX"])])
def test_an_operation_has_twenty_root_fields(ask, fields, refused):
    names = " ".join(f"a{n}: __typename" for n in range(fields - 10))

    answer = ask(f"{{ {names} ...F }} fragment F on Query {{ {'__typename ' * 10} }}")

    assert codes(answer) == refused


@pytest.mark.parametrize(("aliases", "refused"), [(30, []), (31, ["QUERY_TOO_COMPLEX"])])
def test_an_operation_has_thirty_aliases_counted_at_each_use(ask, aliases, refused):
    fragment = "fragment F on PageInterface { " + " ".join(f"f{n}: id" for n in range(10)) + " }"
    names = " ".join(f"a{n}: id" for n in range(aliases - 20))

    answer = ask(f'{{ page(slug: "a") {{ {names} ...F parent {{ ...F }} }} }} {fragment}')

    assert codes(answer) == refused


@pytest.mark.parametrize(("directives", "refused"), [(20, []), (21, ["QUERY_TOO_COMPLEX"])])
def test_an_operation_has_twenty_directives_counted_at_each_use(ask, directives, refused):
    fields = "id @skip(if: false) " * (directives - 10)

    answer = ask(
        f'{{ page(slug: "a") {{ {fields} ...F parent {{ ...F }} }} }} '
        f"fragment F on PageInterface {{ {'id @skip(if: false) ' * 5} }}"
    )

    assert codes(answer) == refused


@pytest.mark.parametrize(("fragments", "refused"), [(100, []), (101, ["QUERY_TOO_COMPLEX"])])
def test_a_document_has_a_hundred_fragments(ask, fragments, refused):
    spreads = " ".join(f"...F{n}" for n in range(fragments))
    each = " ".join(f"fragment F{n} on PageInterface {{ id }}" for n in range(fragments))

    assert codes(ask(f'{{ page(slug: "a") {{ {spreads} }} }} {each}')) == refused


@pytest.mark.parametrize(("repeats", "refused"), [(50, []), (1_900, ["QUERY_TOO_COMPLEX"])])
def test_repeating_a_field_has_a_budget(ask, repeats, refused):
    answer = ask('{ page(slug: "a") { ' + "id " * repeats + "} }")

    assert codes(answer) == refused


def test_a_circle_of_fragments_is_left_to_the_specification(ask):
    answer = ask('{ page(slug: "a") { ...A } } fragment A on PageInterface { parent { ...A } }')

    assert answer["errors"][0]["message"] == "Cannot spread fragment 'A' within itself."
    assert codes(answer) == ["GRAPHQL_VALIDATION_FAILED"]


# --- Introspection ---------------------------------------------------------------------------


def test_the_introspection_of_every_tool_is_answered(ask):
    query = get_introspection_query(
        descriptions=True,
        specified_by_url=True,
        directive_is_repeatable=True,
        schema_description=True,
        input_value_deprecation=True,
    )

    answer = ask(query, cost=True)

    assert "errors" not in answer
    assert answer["extensions"]["cost"]["requested"] == 1862


@pytest.mark.parametrize(
    ("query", "refused"),
    [
        ("{ __schema { types { fields { name } } } }", []),
        ("{ __schema { types { fields { type { fields { name } } } } } }", ["QUERY_TOO_COMPLEX"]),
        (
            "{ __schema { types { ...T } } } fragment T on __Type { fields { type { ...U } } } "
            "fragment U on __Type { interfaces { name } }",
            ["QUERY_TOO_COMPLEX"],
        ),
        ('{ __type(name: "Query") ' + "{ ofType " * 50 + "{ name" + " }" * 52, []),
    ],
)
def test_introspection_nests_two_lists(ask, query, refused):
    assert codes(ask(query)) == refused


@pytest.mark.parametrize(("lists", "refused"), [(20, []), (21, ["QUERY_TOO_COMPLEX"])])
def test_introspection_has_twenty_lists(ask, lists, refused):
    answer = ask("{ __schema { " + "types { name } " * lists + "} }")

    assert codes(answer) == refused


# --- Arguments -------------------------------------------------------------------------------


@pytest.mark.parametrize(("size", "refused"), [(100, []), (101, ["BAD_USER_INPUT"])])
@pytest.mark.parametrize(
    "query",
    [
        "{ pages(limit: #) { id } }",
        "{ redirects(limit: #) { oldPath } }",
        '{ page(urlPath: "/fr/") { children(limit: #) { id } } }',
        '{ page(urlPath: "/fr/") { descendants(limit: #) { id } } }',
        "{ structures(first: #) { totalCount } }",
        "{ networks(first: #) { totalCount } }",
        "{ communeList(first: #) { totalCount } }",
        "{ images(first: #) { totalCount } }",
        "{ documents(first: #) { totalCount } }",
        "{ sitemap(first: #) { totalCount } }",
        '{ search(query: "a", first: #) { totalCount } }',
    ],
)
def test_a_list_has_a_hundred_rows_at_a_time(ask, query, size, refused):
    assert codes(ask(query.replace("#", str(size)))) == refused


@pytest.mark.parametrize(("offset", "refused"), [(10_000, []), (10_001, ["BAD_USER_INPUT"])])
@pytest.mark.parametrize(
    "query",
    [
        "{ pages(offset: #) { id } }",
        "{ redirects(offset: #) { oldPath } }",
        '{ page(urlPath: "/fr/") { siblings(offset: #) { id } } }',
    ],
)
def test_a_list_passes_over_ten_thousand_rows(ask, query, offset, refused):
    assert codes(ask(query.replace("#", str(offset)))) == refused


@pytest.mark.parametrize(("length", "refused"), [(200, []), (201, ["BAD_USER_INPUT"])])
def test_a_search_has_two_hundred_characters(ask, length, refused):
    answer = ask("query ($q: String!) { search(query: $q) { totalCount } }", {"q": "é" * length})

    assert codes(answer) == refused


# --- The body and the answer -----------------------------------------------------------------


@pytest.mark.parametrize(("length", "refused"), [(100_000, []), (100_001, ["QUERY_TOO_COMPLEX"])])
def test_a_body_has_a_hundred_thousand_bytes(client, site, length, refused):
    body = b'{"query": "{ __typename }"}'.ljust(length)

    response = client.post("/graphql/", body, content_type="application/json")

    assert codes(response.json()) == refused


@pytest.mark.parametrize(
    ("depth", "refused"), [(30, []), (31, ["QUERY_TOO_COMPLEX"])], ids=["32", "33"]
)
def test_the_json_of_a_body_nests_thirty_two_levels(ask, depth, refused):
    value: list | None = None
    for _level in range(depth - 1):
        value = [value]

    answer = ask("{ __typename }", {"unused": value})

    assert codes(answer) == refused


def test_an_answer_has_a_size(cold, ask, home, settings):
    ContentPageFactory(parent=home, title="é" * 200)
    query = "{ pages { title } }"
    answer = json.dumps(ask(query), ensure_ascii=False, separators=(",", ":"))
    length = len(answer.encode())

    settings.CMS_GRAPHQL_MAX_ANSWER_BYTES = length
    enough = ask(query)
    settings.CMS_GRAPHQL_MAX_ANSWER_BYTES = length - 1
    too_long = ask(query)

    assert "errors" not in enough
    assert codes(too_long) == ["QUERY_TOO_COMPLEX"]
    assert "data" not in too_long


# --- Bad will --------------------------------------------------------------------------------


@contextmanager
def counted_calls():
    """Count the functions that this thread calls: the same number on any machine, however busy."""
    calls: Counter[str] = Counter()

    def note(_frame, event, _argument):
        calls[event] += 1

    setprofile(note)
    try:
        yield calls
    finally:
        setprofile(None)


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda hostile: f"{hostile.limit}: {hostile.name}")
def test_a_hostile_request_is_refused_with_its_code_after_little_work(client, site, hostile):
    client.post("/graphql/", hostile.body, content_type="application/json")  # warm

    with counted_calls() as calls:
        response = client.post("/graphql/", hostile.body, content_type="application/json")

    assert set(codes(response.json())) == {hostile.code}
    assert not any((response.json().get("data") or {}).values())
    assert calls["call"] + calls["c_call"] < MOST_CALLS
