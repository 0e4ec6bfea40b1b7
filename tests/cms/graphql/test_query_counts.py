"""The number of SQL queries follows what is selected, never how many rows there are."""

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from graphql import (
    FieldNode,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
    parse,
    validate,
    visit,
)

from cms.graphql.execution.documents import store
from iae48.schema import schema
from structures.directory.facet_index import facet_indexes
from tests.cms.graphql.growing import GrowingSite

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

SCHEMA = schema.graphql_schema
SIZES = (1, 50, 500)

FACTS = """title url siret kind { code name } networks { name }
           logo { url alt src(preset: LOGO) sources(preset: CARD) { type srcset } }
           activities { sector { name } } commune { name epci { name } }"""
PROSE = """html json { type spans { text link {
           __typename ... on PageLink { path } ... on DocumentLink { url } } }
           embed { alt format image { alt src(preset: CARD)
                                      sources(preset: HERO) { srcset } } } }"""
BLOCKS = f"""blockType
    ... on ParagraphBlock {{ content {{ {PROSE} }} }}
    ... on PointsBlock {{ points {{ title page {{ title url }} }} }}
    ... on DocumentsBlock {{ documents {{ title url }} }}
    ... on KeyFiguresBlock {{ figures {{ value caption }} }}
    ... on AccordionBlock {{ items {{ title content {{ html }} }} }}
    ... on StepsBlock {{ steps {{ title content {{ html }} }} }}
    ... on CallToActionBlock {{ link {{ page {{ title url }} document {{ url }} }} }}
    ... on FigureBlock {{ alt image {{ url sources(preset: CONTENT) {{ srcset }} }} }}
    ... on StructureListBlock {{ structures {{ title kind {{ name }} networks {{ name }} }} }}
    ... on NetworkListBlock {{ networks {{ name logo {{ url }} }} }}"""
SOME_BLOCKS = """blockType
    ... on ParagraphBlock { content { html } }
    ... on PointsBlock { points { title page { title url } } }
    ... on CallToActionBlock { link { page { title url } document { url } } }
    ... on FigureBlock { alt image { url } }
    ... on StructureListBlock { structures { title kind { name } networks { name } } }
    ... on NetworkListBlock { networks { name } }"""
BODIES = " ".join(
    f"... on {name} {{ body {{ {BLOCKS} }} }}"
    for name in (
        "HomePage",
        "ContentPage",
        "AgreementsPage",
        "DiagramPage",
        "LegalPage",
        "ContactPage",
        "NetworkIndexPage",
        "StructureIndexPage",
    )
)

# Each list of the schema is in one of these at least; each is asked of 1, of 50 and of 500 rows.
LISTS = {
    "structures": f"{{ structures(first: 500) {{ nodes {{ {FACTS} }} }} }}",
    "their edges": f"{{ structures(first: 500) {{ totalCount edges {{ node {{ {FACTS} }} }} }} }}",
    "activities": """{ structures(first: 500) { nodes { activities {
        sector { name } communes { name } epcis { name } } } } }""",
    "in English": f'{{ structures(first: 500, locale: "en") {{ nodes {{ {FACTS} }} }} }}',
    "pages of all types": f"""{{ pages(limit: 2000) {{ title url parent {{ title url }}
        ancestors {{ title }} ... on StructurePage {{ {FACTS} }} }} }}""",
    "tree": """{ page(urlPath: "/fr/") { children(limit: 500) { title urlPath
        children(limit: 500) { title url parent { title } siblings { title } } } } }""",
    "descendants": "{ pages(limit: 2000) { title descendants(limit: 500) { title url } } }",
    "facets": """{ structures { totalCount facets { kinds { value count } families { count }
        sectorGroups { value count } sectors { value count } audiences { count }
        offerTypes { count } networks { value count } communes { value } epcis { value } } } }""",
    "members": "{ networks(first: 500) { nodes { structures(first: 500) { title url } } } }",
    "places": '{ communes(search: "c", first: 500) { name epci { name } } }',
    "JSON-LD": "{ structures(first: 500) { nodes { jsonLd } } siteSettings { jsonLd } }",
    "translations": "{ pages(limit: 2000) { title translations { title url locale } } }",
    "outdated": """{ pages(limit: 2000) { isAlias isOutdated sourceChangedAt
        versions(first: 500) { author } } }""",
    "languages of snippets": """{ structureKinds { isOutdated versions { id } translations { id } }
        networks(first: 500, locale: "en") { nodes { locale isOutdated sourceChangedAt
        versions { author } translations { ... on Network { name } } } } }""",
    "bodies": f"{{ pages(limit: 2000) {{ {BODIES} }} }}",
    "a body": f'{{ page(slug: "large") {{ ... on ContentPage {{ body {{ {SOME_BLOCKS} }} }} }} }}',
    "all of it": f'{{ page(slug: "large") {{ ... on ContentPage {{ body {{ {BLOCKS} }} }} }} }}',
    "common elements": f"""{{ pages(limit: 2000) {{
        ... on StructureIndexPage {{ commonElements {{ {BLOCKS} }} }} }} }}""",
    "networks": """{ networks(first: 500) { totalCount
        nodes { name description { html } logo { url } }
        edges { node { name description { html } logo { url } } } } }""",
    "images": """{ images(first: 500) { totalCount
        nodes { title alt url sources(preset: HERO) { srcset } }
        edges { node { title src(preset: CARD) } } } }""",
    "documents": "{ documents(first: 500) { nodes { title url } edges { node { fileSize } } } }",
    "redirects": "{ redirects(limit: 500) { oldPath target } }",
    "communes": """{ communeList(first: 500) { totalCount
        nodes { name epci { name } } edges { node { name epci { name } } } } }""",
    "kinds": "{ structureKinds { name explanation { html } } }",
    "sectors": "{ sectors { name group { name } } sectorGroups { name } }",
    "menus": """{ navigation { main { label url page { title } children { label url } }
        footer { label page { title url } } } }""",
    "settings": "{ siteSettings { socialLinks { name url } } sites { rootPage { title } } }",
    "sitemap": """{ sitemap(first: 500) { totalCount nodes { url alternates { locale url } }
        edges { node { url alternates { url } } } } }""",
    "search": f"""{{ search(query: "jardin", first: 2000) {{ totalCount
        nodes {{ ... on PageInterface {{ title url }} ... on StructurePage {{ {FACTS} }}
                 ... on Network {{ name logo {{ url }} }} }}
        edges {{ node {{ ... on PageInterface {{ title parent {{ title }} }} }} }} }} }}""",
    "route": """query ($deep: String!) { route(path: $deep) { ... on PageRoute {
        page { title } breadcrumbs { title url } alternates { locale url } } } }""",
}
OF_THE_MUTATION = {("SendContactMessagePayload", "errors")}
MOST = {"structures": 8, "their edges": 9, "in English": 9, "tree": 10, "a body": 12}


def is_list(field_type):
    """Return whether a field of this type holds objects whose number is not known."""
    named = get_named_type(field_type)
    holds_list = is_list_type(get_nullable_type(field_type)) or named.name.endswith("Connection")
    return holds_list and not is_leaf_type(named)


def edges(parent: GraphQLNamedType, name: str):
    """Return a field of a type, and of the types that have it from the same interface."""
    types = [parent]
    if isinstance(parent, GraphQLInterfaceType):
        types += SCHEMA.get_possible_types(parent)
    return {(known.name, name) for known in types}


class Lists(Visitor):
    """Collects the lists that a document selects."""

    def __init__(self):
        super().__init__()
        self.types = TypeInfo(SCHEMA)
        self.found = set()

    def enter_field(self, node: FieldNode, *_arguments):
        parent = self.types.get_parent_type()
        if parent is not None and is_list(self.types.get_type()):
            self.found |= edges(parent, node.name.value)


def test_each_list_of_the_schema_is_counted():
    lists = {
        edge
        for known in SCHEMA.type_map.values()
        if isinstance(known, GraphQLObjectType | GraphQLInterfaceType)
        and not known.name.startswith("__")
        for name, field in known.fields.items()
        if is_list(field.type)
        for edge in edges(known, name)
    }
    visitor = Lists()
    for query in LISTS.values():
        document = parse(query)
        assert validate(SCHEMA, document) == []
        visit(document, TypeInfoVisitor(visitor.types, visitor))

    # Whoever adds a list adds it to LISTS, and lets GrowingSite grow it. The list of what is wrong
    # with a message is as long as the form.
    assert lists - visitor.found == OF_THE_MUTATION


@pytest.fixture(scope="module")
def counts(django_db_setup, django_db_blocker, tmp_path_factory):
    """Return, for each query and each number of rows, how many SQL queries it took."""
    found: dict[str, list[int]] = {name: [] for name in LISTS}
    with (
        django_db_blocker.unblock(),
        override_settings(
            MEDIA_ROOT=tmp_path_factory.mktemp("media"),
            CMS_GRAPHQL_MAX_PAGE_SIZE=2_000,
            CMS_GRAPHQL_MAX_COST=10**9,
            CMS_GRAPHQL_MAX_ANSWER_BYTES=10**9,
            CMS_GRAPHQL_MAX_REQUEST_SECONDS=120,
            CMS_GRAPHQL_CACHED_RESPONSES=0,
        ),
        transaction.atomic(),
    ):
        cache.clear()
        site = GrowingSite()
        for size in SIZES:
            site.grow(size)
            for name, query in LISTS.items():
                if size == SIZES[0]:
                    ask(query, site)  # what a process learns once, such as content types
                facet_indexes.clear()  # so that they are counted, too
                with CaptureQueriesContext(connection) as queries:
                    ask(query, site)
                found[name].append(len(queries))
        transaction.set_rollback(True)
    cache.clear()
    store.clear()
    return found


def ask(query, site):
    body = {"query": query, "variables": site.variables if "$deep" in query else {}}
    response = Client().post("/graphql/", body, content_type="application/json")
    assert "errors" not in response.json()


@pytest.mark.parametrize("name", LISTS)
def test_a_list_costs_the_same_for_1_for_50_and_for_500_rows(counts, name):
    one, fifty, many = counts[name]

    assert one == fifty == many
    assert many <= MOST.get(name, many)
