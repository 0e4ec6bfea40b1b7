"""The questions of the benchmark, as a GraphQL query for each side.

`values` converts an answer of either side to the same plain values: the benchmark stops if the two
sides give different answers.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from bench.content import WORDS

SIDES = ("stock", "ours")

# The same rendition: on our side the preset's middle size, on grapple's its filter.
PICTURE = {
    "ours": "logo { title src(preset: CARD) }",
    "stock": 'logo { title rendition(fill: "640x480", format: "png") { url } }',
}
PROSE = {"ours": "content { html }", "stock": "content"}


def _list(side: str, count: int) -> str:
    selection = (
        "title url siret kind { code name } networks { name } activities { sector { name } } "
        + PICTURE[side]
    )
    if side == "ours":
        return f"{{ structures(first: {count}) {{ nodes {{ {selection} }} }} }}"
    where = 'contentType: "structures.StructurePage", inSite: true, order: "title"'
    return f"{{ pages({where}, limit: {count}) {{ ... on StructurePage {{ {selection} }} }} }}"


def _page(side: str) -> str:
    """Return a query for a page with twelve blocks."""
    prose = PROSE[side]
    return f"""{{ page(slug: "prose-03-fr") {{ title url seoTitle searchDescription
      ... on ContentPage {{ introduction body {{ blockType
        ... on HeadingBlock {{ text level }}
        ... on ParagraphBlock {{ {prose} }}
        ... on QuoteBlock {{ text source }}
        ... on FigureBlock {{ image {{ title url width height }} caption }}
        ... on DocumentsBlock {{ title documents {{ title url }} }}
        ... on PointsBlock {{ title points {{ title text page {{ title url }} }} }}
        ... on KeyFiguresBlock {{ title figures {{ value caption source }} }}
        ... on AccordionBlock {{ title items {{ title {prose} }} }}
        ... on StepsBlock {{ title steps {{ title {prose} }} }}
        ... on CallToActionBlock {{ title text link {{ text page {{ title url }} }} }}
        ... on StructureListBlock {{ title structures {{ title url kind {{ name }} }} }}
        ... on NetworkListBlock {{ title networks {{ name }} }} }} }} }} }}"""


def _tree(side: str) -> str:
    limit = "limit: 100"
    return f"""{{ page(slug: "annuaire-fr") {{ title url children({limit}) {{ title url
      children({limit}) {{ title url }} }} }} }}"""


def _search(side: str) -> str:
    selection = "... on StructurePage { title url }"
    if side == "ours":
        return f'{{ search(query: "{WORDS["fr"]}", first: 100) {{ nodes {{ {selection} }} }} }}'
    return f'{{ search(query: "{WORDS["fr"]}") {{ {selection} }} }}'


# --- Values of the answers ---------------------------------------------------------------------


def _list_values(side: str, data: Any) -> Any:
    rows = data["structures"]["nodes"] if side == "ours" else data["pages"]
    return [
        {
            "title": row["title"],
            "siret": row["siret"],
            "kind": row["kind"],
            "networks": sorted(network["name"] for network in row["networks"]),
            "sectors": [activity["sector"]["name"] for activity in row["activities"]],
            "logo": row["logo"]["title"],
            "picture": urlsplit(
                row["logo"]["src"] if side == "ours" else row["logo"]["rendition"]["url"]
            ).path,
            "has address": bool(row["url"]),
        }
        for row in rows
    ]


def _page_values(side: str, data: Any) -> Any:
    return _without_markup(data["page"])


def _without_markup(value: Any) -> Any:
    """Return a page's values; of URLs and HTML, which differ by design, only whether they exist."""
    if isinstance(value, list):
        return [_without_markup(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        name: bool(inner) if name in {"url", "content"} else _without_markup(inner)
        for name, inner in value.items()
    }


def _tree_values(side: str, data: Any) -> Any:
    return _without_markup(data["page"])


def _search_values(side: str, data: Any) -> Any:
    rows = data["search"]["nodes"] if side == "ours" else data["search"]
    return sorted(row["title"] for row in rows)


@dataclass(frozen=True)
class Question:
    """A question, with its query for each side and the conversion of its answers."""

    name: str
    label: str
    text: Callable[[str], str]
    values: Callable[[str, Any], Any]


QUESTIONS = (
    Question("list100", "list of 100", lambda side: _list(side, 100), _list_values),
    Question("list500", "list of 500", lambda side: _list(side, 500), _list_values),
    Question("page", "page with body", _page, _page_values),
    Question("tree", "tree of 1 + 20 + 500", _tree, _tree_values),
    Question("search", "search", _search, _search_values),
)
# Only for counting SQL statements.
FEW = Question("list10", "list of 10", lambda side: _list(side, 10), _list_values)
