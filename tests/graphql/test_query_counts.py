"""The number of SQL queries follows what is selected, never how many rows there are."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from structures.models import StructurePage
from tests.factories import (
    ContentPageFactory,
    ImageFactory,
    MenuItemFactory,
    NetworkFactory,
    SectorFactory,
    StructureActivityFactory,
    StructureKindFactory,
    StructurePageFactory,
)

FACTS = """title url siret kind { code name } networks { name }
           logo { url alt src(preset: LOGO) sources(preset: CARD) { type srcset } }
           activities { sector { name } } commune { name epci { name } }"""
BODY = """... on ContentPage { body { blockType
    ... on ParagraphBlock { content { html } }
    ... on PointsBlock { points { title page { title url } } }
    ... on CallToActionBlock { link { page { title url } document { url } } }
    ... on FigureBlock { alt image { url } }
    ... on StructureListBlock { structures { title kind { name } networks { name } } }
    ... on NetworkListBlock { networks { name } } } }"""

LISTS = {
    "nodes": f"{{ structures(first: 500) {{ nodes {{ {FACTS} }} }} }}",
    "edges": f"{{ structures(first: 500) {{ totalCount edges {{ node {{ {FACTS} }} }} }} }}",
    "English": f'{{ structures(first: 500, locale: "en") {{ nodes {{ {FACTS} }} }} }}',
    "JSON-LD": "{ structures(first: 500) { nodes { jsonLd } } }",
    "pages": f"{{ pages(limit: 2000) {{ title url parent {{ title url }} ancestors {{ title }} "
    f"... on StructurePage {{ {FACTS} }} }} }}",
    "tree": """{ page(urlPath: "/fr/") { children(limit: 500) { title
                 children(limit: 500) { title url parent { title } siblings { title } } } } }""",
    "translations": "{ pages(limit: 2000) { title translations { title url locale } } }",
    "networks": "{ networks(first: 500) { nodes { name description { html } logo { url } } } }",
    "images": "{ images(first: 500) { nodes { title alt url sources(preset: HERO) { srcset } } } }",
    "menu": "{ navigation { main { label url page { title } children { label url } } } }",
}
MOST = {"nodes": 8, "edges": 9, "English": 9, "tree": 10}


@pytest.fixture
def grow(directory, english, settings):
    """Return a function that adds structures, with all that they refer to, up to a number."""
    settings.CMS_GRAPHQL_MAX_PAGE_SIZE = 2000
    settings.CMS_GRAPHQL_MAX_COST = 10_000_000
    image = ImageFactory()
    kind = StructureKindFactory(ai=True)
    sector = SectorFactory()
    networks = NetworkFactory.create_batch(3, description='<p><a linktype="page" id="1">x</a></p>')
    section = ContentPageFactory(parent=directory.get_parent(), show_in_menus=True)
    MenuItemFactory(page=section, with_children=True)
    made: list[StructurePage] = []

    def up_to(count):
        for _ in range(count - len(made)):
            structure = StructurePageFactory(
                parent=directory, kind=kind, logo=image, networks=networks
            )
            StructureActivityFactory(structure=structure, sector=sector)
            structure.refresh_from_db()
            if len(made) < 50:
                ContentPageFactory(parent=section, show_in_menus=True)
                NetworkFactory(logo=image)
                translation = structure.copy_for_translation(english, copy_parents=not made)
                translation.save_revision().publish()
            made.append(structure)

    return up_to


def count(graphql, query):
    graphql(query)  # what a process learns once, such as content types
    with CaptureQueriesContext(connection) as queries:
        answer = graphql(query)
    assert "errors" not in answer
    return len(queries)


def test_every_list_costs_the_same_for_1_for_50_and_for_500_rows(cold, graphql, grow):
    grow(1)
    one = {name: count(graphql, query) for name, query in LISTS.items()}
    grow(50)
    fifty = {name: count(graphql, query) for name, query in LISTS.items()}
    grow(500)

    many = {name: count(graphql, query) for name, query in LISTS.items()}

    assert one == fifty == many
    assert {name: many[name] for name in MOST if many[name] > MOST[name]} == {}


def test_a_page_costs_the_same_however_many_blocks_it_has(cold, graphql, home, directory):
    structures = StructurePageFactory.create_batch(
        6, parent=directory, kind=StructureKindFactory(ai=True), networks=[NetworkFactory()]
    )
    networks = NetworkFactory.create_batch(3)
    targets = ContentPageFactory.create_batch(5, parent=home)
    image = ImageFactory()
    page = ContentPageFactory(parent=home, slug="corps")

    def blocks(repeat):
        return [
            block
            for _ in range(repeat)
            for block in (
                {
                    "type": "paragraph",
                    "value": {
                        "content": "".join(
                            f'<p><a linktype="page" id="{target.pk}">x</a></p>'
                            for target in targets
                        )
                    },
                },
                {
                    "type": "points",
                    "value": {
                        "title": "P",
                        "points": [{"title": "p", "page": target.pk} for target in targets],
                    },
                },
                {
                    "type": "call_to_action",
                    "value": {"title": "C", "link": {"text": "c", "page": targets[0].pk}},
                },
                {"type": "figure", "value": {"image": {"image": image.pk, "alt_text": "a"}}},
                {
                    "type": "structure_list",
                    "value": {"title": "", "structures": [row.pk for row in structures]},
                },
                {
                    "type": "network_list",
                    "value": {"title": "", "networks": [row.pk for row in networks]},
                },
            )
        ]

    def count_with(repeat):
        page.body = page._meta.get_field("body").stream_block.to_python(blocks(repeat))
        page.save_revision().publish()
        return count(graphql, f'{{ page(slug: "corps") {{ title {BODY} }} }}')

    assert count_with(1) == count_with(2) == count_with(8)
    assert count_with(2) <= 12
