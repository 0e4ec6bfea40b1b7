"""The files of the images' presets: which there are, and how they are made."""

import base64

import pytest
from django.core.files.base import ContentFile
from PIL import Image
from wagtail.images.models import Filter

from cms.images.presets import ImagePreset, sizes_of, wanted_specs
from cms.images.renditions import make_renditions, stored_files
from cms.models import CustomImage, Rendition
from tests.cms.images.pictures import (
    ORIENTATION,
    POSITION,
    SRGB,
    SVG,
    decoded,
    files,
    halves,
    opened,
    picture,
)
from tests.factories import ImageFactory

# --- Which there are -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("preset", "sizes"),
    [
        (ImagePreset.HERO, ["width-800", "width-1200", "width-1600"]),
        (ImagePreset.CONTENT, ["width-400", "width-800", "width-1200"]),
        (ImagePreset.CARD, ["fill-320x240", "fill-640x480", "fill-960x720"]),
        (ImagePreset.THUMBNAIL, ["fill-160x160", "fill-320x320"]),
        (ImagePreset.LOGO, ["max-300x300", "max-600x600"]),
        (ImagePreset.SOCIAL, ["fill-1200x630"]),
    ],
)
def test_a_preset_has_its_sizes_in_wagtails_own_words(preset, sizes):
    image = CustomImage(width=1600, height=1000)

    found = [str(size) for size in sizes_of(image, preset)]

    assert found == sizes
    assert all(Filter(size).operations for size in found)


@pytest.mark.parametrize(
    ("preset", "width", "height", "sizes"),
    [
        (ImagePreset.HERO, 1200, 9000, ["width-800", "width-1200"]),
        (ImagePreset.HERO, 1201, 100, ["width-800", "width-1200", "width-1600"]),
        (ImagePreset.CARD, 9000, 240, ["fill-320x240"]),
        (ImagePreset.CARD, 9000, 241, ["fill-320x240", "fill-640x480"]),
        (ImagePreset.LOGO, 300, 301, ["max-300x300", "max-600x600"]),
        (ImagePreset.LOGO, 300, 300, ["max-300x300"]),
    ],
)
def test_no_size_is_larger_than_the_picture_but_the_last(preset, width, height, sizes):
    image = CustomImage(width=width, height=height)

    found = [str(size) for size in sizes_of(image, preset)]

    assert found == sizes


@pytest.mark.parametrize(
    ("values", "fallback"),
    [
        ({"file__filename": "photo.jpg"}, "jpeg"),
        ({"file__filename": "dessin.png", "file__format": "PNG"}, "png"),
        ({"file__filename": "photo.webp", "file__format": "WEBP"}, "jpeg"),
        (
            {
                "file__filename": "marque.webp",
                "file__format": "WEBP",
                "file__palette": "RGBA",
                "file__color": (0, 90, 60, 120),
            },
            "png",
        ),
    ],
)
def test_the_formats_are_avif_then_webp_then_one_that_keeps_what_the_original_has(values, fallback):
    image = picture(**values)
    make_renditions(image)

    formats = {preset: list(stored_files(image, preset)) for preset in ImagePreset}

    assert formats.pop(ImagePreset.SOCIAL) == ["jpeg"]
    assert all(found == ["avif", "webp", fallback] for found in formats.values())


def test_an_svg_has_no_files_and_no_placeholder():
    image = ImageFactory(file=ContentFile(SVG, name="trait.svg"))

    made = make_renditions(image)

    assert (made, wanted_specs(image), image.placeholder) == (0, {}, "")


# --- How they are made ---------------------------------------------------------------------------


def test_each_file_is_of_the_format_and_of_the_size_that_its_row_says():
    image = picture(700, 500)

    made = make_renditions(image)

    rows = image.renditions.all()
    assert made == len(rows) == len(wanted_specs(image))
    for row in rows:
        drawn = opened(row)
        assert drawn.format.lower() == row.filter_spec.rpartition("-")[2]
        assert drawn.size == (row.width, row.height)
    assert {(row.width, row.height) for row in rows} == {
        (700, 500),  # HERO and CONTENT: not enlarged to 800
        (400, 285),
        (320, 240),
        (640, 480),
        (668, 500),  # CARD: what 4:3 leaves of the picture
        (160, 160),
        (320, 320),
        (300, 214),
        (600, 428),
        (700, 368),  # SOCIAL
    }


def test_wagtail_finds_the_same_files_under_its_own_names():
    image = picture()
    make_renditions(image)
    count = Rendition.objects.count()

    rendition = image.get_rendition("fill-320x240|format-avif")

    assert (rendition.width, Rendition.objects.count()) == (320, count)


@pytest.mark.parametrize(("x", "is_red"), [(20, True), (780, False)])
def test_a_crop_keeps_the_focal_point_in_sight(x, is_red):
    image = ImageFactory(
        file=halves(),
        focal_point_x=x,
        focal_point_y=150,
        focal_point_width=10,
        focal_point_height=10,
    )
    make_renditions(image)

    [_small, square] = stored_files(image, ImagePreset.THUMBNAIL)["jpeg"]

    red, _green, blue = opened(square).getpixel((150, 150))
    assert (red > 200, blue < 60) == (is_red, is_red)


def test_files_of_an_earlier_focal_point_are_replaced(media, django_capture_on_commit_callbacks):
    image = picture()
    make_renditions(image)
    before = files(media)
    uncropped = set(image.renditions.filter(focal_point_key="").values_list("pk", flat=True))
    image.focal_point_x, image.focal_point_y = 600, 400
    image.focal_point_width = image.focal_point_height = 50

    with django_capture_on_commit_callbacks(execute=True):
        image.save()

    after = image.renditions.all()
    assert len(after) == len(wanted_specs(image))
    assert set(after.filter(focal_point_key="").values_list("pk", flat=True)) == uncropped
    assert after.exclude(focal_point_key="").values("focal_point_key").distinct().count() == 1
    assert len(files(media)) == len(before)


def test_the_files_of_a_transparent_picture_are_transparent_but_for_jpeg():
    clear = {"file__palette": "RGBA", "file__color": (0, 0, 0, 0)}
    image = picture(file__filename="marque.png", file__format="PNG", **clear)
    make_renditions(image)

    corners = {
        row.filter_spec.rpartition("-")[2]: opened(row).convert("RGBA").getpixel((0, 0))
        for row in image.renditions.all()
    }

    assert corners.pop("jpeg") == (255, 255, 255, 255)
    assert {alpha for _red, _green, _blue, alpha in corners.values()} == {0}


def test_a_photo_is_turned_upright_and_its_position_stays_out_of_the_files():
    exif = Image.Exif()
    exif[ORIENTATION] = 6  # the camera was turned: the left is the top
    exif[POSITION] = {1: "N", 2: (44.0, 31.0, 5.0)}
    image = ImageFactory(file=halves(exif=exif))
    make_renditions(image)

    for row in image.renditions.all():
        drawn = opened(row)
        top = drawn.convert("RGB").getpixel((drawn.width // 2, 0))
        assert top[0] > 200
        assert top[2] < 60
        assert dict(drawn.getexif()) == {}


@pytest.mark.parametrize("profile", [SRGB, b"no profile"])
def test_colours_are_made_those_of_the_web_and_no_profile_is_carried_along(profile):
    image = ImageFactory(file=halves(icc_profile=profile))
    make_renditions(image)

    for row in image.renditions.all():
        drawn = opened(row)
        assert "icc_profile" not in drawn.info
        assert drawn.convert("RGB").getpixel((2, 2))[0] > 240


# --- Placeholders --------------------------------------------------------------------------------


@pytest.mark.parametrize(("width", "height"), [(1, 1), (900, 2), (2, 900), (700, 500)])
@pytest.mark.parametrize("palette", ["RGB", "RGBA", "L", "P", "CMYK"])
def test_a_stored_picture_has_a_placeholder_that_a_browser_shows(width, height, palette):
    values = {"JPEG": {"file__filename": "x.jpg"}, "PNG": {"file__filename": "x.png"}}
    file_format = "JPEG" if palette == "CMYK" else "PNG"
    image = picture(
        width,
        height,
        file__format=file_format,
        file__palette=palette,
        file__color=None,
        **values[file_format],
    )

    scheme, _comma, data = image.placeholder.partition("base64,")

    assert scheme == "data:image/webp;"
    assert len(image.placeholder) < 1200
    assert data


def test_the_placeholder_has_the_colours_of_the_picture():
    image = ImageFactory(file=halves())

    drawn = decoded(base64.b64decode(image.placeholder.partition(",")[2]))

    left, right = drawn.getpixel((1, 1)), drawn.getpixel((drawn.width - 2, 1))
    assert left[0] > left[2] + 100
    assert right[2] > right[0] + 100


def test_a_new_file_takes_the_place_of_all_that_was_made_of_the_old_one(
    media, django_capture_on_commit_callbacks
):
    image = picture(file__color="seagreen")
    make_renditions(image)
    [old, names] = [image.placeholder, files(media)]

    with django_capture_on_commit_callbacks(execute=True):
        image.file = halves()
        image.save()

    image = CustomImage.objects.get()
    assert image.placeholder != old
    assert {row.filter_spec for row in image.renditions.all()} == set(wanted_specs(image))
    assert set(files(media)) & set(names) == {name for name in names if "original" in name}
