"""How a file leaves: its headers, parts of it, the proxy, signed addresses."""

import os
import re
import unicodedata
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.signing import TimestampSigner

from cms.media.checks import private_files_are_not_served
from cms.media.delivery import HEADERS
from cms.media.views import public_view
from cms.models import CustomDocument, CustomImage
from tests.cms.media.signing import SIGNING
from tests.factories import CollectionFactory, DocumentFactory, ImageFactory

TEXT = b"0123456789"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 60"><path d="M0 0h9v6z"/></svg>'


@pytest.fixture
def document():
    """Return a document of ten bytes with an accent in its name."""
    return DocumentFactory(file=ContentFile(TEXT, name="résumé.txt"))


def test_a_file_runs_nothing_and_is_saved_rather_than_shown(anonymous, document):
    response = anonymous.get(document.url)

    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Type"] == "text/plain"
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''r%C3%A9sum%C3%A9.txt"
    assert response["Cache-Control"] == "no-cache"
    assert response.body == TEXT


@pytest.mark.parametrize("stored", ["NFC", "NFD"])
@pytest.mark.parametrize("asked", ["NFC", "NFD"])
def test_the_name_of_a_document_is_read_in_any_normal_form(anonymous, document, stored, asked):
    folder, _slash, name = document.file.name.rpartition("/")
    # Names were stored as they came once.
    former = f"{folder}/{unicodedata.normalize(stored, name)}"
    os.rename(document.file.path, document.file.storage.path(former))
    CustomDocument.objects.update(file=former)

    response = anonymous.get(
        quote(unicodedata.normalize(asked, f"/documents/{document.pk}/{name}"))
    )

    assert (response.status_code, response.body) == (200, TEXT)


def test_an_svg_is_shown_and_runs_nothing(anonymous):
    image = ImageFactory(file=ContentFile(SVG, name="marque.svg"))

    response = anonymous.get(image.url)

    assert response["Content-Type"] == "image/svg+xml"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"].startswith("inline")


def test_a_developer_s_machine_serves_public_files_alike(rf):
    storages["public"].save("images/marque.svg", ContentFile(SVG))

    response = public_view(rf.get("/media/images/marque.svg"), "images/marque.svg")

    assert {name: response[name] for name in HEADERS} == HEADERS
    assert response.getvalue() == SVG
    response.close()


def test_an_original_that_is_no_picture_is_saved_rather_than_shown(anonymous):
    """Such as one that was stored before uploads were checked."""
    image = ImageFactory()
    name = storages["default"].save("original_images/page.html", ContentFile(b"<script>"))
    CustomImage.objects.filter(pk=image.pk).update(file=name)

    response = anonymous.get(f"/files/{name}")

    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("asked", "status", "expected", "content_range"),
    [
        ("bytes=2-4", 206, b"234", "bytes 2-4/10"),
        ("bytes=7-", 206, b"789", "bytes 7-9/10"),
        ("bytes=-3", 206, b"789", "bytes 7-9/10"),
        ("bytes=-30", 206, TEXT, "bytes 0-9/10"),
        ("bytes=0-99", 206, TEXT, "bytes 0-9/10"),
        ("bytes=10-", 416, b"", "bytes */10"),
        ("bytes=-0", 416, b"", "bytes */10"),
        (f"bytes={'9' * 5000}-", 416, b"", "bytes */10"),
        ("bytes=4-2", 200, TEXT, None),
        ("bytes=0-1,3-4", 200, TEXT, None),
        ("bytes=-", 200, TEXT, None),
        ("pages=1-2", 200, TEXT, None),
    ],
)
def test_a_part_of_a_file_can_be_asked_for(
    anonymous, document, asked, status, expected, content_range
):
    response = anonymous.get(document.url, headers={"Range": asked})

    assert response.status_code == status
    assert response.body == expected
    assert response.headers.get("Content-Range") == content_range
    assert response["Content-Length"] == str(len(expected))


def test_a_file_that_has_not_changed_is_not_sent_again(anonymous, document):
    first = anonymous.get(document.url)

    answers = [
        anonymous.get(document.url, headers=headers).status_code
        for headers in (
            {"If-None-Match": first["ETag"]},
            {"If-Modified-Since": first["Last-Modified"]},
            {"If-None-Match": '"autre"'},
            {"If-Range": first["ETag"], "Range": "bytes=0-1"},
            {"If-Range": first["Last-Modified"], "Range": "bytes=0-1"},
            {"If-Range": '"autre"', "Range": "bytes=0-1"},
            {"If-Match": '"autre"'},
        )
    ]

    assert answers == [304, 304, 200, 206, 206, 200, 412]


def test_a_head_request_has_the_headers_alone(anonymous, document):
    response = anonymous.head(document.url)

    assert response.status_code == 200
    assert response["Content-Length"] == "10"
    assert response["Accept-Ranges"] == "bytes"
    assert response.body == b""


def test_a_row_without_its_file_is_missing(anonymous, document):
    storages["default"].delete(document.file.name)

    assert anonymous.get(document.url).status_code == 404


def test_the_proxy_is_handed_the_file(anonymous, document, settings):
    settings.CMS_FILE_DELIVERY = "x-accel-redirect"

    response = anonymous.get(document.url)

    assert response["X-Accel-Redirect"] == f"/_private/{quote(document.file.name)}"
    assert response["Content-Disposition"].startswith("attachment")
    assert response.body == b""


def test_a_storage_that_signs_gets_the_request(anonymous, document, settings):
    settings.CMS_FILE_DELIVERY = "signed-url"
    settings.STORAGES = {
        **settings.STORAGES,
        "default": SIGNING,
    }

    response = anonymous.get(document.url)

    address = urlsplit(response["Location"])
    [signature] = parse_qs(address.query)["signature"]
    assert response.status_code == 302
    assert response["Cache-Control"] == "no-store"
    assert address.netloc == "files.exemple.fr"
    assert TimestampSigner().unsign(signature) == f"{document.file.name}:60"
    assert "attachment" in address.query
    assert parse_qs(address.query)["type"] == ["text/plain"]


def test_the_sample_of_the_proxy_says_the_same():
    text = (settings.BASE_DIR / "docs" / "operators.md").read_text()
    sample = text.split("```nginx")[1].split("```")[0]
    locations = [part for part in sample.split("location ")[1:] if "alias" in part]

    assert len(locations) == 2
    assert set(HEADERS) == {"Content-Security-Policy", "X-Content-Type-Options"}
    for location in locations:
        for name, value in HEADERS.items():
            assert re.search(rf'add_header {name} "?{re.escape(value)}"? always;', location)
    assert f"location {settings.CMS_FILE_ACCEL_LOCATION} {{\n        internal;" in sample


@pytest.mark.parametrize("delivery", ["x-accel-redirect", "signed-url"])
def test_a_hidden_file_is_handed_to_nobody(anonymous, settings, delivery):
    hidden = DocumentFactory(collection=CollectionFactory(private=True))
    settings.CMS_FILE_DELIVERY = delivery

    response = anonymous.get(hidden.url)

    assert response.status_code == 404
    assert not {"X-Accel-Redirect", "Location"} & set(response.headers)


def test_a_storage_that_does_not_sign_is_reported_at_the_start(settings, anonymous, document):
    settings.CMS_FILE_DELIVERY = "signed-url"

    found = [message.id for message in private_files_are_not_served(None)]

    assert found == ["cms.E011"]
    with pytest.raises(ImproperlyConfigured, match="signed-url"):
        anonymous.get(document.url)


@pytest.mark.parametrize(
    ("media", "static", "private"),
    [
        ("public", "static", "public/private"),
        ("public", "static", "public"),
        ("private/public", "static", "private"),
        ("public", "static", "static/private"),
        ("public", "private/static", "private"),
    ],
)
def test_private_files_among_public_ones_are_reported(settings, tmp_path, media, static, private):
    settings.MEDIA_ROOT, settings.STATIC_ROOT = tmp_path / media, tmp_path / static
    settings.PRIVATE_MEDIA_ROOT = tmp_path / private

    found = [message.id for message in private_files_are_not_served(None)]

    assert found == ["cms.E010"]
