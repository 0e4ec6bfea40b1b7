"""Requests of bad will: for each limit some that exceed it, made to take as long as they can."""

import json
from typing import Any, NamedTuple

TOO_COMPLEX = "QUERY_TOO_COMPLEX"
INVALID = "GRAPHQL_VALIDATION_FAILED"
BAD_INPUT = "BAD_USER_INPUT"


class Hostile(NamedTuple):
    """The body of a request, the limit that it exceeds, and the code that refuses it."""

    limit: str
    name: str
    body: bytes
    code: str


def of(limit: str, name: str, query: str, code: str = TOO_COMPLEX, **variables: Any) -> Hostile:
    """Return the request of a document with its variables."""
    body = {"query": query, "variables": variables}
    return Hostile(limit, name, json.dumps(body).encode(), code)


def repeat(pattern: str, count: int, separator: str = " ") -> str:
    """Return the pattern with each number in place of `#`, and the next one in place of `@`."""
    return separator.join(
        pattern.replace("#", str(number)).replace("@", str(number + 1)) for number in range(count)
    )


def page(selections: str) -> str:
    """Return a query of one page."""
    return f'{{ page(slug: "a") {{ {selections} }} }}'


def fragment(name: object, selections: str) -> str:
    """Return a fragment on pages."""
    return f"fragment F{name} on PageInterface {{ {selections} }}"


def chain(count: int, selections: str, end: str) -> str:
    """Return a query that spreads F0, and the fragments F0, F1, … of the selections, and an end."""
    return f"{page('...F0')} {repeat(fragment('#', selections), count)} {fragment(count, end)}"


def plain(count: int) -> str:
    """Return so many fragments of one field."""
    return repeat(fragment("#", "id"), count)


def nested(opening: str, count: int, inside: str = "id") -> str:
    """Return what is inside so many openings."""
    brackets = opening.count("{") * count
    return f"{opening} " * count + inside + " }" * brackets


def lists(depth: int) -> list[Any]:
    """Return lists in each other."""
    value: list[Any] = []
    for _level in range(depth - 1):
        value = [value]
    return value


def web(count: int) -> str:
    """Return fragments that each spread all, themselves included."""
    spreads = repeat("...F#", count)
    fragments = [fragment(n, f"{spreads} {nested('parent {', 3)}") for n in range(count)]
    return f"{page('...F0')} {' '.join(fragments)}"


def cascade(count: int) -> str:
    """Return fragments that each spread all that follow."""
    fragments = [
        fragment(n, " ".join(f"...F{m}" for m in range(n + 1, count)) + " id") for n in range(count)
    ]
    return f"{page('...F0')} {' '.join(fragments)}"


IDS = "query ($n: [ID!]) { page(id: $n) { id } }"
TYPES = 'query ($n: [SearchType!]) { search(query: "a", types: $n) { totalCount } }'
SEARCH = "query ($q: String!) { search(query: $q) { totalCount } }"
DEEP_LISTS = "a#: pages(limit: 100) { children(limit: 100) { children(limit: 100) { id } } }"
VARIABLE_LISTS = "a#: pages(limit: $n) { children(limit: $n) { id } }"
TWO_TYPES = "... on ContentPage { id } ... on HomePage { id } "
USES = repeat("children(limit: $v) { id }", 60)

HOSTILE = [
    # --- The body
    Hostile("body", "200,000 bytes", b" " * 200_000, TOO_COMPLEX),
    Hostile("JSON depth", "50,000 brackets", b'{"query": ' + b"[" * 50_000 + b"}", BAD_INPUT),
    of("JSON depth", "40 levels", "{ __typename }", a=lists(40)),
    of("JSON depth", "40 levels, 850 times", "{ __typename }", a=[lists(40)] * 850),
    of("JSON depth", "40 levels and 32,000 values", "{ __typename }", a=lists(40), b=[0] * 32_000),
    of("variables", "24,000 wrong ids", IDS, INVALID, n=[{}] * 24_000),
    of("variables", "15,000 wrong choices", TYPES, BAD_INPUT, n=["x"] * 15_000),
    # --- The text
    of("characters", "10,001, blanks", " " * 9_987 + "{ __typename }"),
    of("characters", "98,000, one name", "{ " + "a" * 98_000 + " }"),
    of("tokens", "3,300 fields", page("id " * 3_300)),
    of("tokens", "5,000 openings", "{a" * 5_000),
    of("tokens", "4,900 brackets", "{ page(id: " + "[" * 4_900),
    of("comments", "4,900 comments", "{ __typename }" + "#\n" * 4_900),
    # --- The operation
    of("depth", "13 levels", page(nested("parent {", 12))),
    of("depth", "190 levels", page(nested("parent {", 190))),
    of("depth", "13 levels, 38 times", page(nested("parent {", 12) * 38)),
    of("depth", "40 fragments that double", chain(40, "parent { ...F@ ...F@ }", "id")),
    of("aliases", "31 lists", page(repeat("a#: children { id }", 31))),
    of("aliases", "490 fields", page(repeat("a#: id", 490))),
    of("root fields", "21 lists", "{ " + "pages { id } " * 21 + "}"),
    of("root fields", "800 names", "{ " + "__typename " * 800 + "}"),
    of("directives", "21 fields", page("id @skip(if: false) " * 21)),
    of("directives", "240 fields", page("id @skip(if: false) " * 240)),
    of("introspection", "21 lists", "{ __schema { " + "types { name } " * 21 + "} }"),
    of("introspection", "480 lists", "{ __schema { " + "types { name } " * 480 + "} }"),
    of(
        "introspection",
        "60 levels",
        f"{{ __schema {{ {nested('types { fields { type {', 60)} }} }}",
    ),
    # --- Validation
    of("overlapping fields", "one field, 1,980 times", page("id " * 1_980)),
    of("overlapping fields", "one object, 300 times", page("parent { id url slug } " * 300)),
    of(
        "overlapping fields", "object in object, 270 times", page("parent { parent { id } } " * 270)
    ),
    of("overlapping fields", "215 sizes", page(repeat("children(limit: #) { id }", 215))),
    of("overlapping fields", "490 fragments inline", page("... { id } " * 490)),
    of("overlapping fields", "160 times two types", page(TWO_TYPES * 160)),
    of(
        "overlapping fields",
        "100 fragments",
        f"{page(repeat('...F#', 100))} {repeat(fragment('#', 'parent { id }'), 100)}",
    ),
    of("fragments", "101, unlike each other", page(repeat("...F#", 101)) + plain(101)),
    of("fragments", "160, each in the one before", chain(160, "...F@ id", "id")),
    of("nested fragments", "99, each in the one before", chain(98, "...F@ " + "id " * 5, "id")),
    of("nested fragments", "36, each in all before", cascade(36)),
    of("fragment cycles", "40 in one circle", chain(40, "parent { ...F@ }", "...F0"), INVALID),
    of("fragment cycles", "120 in one circle", chain(120, "parent { ...F@ }", "...F0")),
    of("fragment cycles", "22 in each other", web(22), INVALID),
    of("fragment cycles", "22, on many lines", web(22).replace(" ", "\n"), INVALID),
    of("many errors", "1,700 unknown fields", page(repeat("y#", 1_700, "\n")), INVALID),
    of(
        "many errors",
        "490 variables without use",
        f"query ({repeat('$v#: Int', 490)}) {{ __typename }}",
        INVALID,
    ),
    of(
        "many errors",
        "1,980 wrong values",
        f"{{ pages(limit: [{'1 ' * 1_980}]) {{ id }} }}",
        INVALID,
    ),
    of(
        "many errors",
        "90 operations that use a variable",
        f"{repeat('query Q#($v: Int) { ...R }', 90)} "
        f"fragment R on Query {{ page(slug: $w) {{ {USES} }} }}",
        INVALID,
    ),
    # --- Cost and arguments
    of("cost", "lists in lists", f"{{ {repeat(DEEP_LISTS, 19)} }}"),
    of("cost", "99 fragments that double", chain(98, "...F@ ...F@", "children { id }")),
    of("cost", "sizes in a variable", f"query ($n: Int) {{ {repeat(VARIABLE_LISTS, 19)} }}", n=100),
    of("page size", "101", "{ pages(limit: 101) { id } }", BAD_INPUT),
    of(
        "page size",
        "101, 20 times",
        f"{{ {repeat('a#: structures(first: 101) { totalCount }', 20)} }}",
        BAD_INPUT,
    ),
    of("offset", "10,001", "{ pages(offset: 10001) { id } }", BAD_INPUT),
    of(
        "offset",
        "10,001, 20 times",
        f"{{ {repeat('a#: pages(offset: 10001, limit: 1) { id }', 20)} }}",
        BAD_INPUT,
    ),
    of("search text", "201 letters", SEARCH, BAD_INPUT, q="a" * 201),
    of("search text", "49,000 words", SEARCH, BAD_INPUT, q="a " * 49_000),
]
