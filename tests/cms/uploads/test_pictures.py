"""Pictures: limits, broken files, orientation and metadata."""

import io
import struct
import threading

import pytest
from PIL import Image, ImageCms

from cms import image_decoding
from cms.image_decoding import UndecodablePictureError, decode
from cms.uploads.containers import avif, gif
from cms.uploads.containers.container import BrokenContainerError
from cms.uploads.pictures import clean_picture, read_picture
from cms.uploads.refusals import UploadRefusedError
from tests.cms.uploads.corpus import (
    EXTENSIONS,
    SECRET,
    animation,
    bomb,
    corners,
    decoded,
    encoded,
    photo,
    shows_red_corner,
    with_png_chunk,
)

FORMATS = list(EXTENSIONS)
TURNED_FORMATS = ["JPEG", "PNG", "WEBP", "AVIF"]


def refusal_of(data, extension):
    with pytest.raises(UploadRefusedError) as refusal:
        clean_picture(data, extension)
    [message] = refusal.value.messages
    return message


# --- Limits --------------------------------------------------------------------------------------


@pytest.mark.parametrize("file_format", FORMATS)
def test_pixels_are_counted_before_anything_is_decoded(file_format, monkeypatch):
    monkeypatch.setattr(Image, "open", lambda *args: pytest.fail("It was opened."))

    message = refusal_of(bomb(file_format), EXTENSIONS[file_format])

    assert "6000 × 6000 pixels" in message
    assert "Réduisez-la" in message


@pytest.mark.parametrize("file_format", FORMATS)
def test_the_number_of_pixels_is_a_setting(file_format, settings):
    settings.CMS_IMAGE_MAX_PIXELS = 96 * 64
    accepted = photo(file_format)
    settings.CMS_IMAGE_MAX_PIXELS -= 1

    message = refusal_of(accepted, EXTENSIONS[file_format])

    assert "trop grande" in message


@pytest.mark.parametrize("file_format", ["WEBP", "AVIF"])
def test_a_decoder_that_needs_more_memory_has_a_lower_limit(file_format, settings):
    settings.CMS_IMAGE_MAX_COSTLY_PIXELS = 96 * 64 - 1

    message = refusal_of(photo(file_format), EXTENSIONS[file_format])

    assert "trop grande" in message


def test_a_progressive_cmyk_photo_has_the_lower_limit_too(settings):
    settings.CMS_IMAGE_MAX_COSTLY_PIXELS = 96 * 64 - 1
    drawn = corners().convert("CMYK")

    clean_picture(encoded(drawn, "JPEG"), "jpg")
    message = refusal_of(encoded(drawn, "JPEG", progressive=True), "jpg")

    assert "trop grande" in message


@pytest.mark.parametrize(
    ("file_format", "mode", "options", "orientation", "said"),
    [
        ("PNG", "RGB", {}, 6, "Une image PNG a 0,006 millions"),
        ("JPEG", "CMYK", {}, 6, "Une image JPEG a 0,006 millions"),
        ("WEBP", "RGB", {}, 1, "Une image WEBP a 0,004 millions"),
        ("AVIF", "RGB", {}, 6, "AVIF à redresser (l’appareil était tourné) a 0,002 millions"),
        ("JPEG", "CMYK", {"progressive": True}, 1, "JPEG progressive en CMJN a 0,004 millions"),
        ("JPEG", "CMYK", {"progressive": True}, 6, "en CMJN à redresser"),
    ],
)
def test_the_limit_that_is_said_is_the_one_that_applies(
    file_format, mode, options, orientation, said, settings
):
    settings.CMS_IMAGE_MAX_PIXELS, settings.CMS_IMAGE_MAX_COSTLY_PIXELS = 6000, 4000
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = encoded(corners().convert(mode), file_format, exif=exif, **options)

    assert said in refusal_of(data, EXTENSIONS[file_format])


def test_an_avif_counts_the_pixels_that_its_decoder_meets():
    small, large = encoded(corners(), "AVIF"), encoded(Image.new("RGB", (6000, 4500)), "AVIF")
    place = large.index(b"ispe") + 8
    lying = large[:place] + small[small.index(b"ispe") + 8 :][:8] + large[place + 8 :]

    assert (avif.read(lying).width, avif.read(lying).height) == (6000, 4500)
    assert "trop grande" in refusal_of(lying, "avif")


def avif_with_extents(extents):
    """Return an AVIF file with one item, coded in these (offset, length)."""
    item = box(b"infe", b"\2\0\0\0" + struct.pack(">HH", 1, 0) + b"av01\0")
    size = box(b"ispe", bytes(4) + struct.pack(">II", 1, 1))
    places = b"".join(struct.pack(">II", *extent) for extent in extents)
    head = bytes(4) + bytes((0x44, 0)) + struct.pack(">HHHH", 1, 1, 0, len(extents))
    meta = box(b"iinf", bytes(4) + struct.pack(">H", 1) + item)
    meta += box(b"iprp", box(b"ipco", size)) + box(b"iloc", head + places)
    return box(b"ftyp", b"avif" + bytes(4) + b"avif") + box(b"meta", bytes(4) + meta)


def box(kind, contents):
    return struct.pack(">I", 8 + len(contents)) + kind + contents


@pytest.mark.parametrize("extents", [[(0, 400)] * 2, [(0, 0)] * 10_001], ids=["shared", "many"])
def test_an_avif_whose_extents_share_their_bytes_is_refused(extents, monkeypatch):
    monkeypatch.setattr(avif, "coded_size", lambda data: pytest.fail("They were joined."))
    data = avif_with_extents(extents) + box(b"mdat", bytes(400))

    with pytest.raises(BrokenContainerError):
        avif.read(data)


@pytest.mark.parametrize("kind", [b"uuid", b"free", b"skip", b"udta", b"xml "])
def test_an_avif_hides_nothing_in_a_box_that_nobody_reads(kind):
    data = encoded(corners(), "AVIF") + box(kind, bytes(16) + SECRET.encode())

    cleaned = clean_picture(data, "avif")

    assert SECRET.encode() not in cleaned
    assert decoded(cleaned).tobytes() == decoded(data).tobytes()


def test_a_gif_gives_no_more_bytes_than_it_has():
    control = b"\x21\xf9" + (b"\xff" + bytes(255)) * 100 + b"\0"
    picture = b"\x2c" + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\2\2\x4c\1\0"
    head = b"GIF89a" + struct.pack("<HHBBB", 1, 1, 0, 0, 0)
    data = head + control + picture * 300 + b";"

    assert gif.read(data).stripped == data


@pytest.mark.parametrize("name", [b"iTXt", b"zTXt", b"iCCP"])
def test_a_compressed_text_that_unfolds_is_never_unfolded(name):
    import zlib

    unfolded = zlib.compress(b"a" * 100_000_000)
    prefix = b"a\0\1\0\0\0" if name == b"iTXt" else b"a\0\0"
    data = with_png_chunk(encoded(corners(), "PNG"), name, prefix + unfolded)

    if name == b"iCCP":
        refusal_of(data, "png")
    else:
        assert len(clean_picture(data, "png")) < 1000


@pytest.mark.parametrize("file_format", ["GIF", "PNG", "WEBP", "AVIF"])
def test_an_animation_is_refused_with_the_way_out(file_format):
    message = refusal_of(animation(file_format), EXTENSIONS[file_format])

    assert message.startswith("Cette image est animée.")


# --- Broken files --------------------------------------------------------------------------------


@pytest.mark.parametrize("file_format", FORMATS)
@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9, 0.99])
def test_a_truncated_picture_is_refused_in_words(file_format, share):
    data = photo(file_format)

    message = refusal_of(data[: int(len(data) * share)], EXTENSIONS[file_format])

    assert message.endswith("téléversez ce fichier.") or "incomplet" in message


@pytest.mark.parametrize("file_format", FORMATS)
def test_damage_anywhere_is_refused_or_harmless(file_format):
    data = photo(file_format)

    for place in range(0, len(data), max(1, len(data) // 60)):
        damaged = data[:place] + bytes(byte ^ 0xFF for byte in data[place : place + 8])
        try:
            cleaned = clean_picture(damaged + data[place + 8 :], EXTENSIONS[file_format])
        except UploadRefusedError:
            continue
        assert decoded(cleaned).width


# In the place of what follows the header, the smallest parts that each format has.
SMALLEST = {
    "JPEG": (2, b"\xff\xfe\0\2"),
    "PNG": (33, b"\0\0\0\0tEXt\0\0\0\0"),
    "WEBP": (12, b"EXIF\0\0\0\0"),
    "GIF": (13 + 3 * 4, b"\x21\xfe\0"),
}


@pytest.mark.parametrize("file_format", SMALLEST)
def test_a_file_of_countless_parts_is_refused_before_they_are_all_read(file_format):
    data = encoded(corners(), file_format)
    place, part = SMALLEST[file_format]

    def filled(times):
        whole = data[:place] + times * part + data[place:]
        if file_format != "WEBP":
            return whole
        return whole[:4] + (len(whole) - 8).to_bytes(4, "little") + whole[8:]

    assert refusal_of(filled(100_000), EXTENSIONS[file_format])
    assert decoded(clean_picture(filled(40_000), EXTENSIONS[file_format])).width


def test_a_photo_of_countless_scans_is_refused_before_it_is_decoded():
    """A decoder goes over the whole picture for each of them."""
    output = io.BytesIO()
    corners().convert("L").save(output, "JPEG", progressive=True)
    data = output.getvalue()
    begins = data.rindex(b"\xff\xda")  # the last one only makes its coefficients more exact
    scan, end = data[begins:-2], data[-2:]

    assert refusal_of(data[:begins] + 100 * scan + end, "jpg")
    assert decoded(clean_picture(data[:begins] + 20 * scan + end, "jpg")).width


@pytest.mark.parametrize("data", [b"", b"\0", b"no picture", b"GIF89a", b"\xff\xd8\xff", b"RIFF"])
@pytest.mark.parametrize("extension", EXTENSIONS.values())
def test_what_is_no_picture_is_refused(data, extension):
    assert refusal_of(data, extension)


@pytest.mark.parametrize("file_format", FORMATS)
def test_a_wrong_extension_is_refused_with_the_right_one(file_format):
    other = "png" if file_format != "PNG" else "jpg"

    message = refusal_of(photo(file_format), other)

    assert file_format in message


@pytest.mark.parametrize("file_format", ["HEIF", "TIFF", "BMP", "ICO"])
def test_a_format_that_no_browser_shows_is_refused(file_format):
    import pillow_heif

    pillow_heif.register_heif_opener()
    data = encoded(corners(), file_format)

    assert refusal_of(data, "jpg")


# --- Metadata ------------------------------------------------------------------------------------


@pytest.mark.parametrize("file_format", FORMATS)
def test_metadata_goes_and_every_pixel_stays(file_format):
    data = photo(file_format)

    cleaned = clean_picture(data, EXTENSIONS[file_format])

    assert SECRET.encode() in data
    assert SECRET.encode() not in cleaned
    assert dict(decoded(cleaned).getexif()) == {}
    assert decoded(cleaned).tobytes() == decoded(data).tobytes()
    assert clean_picture(cleaned, EXTENSIONS[file_format]) == cleaned


@pytest.mark.parametrize("file_format", FORMATS)
def test_what_follows_the_picture_goes(file_format):
    data = photo(file_format) + b"<script>alert(1)</script>PK\x03\x04" + photo()

    if file_format == "AVIF":
        refusal_of(data, "avif")
    else:
        assert b"script" not in clean_picture(data, EXTENSIONS[file_format])


@pytest.mark.parametrize("file_format", TURNED_FORMATS)
def test_the_profile_of_colours_stays(file_format):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()

    for orientation in (1, 6):
        data = photo(file_format, orientation, icc_profile=profile)
        cleaned = clean_picture(data, EXTENSIONS[file_format])
        assert decoded(cleaned).info["icc_profile"] == profile


@pytest.mark.parametrize("file_format", TURNED_FORMATS)
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_is_turned_upright(file_format, orientation):
    data = photo(file_format, orientation)

    cleaned = clean_picture(data, EXTENSIONS[file_format])

    assert shows_red_corner(cleaned)
    assert SECRET.encode() not in cleaned
    assert dict(decoded(cleaned).getexif()) == {}
    container = read_picture(cleaned)
    assert (container.width, container.height, container.orientation) == (96, 64, 1)


def test_a_turned_jpeg_keeps_its_quality():
    data = photo("JPEG", 6, quality=60)

    cleaned = clean_picture(data, "jpg")

    assert decoded(cleaned).quantization == decoded(data).quantization


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
@pytest.mark.parametrize("orientation", [1, 6])
def test_each_kind_of_png_keeps_its_mode(mode, orientation):
    drawn = corners().convert("L" if mode == "I;16" else mode)
    if mode == "I;16":
        drawn = Image.frombytes("I;16", (96, 64), bytes(96 * 64 * 2))
    exif = Image.Exif()
    exif[0x0112] = orientation

    cleaned = clean_picture(encoded(drawn, "PNG", exif=exif), "png")

    assert decoded(cleaned).mode == mode


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_each_kind_of_jpeg_keeps_its_mode_and_colours(mode):
    drawn = corners().convert(mode)
    exif = Image.Exif()
    exif[0x0112] = 3

    cleaned = decoded(clean_picture(encoded(drawn, "JPEG", exif=exif, quality=95), "jpg"))

    assert cleaned.mode == mode
    expected = drawn.rotate(180).getpixel((20, 15))
    found = cleaned.getpixel((20, 15))
    pairs = zip(
        expected if isinstance(expected, tuple) else [expected],
        found if isinstance(found, tuple) else [found],
        strict=True,
    )
    assert all(abs(one - other) < 12 for one, other in pairs)


# --- Decoding ------------------------------------------------------------------------------------


@pytest.mark.parametrize("level", [0, 64, 128, 255])
def test_sixteen_bits_of_grey_become_eight(level):
    sixteen = bytes((0, level)) * (96 * 64)
    drawn = Image.frombytes("I;16", (96, 64), sixteen)

    found = decode(io.BytesIO(encoded(drawn, "PNG")), 96, 64)

    assert (found.mode, found.getpixel((5, 5))) == ("RGB", (level, level, level))


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "GIF", "WEBP", "AVIF"])
def test_a_stored_picture_that_is_too_large_is_not_decoded(file_format, settings):
    is_costly = file_format in ("WEBP", "AVIF")
    name = "CMS_IMAGE_MAX_COSTLY_PIXELS" if is_costly else "CMS_IMAGE_MAX_PIXELS"
    setattr(settings, name, 96 * 64)
    decode(io.BytesIO(photo(file_format)), 96, 64)
    setattr(settings, name, 96 * 64 - 1)

    with pytest.raises(UndecodablePictureError, match="too large"):
        decode(io.BytesIO(photo(file_format)), 96, 64)


def test_cmyk_without_a_profile_has_its_colours():
    drawn = Image.new("CMYK", (96, 64), (0, 255, 255, 0))

    found = decode(io.BytesIO(encoded(drawn, "JPEG")), 96, 64)
    red, green, blue = found.crop((5, 5, 6, 6)).tobytes()

    assert red > 200
    assert max(green, blue) < 60


def test_one_picture_is_decoded_at_a_time_and_the_wait_has_an_end(settings):
    settings.CMS_IMAGE_DECODING_WAIT_SECONDS = 0.05
    answers = []

    def upload():
        try:
            clean_picture(photo(), "jpg")
        except UploadRefusedError as refusal:
            answers.extend(refusal.messages)

    with image_decoding.one_at_a_time():
        other = threading.Thread(target=upload)
        other.start()
        other.join()
    upload()

    [message] = answers
    assert "réessayez dans une minute" in message
