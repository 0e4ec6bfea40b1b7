"""Rich text as HTML and as a typed tree."""

from html.parser import HTMLParser

import pytest

from tests.factories import ContentPageFactory, DocumentFactory, NetworkFactory

QUERY = """{ network(slug: "reseau") { description { html json { type depth spans { text styles
  link { __typename ... on PageLink { path url locale } ... on DocumentLink { url title }
         ... on ExternalLink { url } } } } } } }"""


class Attributes(HTMLParser):
    """Notes the names of the attributes of all elements, as a browser reads them."""

    def __init__(self, html):
        super().__init__()
        self.names = set()
        self.feed(html)

    def handle_starttag(self, _tag, attrs):
        self.names.update(name for name, _value in attrs)


@pytest.fixture
def read(graphql):
    """Return a function that publishes a text and returns it as GraphQL delivers it."""

    def deliver(source):
        NetworkFactory(slug="reseau", description=source)
        return graphql(QUERY)["data"]["network"]["description"]

    return deliver


def test_links_lead_to_the_front_end_in_both_forms(read, home):
    page = ContentPageFactory(parent=home, slug="une")
    document = DocumentFactory(title="Schéma")

    text = read(
        f'<p>Voir <a linktype="page" id="{page.pk}">la page</a>, '
        f'<a linktype="document" id="{document.pk}">le schéma</a> et '
        '<a href="https://exemple.fr/?a=1&amp;b=2">ailleurs</a>.</p>'
    )

    assert text["html"] == (
        '<p>Voir <a href="http://testserver/fr/une/">la page</a>, '
        f'<a href="http://testserver{document.url}">le schéma</a> et '
        '<a href="https://exemple.fr/?a=1&amp;b=2">ailleurs</a>.</p>'
    )
    [node] = text["json"]
    assert node["type"] == "PARAGRAPH"
    assert [(span["text"], span["link"]) for span in node["spans"]] == [
        ("Voir ", None),
        (
            "la page",
            {
                "__typename": "PageLink",
                "path": "/fr/une/",
                "url": "http://testserver/fr/une/",
                "locale": "fr",
            },
        ),
        (", ", None),
        (
            "le schéma",
            {
                "__typename": "DocumentLink",
                "url": f"http://testserver{document.url}",
                "title": "Schéma",
            },
        ),
        (" et ", None),
        ("ailleurs", {"__typename": "ExternalLink", "url": "https://exemple.fr/?a=1&b=2"}),
        (".", None),
    ]


def test_lists_headings_and_styles_are_typed(read):
    text = read(
        "<h3>Titre</h3><ol><li>un <b>deux <i>trois</i></b><ul><li>dedans</li></ul></li>"
        "<li>quatre<br/>cinq</li></ol>"
    )

    nodes = [
        (node["type"], node["depth"], [(s["text"], s["styles"]) for s in node["spans"]])
        for node in text["json"]
    ]
    assert nodes == [
        ("HEADING_3", 0, [("Titre", [])]),
        ("ORDERED_ITEM", 0, [("un ", []), ("deux ", ["BOLD"]), ("trois", ["BOLD", "ITALIC"])]),
        ("UNORDERED_ITEM", 1, [("dedans", [])]),
        ("ORDERED_ITEM", 0, [("quatre", []), ("\n", []), ("cinq", [])]),
    ]


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("<p>a<script>alert(1)</script>b</p>", "<p>ab</p>"),
        ('<p onclick="x()" style="color:red">a</p>', "<p>a</p>"),
        ("<p><img src=x onerror=alert(1)>a</p>", "<p>a</p>"),
        ('<p><a href="javascript:alert(1)">a</a></p>', "<p>a</p>"),
        ('<p><a href=" JAVASCRIPT:alert(1)">a</a></p>', "<p>a</p>"),
        ('<p><a href="data:text/html,x">a</a></p>', "<p>a</p>"),
        ('<p><a href="https://x/&quot;onmouseover=1">a</a></p>', None),
        ("<p>1 &lt; 2 &amp; 3 &gt; 2</p>", "<p>1 &lt; 2 &amp; 3 &gt; 2</p>"),
        ("<p><b>a<p>b", "<p><b>a<p>b</p></b></p>"),
        ("</p></b>a", "a"),
        ('<p><a linktype="page" id="x">a</a><a linktype="rien">b</a></p>', "<p>ab</p>"),
        ("<iframe src=x></iframe><p>a</p>", "<p>a</p>"),
        ("<p>a<!-- caché --></p>", "<p>a</p>"),
    ],
)
def test_markup_that_an_editor_could_not_make_does_not_get_out(read, source, html):
    text = read(source)

    if html is not None:
        assert text["html"] == html
    assert "<script" not in text["html"]
    assert Attributes(text["html"]).names <= {"href"}
