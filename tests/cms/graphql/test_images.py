"""Pictures as front ends get them: addresses of files that exist, and none made by a reader."""

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.images.presets import ImagePreset
from cms.images.renditions import make_renditions
from cms.models import Rendition
from tests.factories import CollectionFactory, ContentPageFactory, ImageFactory

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 60"><path d="M0 0h9v6z"/></svg>'
QUERY = """query ($preset: ImagePreset!) { images { nodes {
             src(preset: $preset) sources(preset: $preset) { type srcset sizes } } } }"""
ALL_PRESETS = " ".join(
    f"s{n}: src(preset: {preset.name}) t{n}: sources(preset: {preset.name}) {{ type srcset sizes }}"
    for n, preset in enumerate(ImagePreset)
)
EVERYTHING = f"{{ images {{ nodes {{ objectPosition placeholder {ALL_PRESETS} }} }} }}"


@pytest.fixture(autouse=True)
def media(site, settings, tmp_path):
    """Return the folder of a test's own files."""
    settings.MEDIA_ROOT, settings.PRIVATE_MEDIA_ROOT = tmp_path / "public", tmp_path / "private"
    return tmp_path


@pytest.fixture
def ask(graphql):
    """Return a function that asks for the first image's files of a preset."""

    def send(preset):
        answer = graphql(QUERY, preset=preset)
        assert "errors" not in answer
        [node] = answer["data"]["images"]["nodes"]
        return node

    return send


def address(image, spec):
    [rendition] = image.renditions.filter(filter_spec=spec)
    return f"http://testserver{rendition.url}"


def test_the_sources_are_avif_webp_and_jpeg_with_each_width(ask):
    image = ImageFactory(file__width=700, file__height=500)
    make_renditions(image)

    node = ask("CARD")

    assert node == {
        "src": address(image, "fill-640x480|format-jpeg"),
        "sources": [
            {
                "type": f"image/{name}",
                "srcset": ", ".join(
                    [
                        f"{address(image, f'fill-320x240|format-{name}')} 320w",
                        f"{address(image, f'fill-640x480|format-{name}')} 640w",
                        f"{address(image, f'fill-960x720|format-{name}')} 668w",
                    ]
                ),
                "sizes": "(min-width: 64em) 20em, (min-width: 40em) 50vw, 100vw",
            }
            for name in ("avif", "webp", "jpeg")
        ],
    }


def test_files_that_another_host_serves_have_its_address(ask, settings):
    settings.MEDIA_URL = "https://medias.exemple.fr/iae48/"
    make_renditions(ImageFactory(file__width=700, file__height=500))

    node = ask("CARD")

    links = [link for one in node["sources"] for link in one["srcset"].split(", ")]
    assert len(links) == 9
    for link in [node["src"], *links]:
        assert link.startswith("https://medias.exemple.fr/iae48/images/")


def test_a_drawing_falls_back_to_png(ask):
    image = ImageFactory(
        file__width=700, file__height=500, file__format="PNG", file__filename="dessin.png"
    )
    make_renditions(image)

    node = ask("LOGO")

    assert [source["type"] for source in node["sources"]] == [
        "image/avif",
        "image/webp",
        "image/png",
    ]
    assert node["src"] == address(image, "max-600x600|format-png")


def test_the_social_preset_is_one_jpeg(ask):
    image = ImageFactory(
        file__width=1600, file__height=1000, file__format="PNG", file__filename="dessin.png"
    )
    make_renditions(image)

    node = ask("SOCIAL")

    url = address(image, "fill-1200x630|format-jpeg")
    assert node == {
        "src": url,
        "sources": [{"type": "image/jpeg", "srcset": f"{url} 1200w", "sizes": "1200px"}],
    }


def test_an_svg_is_its_own_file(ask):
    image = ImageFactory(file=ContentFile(SVG, name="trait.svg"))

    node = ask("LOGO")

    assert node == {"src": f"http://testserver{image.file.url}", "sources": []}


def test_reading_an_image_without_files_makes_none_and_answers_the_original(graphql, media):
    image = ImageFactory(file__width=700, file__height=500)
    stored = sorted(media.rglob("*"))

    with CaptureQueriesContext(connection) as queries:
        answer = graphql(EVERYTHING)

    [node] = answer["data"]["images"]["nodes"]
    assert "errors" not in answer
    assert {node[f"s{n}"] for n in range(6)} == {f"http://testserver{image.file.url}"}
    assert [node[f"t{n}"] for n in range(6)] == [[]] * 6
    assert Rendition.objects.count() == 0
    assert sorted(media.rglob("*")) == stored
    assert [
        query["sql"] for query in queries if not query["sql"].startswith(("SELECT", "(SELECT"))
    ] == []


def test_reading_writes_no_rendition_to_the_cache(graphql, monkeypatch):
    make_renditions(ImageFactory(file__width=700, file__height=500))
    written = []
    monkeypatch.setattr(cache, "set", lambda key, value, *_, **__: written.append(value))
    monkeypatch.setattr(cache, "set_many", lambda data, *_, **__: written.extend(data.values()))

    answer = graphql(EVERYTHING)

    assert "errors" not in answer
    assert [value for value in written if isinstance(value, Rendition)] == []


def test_the_files_of_one_image_cost_one_query_however_many_presets_are_asked_for(graphql):
    make_renditions(ImageFactory(file__width=700, file__height=500))

    with CaptureQueriesContext(connection) as queries:
        graphql(EVERYTHING)

    assert len([query for query in queries if "cms_rendition" in query["sql"]]) == 1


def test_a_focal_point_is_a_place_for_css(graphql):
    ImageFactory(title="A", focal_point_x=27, focal_point_y=26)
    ImageFactory(title="B")

    answer = graphql("{ images { nodes { title objectPosition focalPoint { x y } } } }")

    assert sorted(answer["data"]["images"]["nodes"], key=lambda node: node["title"]) == [
        {"title": "A", "objectPosition": "42% 54%", "focalPoint": {"x": 0.4219, "y": 0.5417}},
        {"title": "B", "objectPosition": "50% 50%", "focalPoint": None},
    ]


def test_a_placeholder_is_a_short_data_url_and_null_for_an_svg(graphql):
    ImageFactory(title="A")
    ImageFactory(title="B", file=ContentFile(SVG, name="trait.svg"))

    answer = graphql("{ images { nodes { title placeholder } } }")

    nodes = {node["title"]: node["placeholder"] for node in answer["data"]["images"]["nodes"]}
    assert nodes["A"].startswith("data:image/webp;base64,")
    assert len(nodes["A"]) < 1200
    assert nodes["B"] is None


def test_the_files_of_a_private_image_are_hidden_with_it(graphql, home):
    private = CollectionFactory(parent=CollectionFactory(private=True))
    image = ImageFactory(collection=private)
    make_renditions(image)
    ContentPageFactory(parent=home, slug="une", social_image=image)

    answer = graphql(
        """{ images { nodes { src(preset: HERO) } }
             page(slug: "une") { ... on ContentPage {
               socialImage { src(preset: HERO) sources(preset: HERO) { srcset } } } } }"""
    )

    assert answer == {"data": {"images": {"nodes": []}, "page": {"socialImage": None}}}


def test_an_unknown_preset_is_refused(graphql):
    answer = graphql('{ images { nodes { src(preset: "png|scale-1000") } } }')

    [error] = answer["errors"]
    assert error["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
