"""Documents: the content is what the name says."""

import codecs
import gzip
import io
import zipfile

import pytest
from django.core.files.base import ContentFile

from cms.uploads import documents
from cms.uploads.cleaning import clean_document
from cms.uploads.refusals import UploadRefusedError
from tests.cms.uploads.corpus import SECRET, animation, bomb, photo, svg

PARTS = {
    "docx": "word/document.xml",
    "xlsx": "xl/workbook.xml",
    "odt": "content.xml",
    "ods": "content.xml",
    "odp": "content.xml",
}
PAGE = "<!DOCTYPE html><html><script>alert(1)</script></html>"
ALL = ["csv", "docx", "odp", "ods", "odt", "pdf", "png", "svg", "txt", "xlsx"]


def archive(*names):
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as written:
        for name in dict.fromkeys(names):
            written.writestr(name, "<x/>")
    return output.getvalue()


def right(extension):
    if extension in PARTS:
        return archive(PARTS[extension])
    return {
        "csv": "nom;ville\r\nL’été;Mende\r\n".encode(),
        "txt": b"Un texte : 3 < 5 et <3.",
        "pdf": b"%PDF-1.7\n%%EOF",
        "png": photo("PNG"),
        "svg": svg(),
    }[extension]


def clean(data, name):
    return clean_document(ContentFile(data, name=name))


@pytest.mark.parametrize("extension", ALL)
def test_the_right_content_is_accepted(extension, settings):
    assert sorted(settings.WAGTAILDOCS_EXTENSIONS) == ALL  # a new one needs its check

    cleaned = clean(right(extension), f"a.{extension}")

    assert cleaned.size


@pytest.mark.parametrize("extension", ALL)
@pytest.mark.parametrize(
    "data",
    [
        b"",
        PAGE.encode(),
        PAGE.encode("utf-16"),
        b"\xef\xbb\xbf" + PAGE.encode(),
        PAGE.encode("utf-16-le"),
        b"\n\t <svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"\xef\xbb\xbf \n<p onclick='alert(1)'>",
        svg("<script/>"),
        gzip.compress(svg()),
        b"<?xml version='1.0'?><x:script xmlns:x='http://www.w3.org/2000/svg'/>",
        b"+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
        b"MZ\x90\0\0\0",
        photo("JPEG"),
        archive("mimetype"),
        PAGE.encode() + b"%PDF-1.7",
        PAGE.encode() + archive(*PARTS.values()),
    ],
)
def test_a_page_a_drawing_or_another_kind_of_file_is_refused_under_any_name(extension, data):
    with pytest.raises(UploadRefusedError) as refusal:
        clean(data, f"a.{extension}")

    assert refusal.value.messages[0].endswith(".")


def test_a_long_list_of_parts_is_not_read(monkeypatch):
    monkeypatch.setattr(documents, "MAX_PARTS", 20)
    few = archive(PARTS["docx"], *map(str, range(19)))
    many = archive(PARTS["docx"], *map(str, range(20)))
    monkeypatch.setattr(zipfile.ZipFile, "namelist", lambda archive: [PARTS["docx"]])

    clean(few, "a.docx")
    with pytest.raises(UploadRefusedError):
        clean(many, "a.docx")


@pytest.mark.parametrize(
    "text",
    [
        "nom;texte\nALOES;<script>alert(1)</script>",
        "a\n<SVG onload=alert(1)>",
        "a < script src=x>",
        "a <x:script>",
        "a <iframe src=x>",
        "a <!DOCTYPE html>",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_markup_is_found_anywhere_in_a_text(text, encoding):
    with pytest.raises(UploadRefusedError, match="code de page web"):
        clean(text.encode(encoding), "a.txt")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_text_in_an_office_program_s_encoding_is_accepted(encoding):
    text = "Été ; 3 < 5 ; <p>paragraphe</p> ; a+b"

    cleaned = clean(text.encode(encoding), "a.csv")

    assert cleaned.read() == text.encode(encoding)


def test_a_text_in_utf_16_is_read_in_either_order_of_bytes():
    text = codecs.BOM_UTF16_BE + "Été ; a+b".encode("utf-16-be")

    assert clean(text, "a.csv").read() == text
    with pytest.raises(UploadRefusedError, match="code de page web"):
        clean(codecs.BOM_UTF16_BE + PAGE.encode("utf-16-be"), "a.csv")


def test_a_document_that_is_a_picture_is_cleaned_like_one():
    cleaned = clean(photo("PNG", 6), "a.png")

    assert SECRET.encode() not in cleaned.read()


@pytest.mark.parametrize("data", [bomb("PNG"), animation("PNG"), photo("PNG")[:200]])
def test_a_document_that_is_a_picture_has_its_limits(data):
    with pytest.raises(UploadRefusedError):
        clean(data, "a.png")


@pytest.mark.parametrize("name", ["a.html", "a.svgz", "a", "a.svg.html", "a.xml", "a.js", "a.jpg"])
def test_an_extension_that_is_not_listed_is_refused(name):
    with pytest.raises(UploadRefusedError, match="Formats acceptés"):
        clean(svg(), name)


@pytest.mark.parametrize(
    ("limit", "data", "name", "message"),
    [
        ("MAX_TEXT_BYTES", b"Un texte", "a.txt", "trop lourd"),
        ("MAX_PARTS", archive(PARTS["odt"], *"bcdefghi"), "a.odt", "enregistrez-le de nouveau"),
    ],
)
def test_a_file_is_as_large_as_the_limit_at_most(limit, data, name, message, monkeypatch):
    monkeypatch.setattr(documents, limit, 8 if limit == "MAX_TEXT_BYTES" else 9)
    cleaned = clean(data, name)
    monkeypatch.setattr(documents, limit, 7)

    with pytest.raises(UploadRefusedError, match=message):
        clean(data, name)
    assert cleaned.size == len(data)


def test_a_drawing_that_is_too_heavy_is_refused(settings):
    settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE = 100

    with pytest.raises(UploadRefusedError, match="trop lourd"):
        clean(svg(), "a.svg")


@pytest.mark.parametrize("mark", [codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE])
def test_bytes_that_are_no_text_of_their_encoding_are_refused(mark):
    with pytest.raises(UploadRefusedError, match="n’est pas un texte"):
        clean(mark + b"\xd8", "a.txt")


def directory_entry(place, value):
    """Return an archive with other bytes at a place of the entry of its directory."""
    data = bytearray(archive(PARTS["odt"]))
    start = data.index(b"PK\x01\x02") + place
    data[start : start + len(value)] = value
    return bytes(data)


@pytest.mark.parametrize(
    "data",
    [directory_entry(6, b"\xff"), directory_entry(8, b"\0\x08").replace(b"content", b"conten\xff")],
    ids=["of a later version", "with a name that is no text"],
)
def test_an_archive_whose_directory_is_unreadable_is_refused(data):
    with pytest.raises(UploadRefusedError, match="enregistrez-le de nouveau"):
        clean(data, "a.odt")
