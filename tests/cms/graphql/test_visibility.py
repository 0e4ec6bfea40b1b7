"""Nothing hidden gets out: each edge that can reach content has its negatives."""

import json

import pytest
import wagtail_factories
from django.contrib.contenttypes.models import ContentType
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from cms.graphql.schema import enforcement
from tests.factories import (
    CollectionFactory,
    ContentPageFactory,
    DocumentFactory,
    HomePageFactory,
    ImageFactory,
    MenuItemFactory,
    NetworkFactory,
    StructurePageFactory,
)

SECRET = "CANARI"


@pytest.fixture(params=["draft", "expired", "past", "scheduled", "private"])
def hidden_page(request, home):
    """Return a page below the home page that readers must not see."""
    return ContentPageFactory(
        parent=home, title=f"{SECRET} page", slug="canari", **{request.param: True}
    )


@pytest.fixture
def below_private(home):
    """Return a published page below a private one."""
    private = ContentPageFactory(parent=home, title=f"{SECRET} haut", slug="prive", private=True)
    return ContentPageFactory(parent=private, title=f"{SECRET} bas", slug="bas")


@pytest.fixture
def elsewhere(site):
    """Return a published page of another site."""
    other = HomePageFactory(title=f"{SECRET} autre site", slug="autre")
    wagtail_factories.SiteFactory(hostname="autre.exemple.fr", root_page=other)
    return ContentPageFactory(parent=other, title=f"{SECRET} ailleurs", slug="ailleurs")


@pytest.fixture
def private_collection():
    """Return a collection below a private one."""
    return CollectionFactory(parent=CollectionFactory(private=True))


def walk_pages(graphql, page):
    """Return everything that the page queries answer about a page that should not exist."""
    return json.dumps(
        [
            graphql(
                """query ($id: ID!, $slug: String!) {
                  byId: page(id: $id) { title }
                  bySlug: page(slug: $slug) { title }
                  pages(limit: 100) { title parent { title } }
                  below: pages(ancestor: $id) { title }
                  home: page(urlPath: "/fr/") {
                    parent { title }
                    children { title }
                    descendants { title }
                    siblings { title }
                    translations { title }
                  }
                }""",
                id=str(page.pk),
                slug=page.slug,
            ),
            graphql('{ page(urlPath: "/fr/canari/") { title } }'),
            graphql('{ page(urlPath: "/fr/prive/bas/") { title } }'),
            graphql('{ page(urlPath: "/fr/ailleurs/") { title } }'),
        ]
    )


def test_a_hidden_page_is_in_no_list_and_under_no_address(graphql, hidden_page):
    text = walk_pages(graphql, hidden_page)

    assert SECRET not in text
    assert "errors" not in text


def test_a_page_below_a_private_one_is_hidden(graphql, below_private):
    text = walk_pages(graphql, below_private)

    assert SECRET not in text
    assert "errors" not in text


def test_a_page_of_another_site_is_hidden(graphql, elsewhere):
    text = walk_pages(graphql, elsewhere)

    assert SECRET not in text
    assert "errors" not in text


def test_a_hidden_page_is_answered_like_a_missing_one(cold, client, site, hidden_page):
    def ask(page_id):
        body = {
            "query": "query ($id: ID!) { page(id: $id) { title } }",
            "variables": {"id": page_id},
        }
        response = client.post("/graphql/", body, content_type="application/json")
        headers = {k: v for k, v in response.headers.items() if k != "X-Request-Id"}
        return response.status_code, headers, response.content

    page_id = str(hidden_page.pk)
    hidden = ask(page_id)
    hidden_page.delete()

    assert hidden == ask(page_id)


def test_the_draft_of_a_published_page_is_hidden(graphql, home):
    page = ContentPageFactory(parent=home, title="Publié", slug="une")
    page.title = f"{SECRET} titre"
    page.introduction = SECRET
    page.save_revision()

    answer = graphql('{ page(slug: "une") { title seoTitle ... on ContentPage { introduction } } }')

    assert answer == {
        "data": {"page": {"title": "Publié", "seoTitle": "Publié", "introduction": ""}}
    }


def test_a_hidden_parent_is_null(graphql, home):
    parent = ContentPageFactory(parent=home, title=SECRET, draft=True)
    ContentPageFactory(parent=parent, slug="enfant", title="Enfant")

    answer = graphql('{ page(slug: "enfant") { title parent { title } ancestors { title } } }')

    assert answer["data"]["page"] == {
        "title": "Enfant",
        "parent": None,
        "ancestors": [{"title": "Accueil"}],
    }


def test_a_link_to_a_hidden_page_loses_its_target_everywhere(graphql, home, hidden_page):
    home.body = home._meta.get_field("body").stream_block.to_python(
        [
            {
                "type": "paragraph",
                "value": {
                    "content": f'<p><a linktype="page" id="{hidden_page.pk}">ici</a> '
                    '<a linktype="page" id="999999">là</a> '
                    '<a href="https://exemple.fr">dehors</a></p>'
                },
            },
            {
                "type": "points",
                "value": {"title": "T", "points": [{"title": "P", "page": hidden_page.pk}]},
            },
            {
                "type": "call_to_action",
                "value": {"title": "T", "link": {"text": "L", "page": hidden_page.pk}},
            },
        ]
    )
    home.save_revision().publish()

    answer = graphql(
        """{ page(urlPath: "/fr/") { ... on HomePage { body { rawValue
             ... on ParagraphBlock { content { html } }
             ... on PointsBlock { points { title page { title url } } }
             ... on CallToActionBlock { link { text page { title url } } } } } } }"""
    )

    [paragraph, points, call] = answer["data"]["page"]["body"]
    assert paragraph["content"]["html"] == ('<p>ici là <a href="https://exemple.fr">dehors</a></p>')
    assert points["points"] == [{"title": "P", "page": None}]
    assert call["link"] == {"text": "L", "page": None}
    assert SECRET not in json.dumps(answer)
    assert str(hidden_page.pk) not in (points["rawValue"] + call["rawValue"])


def test_a_hidden_structure_and_network_are_left_out_of_chosen_lists(graphql, home, directory):
    shown = StructurePageFactory(parent=directory, name="Visible")
    draft = StructurePageFactory(parent=directory, name=SECRET, draft=True)
    network = NetworkFactory(name="Réseau visible")
    unpublished = NetworkFactory(name=SECRET, draft=True)
    home.body = home._meta.get_field("body").stream_block.to_python(
        [
            {"type": "structure_list", "value": {"title": "", "structures": [draft.pk, shown.pk]}},
            {
                "type": "network_list",
                "value": {"title": "", "networks": [unpublished.pk, network.pk]},
            },
        ]
    )
    home.save_revision().publish()

    answer = graphql(
        """{ page(urlPath: "/fr/") { ... on HomePage { body { rawValue
             ... on StructureListBlock { structures { title } }
             ... on NetworkListBlock { networks { name } } } } } }"""
    )

    [structures, networks] = answer["data"]["page"]["body"]
    assert structures["structures"] == [{"title": "Visible"}]
    assert networks["networks"] == [{"name": "Réseau visible"}]
    assert SECRET not in json.dumps(answer)


@pytest.mark.parametrize("state", ["draft", "past", "scheduled"])
def test_a_hidden_network_is_under_no_structure_and_in_no_list(graphql, directory, state):
    hidden = NetworkFactory(name=SECRET, slug="canari", **{state: True})
    StructurePageFactory(parent=directory, networks=[hidden, NetworkFactory(name="Visible")])

    answer = graphql(
        """{ structures { nodes { networks { name } } } networks { totalCount nodes { name } }
             network(slug: "canari") { name } }"""
    )

    assert answer["data"] == {
        "structures": {"nodes": [{"networks": [{"name": "Visible"}]}]},
        "networks": {"totalCount": 1, "nodes": [{"name": "Visible"}]},
        "network": None,
    }


@pytest.mark.parametrize("state", ["draft", "expired", "past", "scheduled", "private"])
def test_a_hidden_structure_is_found_by_no_argument(graphql, directory, state):
    hidden = StructurePageFactory(parent=directory, name=SECRET, slug="canari", **{state: True})

    answer = graphql(
        """query ($siret: String!, $id: ID!) {
          structures { totalCount nodes { title } edges { node { title } } }
          slug: structure(slug: "canari") { title }
          siret: structure(siret: $siret) { title }
          id: structure(id: $id) { title }
        }""",
        siret=hidden.siret,
        id=str(hidden.pk),
    )

    assert answer["data"] == {
        "structures": {"totalCount": 0, "nodes": [], "edges": []},
        "slug": None,
        "siret": None,
        "id": None,
    }


def test_media_of_a_private_collection_are_hidden_at_every_edge(graphql, home, private_collection):
    image = ImageFactory(title=SECRET, description=SECRET, collection=private_collection)
    document = DocumentFactory(title=SECRET, collection=private_collection)
    page = ContentPageFactory(parent=home, slug="une", social_image=image)
    page.body = page._meta.get_field("body").stream_block.to_python(
        [
            {
                "type": "figure",
                "value": {"image": {"image": image.pk, "alt_text": "alt", "decorative": False}},
            },
            {"type": "documents", "value": {"title": "D", "documents": [document.pk]}},
            {
                "type": "paragraph",
                "value": {
                    "content": f'<p><a linktype="document" id="{document.pk}">fichier</a></p>'
                },
            },
        ]
    )
    page.save_revision().publish()

    answer = graphql(
        """{ images { totalCount nodes { title } } documents { totalCount nodes { title } }
             page(slug: "une") { ... on ContentPage { socialImage { url } body { rawValue
               ... on FigureBlock { image { title url } }
               ... on DocumentsBlock { documents { title url } }
               ... on ParagraphBlock { content { html } } } } } }"""
    )

    [figure, documents, paragraph] = answer["data"]["page"]["body"]
    assert answer["data"]["images"] == {"totalCount": 0, "nodes": []}
    assert answer["data"]["documents"] == {"totalCount": 0, "nodes": []}
    assert answer["data"]["page"]["socialImage"] is None
    assert figure["image"] is None
    assert documents["documents"] == []
    assert paragraph["content"]["html"] == "<p>fichier</p>"
    assert SECRET not in json.dumps(answer)


def test_a_menu_has_no_entry_for_a_hidden_page(graphql, hidden_page):
    MenuItemFactory(page=hidden_page, label="Un libellé")
    MenuItemFactory(menu__handle="footer", page=hidden_page)

    answer = graphql("{ navigation { main { label url } footer { label url } } }")

    assert answer["data"]["navigation"] == {"main": [], "footer": []}


def test_a_menu_has_no_hidden_child(graphql, home):
    section = ContentPageFactory(parent=home, title="Partie", slug="partie")
    ContentPageFactory(parent=section, title="Visible", show_in_menus=True)
    ContentPageFactory(parent=section, title="Hors menu", show_in_menus=False)
    ContentPageFactory(parent=section, title=SECRET, show_in_menus=True, draft=True)
    MenuItemFactory(page=section, with_children=True)

    answer = graphql("{ navigation { main { label children { label } } } }")

    assert answer["data"]["navigation"]["main"] == [
        {"label": "Partie", "children": [{"label": "Visible"}]}
    ]


def test_a_redirect_to_a_hidden_page_is_left_out(graphql, site, hidden_page):
    Redirect.objects.create(old_path="/vieux", redirect_page=hidden_page, site=site)
    Redirect.objects.create(old_path="/dehors", redirect_link="https://exemple.fr/", site=site)

    answer = graphql("{ redirects { oldPath target isPermanent } }")

    assert answer["data"]["redirects"] == [
        {"oldPath": "/dehors", "target": "https://exemple.fr/", "isPermanent": True}
    ]


def test_a_hidden_translation_is_replaced_by_the_source(graphql, home, english, directory):
    network = NetworkFactory(name="Réseau", slug="reseau")
    NetworkFactory(
        name=SECRET,
        slug="reseau",
        locale=english,
        translation_key=network.translation_key,
        draft=True,
    )
    structure = StructurePageFactory(parent=directory, name="Structure", networks=[network])
    translation = structure.copy_for_translation(english, copy_parents=True)
    translation.save_revision().publish()

    answer = graphql('{ structures(locale: "en") { nodes { locale networks { name } } } }')

    assert answer["data"]["structures"]["nodes"] == [
        {"locale": "en", "networks": [{"name": "Réseau"}]}
    ]


def test_a_page_type_that_declares_nothing_is_not_published(graphql, home):
    home.add_child(
        instance=Page(
            title=SECRET, slug="nue", content_type=ContentType.objects.get_for_model(Page)
        )
    )

    answer = graphql('{ pages { title } page(slug: "nue") { title } }')

    assert answer["data"] == {"pages": [{"title": "Accueil"}], "page": None}


def test_enforcement_stops_what_a_resolver_lets_through(graphql, home, monkeypatch):
    ContentPageFactory(parent=home, title=SECRET, slug="brouillon", draft=True)
    every_page = staticmethod(lambda page, info, **arguments: list(Page.objects.all()))
    field = _field("HomePage", "children")
    monkeypatch.setattr(field, "resolve", enforcement._checked(every_page.__func__, is_list=True))

    answer = graphql('{ page(urlPath: "/fr/") { children { title } } }')

    assert answer["data"]["page"]["children"] == [{"title": "Accueil"}]


def test_every_field_of_objects_enforces_visibility():
    from graphql import GraphQLInterfaceType, GraphQLObjectType, GraphQLUnionType, get_named_type

    from iae48.schema import schema

    open_fields = [
        f"{graphql_type.name}.{name}"
        for graphql_type in schema.graphql_schema.type_map.values()
        if isinstance(graphql_type, GraphQLObjectType) and not graphql_type.name.startswith("__")
        for name, field in graphql_type.fields.items()
        if isinstance(
            get_named_type(field.type), GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType
        )
        and not getattr(field.resolve, "is_checked", False)
    ]

    assert open_fields == []


def _field(type_name, field_name):
    from iae48.schema import schema

    return schema.graphql_schema.type_map[type_name].fields[field_name]
