"""Pictures in paragraphs: as HTML of files that exist, and as entities of the tree."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.blocks.sections import SectionBlock
from cms.blocks.text import ParagraphBlock
from cms.images.renditions import make_renditions, renditions_of
from cms.models import Rendition
from tests.factories import CollectionFactory, ContentPageFactory, ImageFactory

QUERY = """query ($path: String!) { page(urlPath: $path) { ... on ContentPage { body {
  ... on ParagraphBlock { content { html json { type spans { text }
    embed { alt format image { alt title src(preset: CONTENT) } } } } } } } } }"""


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """Keep a test's files apart."""
    settings.MEDIA_ROOT = tmp_path


def embed(image, alt=' alt="Un jardin"', layout="left"):
    return f'<embed{alt} embedtype="image" format="{layout}" id="{getattr(image, "pk", image)}"/>'


def write(page, source):
    """Publish a page with a paragraph, and return the page."""
    stream = type(page)._meta.get_field("body").stream_block
    page.body = stream.to_python([{"type": "paragraph", "value": {"content": source}}])
    page.save_revision().publish()
    return page


@pytest.fixture
def read(graphql, home):
    """Return a function that publishes a paragraph and returns it as GraphQL delivers it."""

    def deliver(source):
        write(ContentPageFactory(parent=home, slug="une"), source)
        answer = graphql(QUERY, path="/fr/une/")
        assert "errors" not in answer
        return answer["data"]["page"]["body"][0]["content"]

    return deliver


def address(image, spec):
    [rendition] = image.renditions.filter(filter_spec=spec)
    return f"http://testserver{rendition.url}"


def test_a_picture_is_html_of_its_files(read):
    image = ImageFactory(file__width=700, file__height=500)
    make_renditions(image)

    text = read(f"<p>Avant</p>{embed(image)}<p>Après</p>")

    sets = {
        name: ", ".join(
            [
                f"{address(image, f'width-400|format-{name}')} 400w",
                f"{address(image, f'width-800|format-{name}')} 700w",
            ]
        )
        for name in ("avif", "webp", "jpeg")
    }
    sizes = 'sizes="(min-width: 50em) 50em, 100vw"'
    assert text["html"] == (
        "<p>Avant</p><picture>"
        f'<source type="image/avif" srcset="{sets["avif"]}" {sizes}>'
        f'<source type="image/webp" srcset="{sets["webp"]}" {sizes}>'
        f'<img src="{address(image, "width-800|format-jpeg")}" srcset="{sets["jpeg"]}" {sizes} '
        'width="700" height="500" alt="Un jardin" loading="lazy" class="richtext-image left">'
        "</picture><p>Après</p>"
    )


def test_a_picture_is_an_entity_of_the_tree(read):
    image = ImageFactory(title="Jardin", description="Des choux")

    text = read(f"<p>Avant</p>{embed(image, layout='right')}<p>Après</p>")

    before, picture, after = text["json"]
    assert (before["type"], after["type"]) == ("PARAGRAPH", "PARAGRAPH")
    assert (before["embed"], after["embed"]) == (None, None)
    assert picture == {
        "type": "IMAGE",
        "spans": [],
        "embed": {
            "alt": "Un jardin",
            "format": "RIGHT",
            "image": {
                "alt": "Des choux",
                "title": "Jardin",
                "src": f"http://testserver{image.file.url}",
            },
        },
    }


@pytest.mark.parametrize(
    ("alt", "expected"),
    [
        (' alt="Un jardin"', "Un jardin"),
        (' alt=""', ""),
        ("", "Des choux"),
        (' alt="&quot;&gt;&lt;b onload=1&gt;"', '"><b onload=1>'),
    ],
)
def test_the_text_for_one_use_leads_and_is_escaped(read, alt, expected):
    image = ImageFactory(description="Des choux")

    text = read(embed(image, alt))

    assert text["json"][0]["embed"]["alt"] == expected
    assert "<b" not in text["html"]


def test_a_picture_without_a_text_of_its_own_speaks_the_page_s_language(graphql, home, english):
    image = ImageFactory(description="Un jardin", alternatives={"en": "A garden"})
    page = write(ContentPageFactory(parent=home, slug="une"), embed(image, alt=""))
    translation = page.copy_for_translation(english)
    translation.slug = "one"
    translation.save_revision().publish()

    answers = [graphql(QUERY, path=path) for path in ("/fr/une/", "/en/one/")]

    nodes = [answer["data"]["page"]["body"][0]["content"]["json"][0] for answer in answers]
    assert [(node["embed"]["alt"], node["embed"]["image"]["alt"]) for node in nodes] == [
        ("Un jardin", "Un jardin"),
        ("A garden", "A garden"),
    ]


def test_a_private_or_missing_picture_vanishes(read):
    private = ImageFactory(collection=CollectionFactory(parent=CollectionFactory(private=True)))
    make_renditions(private)

    text = read(f"<p>Avant</p>{embed(private)}{embed(999_999)}<p>Après</p>")

    assert text["html"] == "<p>Avant</p><p>Après</p>"
    assert [node["type"] for node in text["json"]] == ["PARAGRAPH", "PARAGRAPH"]


@pytest.mark.parametrize(
    "source",
    [
        '<embed embedtype="media" url="https://exemple.fr/film"/>',
        '<embed src="https://exemple.fr/x.swf"/>',
        '<img src="x" onerror="alert(1)">',
        '<picture><source srcset="x"></picture>',
    ],
)
def test_what_is_no_picture_of_the_library_does_not_get_out(read, source):
    ImageFactory()

    text = read(f"<p>Avant</p>{source}")

    assert text["html"] == "<p>Avant</p>"
    assert len(text["json"]) == 1


def test_reading_makes_no_rendition_and_answers_the_original(read):
    image = ImageFactory(file__width=700, file__height=500)

    text = read(embed(image))

    assert f'src="http://testserver{image.file.url}" width="700" height="500"' in text["html"]
    assert not Rendition.objects.exists()


def test_publishing_a_page_makes_the_files_of_its_pictures(
    home, django_capture_on_commit_callbacks
):
    image = ImageFactory(file__width=700, file__height=500)

    with django_capture_on_commit_callbacks(execute=True):
        write(ContentPageFactory(parent=home), embed(image))

    assert renditions_of([type(image).objects.get(pk=image.pk)])[image.pk]


@pytest.mark.parametrize("count", [1, 5])
def test_pictures_cost_two_queries_whatever_their_number(cold, graphql, home, count):
    images = ImageFactory.create_batch(count)
    for image in images:
        make_renditions(image)
    write(ContentPageFactory(parent=home, slug="une"), "".join(map(embed, images)))
    graphql(QUERY, path="/fr/une/")

    with CaptureQueriesContext(connection) as queries:
        answer = graphql(QUERY, path="/fr/une/")

    tables = [query["sql"] for query in queries]
    assert len(answer["data"]["page"]["body"][0]["content"]["json"]) == count
    assert sum('FROM "cms_customimage"' in sql for sql in tables) == 1
    assert sum('FROM "cms_rendition"' in sql for sql in tables) == 1


def test_only_the_paragraphs_of_a_body_take_pictures():
    assert "image" in ParagraphBlock().child_blocks["content"].features
    assert "image" not in SectionBlock().child_blocks["content"].features
