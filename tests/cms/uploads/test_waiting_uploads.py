"""Uploads of several files whose form is not complete yet, and what becomes of their files."""

from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.urls import reverse
from wagtail.models import Collection, UploadedFile

from cms import image_decoding
from cms.models import CustomDocument, CustomImage
from cms.uploads.cleaning import clean_image
from cms.uploads.forms import AvatarField
from cms.uploads.refusals import BUSY, UploadRefusedError
from tests.cms.uploads.corpus import SECRET, photo, svg
from tests.factories import DocumentFactory

pytestmark = pytest.mark.django_db

MODELS: dict[str, Any] = {"image": CustomImage, "document": CustomDocument}


@pytest.fixture
def busy(settings):
    """Return a function that keeps the decoder busy until the test ends."""
    settings.CMS_IMAGE_DECODING_WAIT_SECONDS = 0.05

    def occupy():
        # The lock lets the thread pass that holds it.
        thread = Thread(target=image_decoding._lock.acquire)
        thread.start()
        thread.join()

    yield occupy
    image_decoding._lock = type(image_decoding._lock)()


def app(kind):
    return f"wagtail{'images' if kind == 'image' else 'docs'}"


def wait_with(admin, kind, name, data, title="x" * 300):
    """Upload one of several files under a title that is too long."""
    return admin.post(
        reverse(f"{app(kind)}:add_multiple"),
        {
            "title": title,
            "collection": Collection.get_first_root_node().pk,
            "files[]": SimpleUploadedFile(name, data),
        },
    )


def complete(admin, kind, title="Un titre"):
    upload = UploadedFile.objects.get()
    prefix = f"uploaded-{kind}-{upload.pk}"
    values = {"title": title, "collection": Collection.get_first_root_node().pk}
    return admin.post(
        reverse(f"{app(kind)}:create_multiple_from_uploaded_{kind}", args=[upload.pk]),
        {f"{prefix}-{key}": value for key, value in values.items()},
    )


@pytest.mark.parametrize(
    ("kind", "name", "data"),
    [
        ("image", "a.png", photo("PNG", 6)),
        ("image", "a.svg", svg(f"<metadata>{SECRET}</metadata><path d='M0 0h9'/>")),
        ("document", "a.txt", b"Un texte."),
        ("document", "a.png", photo("PNG", 6)),
    ],
)
def test_a_waiting_file_is_stored_with_its_form(admin, media, kind, name, data):
    response = wait_with(admin, kind, name, data)
    assert response.json()["success"]

    response = complete(admin, kind)

    assert response.json()["success"]
    instance = MODELS[kind].objects.get()
    with instance.open_file() as file:
        content = file.read()
    assert SECRET.encode() not in content
    assert instance.file_size == len(content)
    assert instance.filename == name
    assert not UploadedFile.objects.exists()
    assert not [path for path in (media / "wagtail_uploads").rglob("*") if path.is_file()]


def test_a_form_that_is_still_wrong_leaves_the_file_waiting(admin, busy):
    wait_with(admin, "image", "a.png", photo("PNG"))
    busy()  # the file is not decoded for a form that is refused anyway

    response = complete(admin, "image", title="")

    assert not response.json()["success"]
    assert "réessayez dans une minute" not in response.json()["form"]
    assert UploadedFile.objects.get().file.storage.exists(UploadedFile.objects.get().file.name)


@pytest.mark.parametrize("kind", ["image", "document"])
def test_a_busy_decoder_leaves_the_file_waiting(admin, busy, kind):
    wait_with(admin, kind, "a.png", photo("PNG"))
    busy()

    response = complete(admin, kind)

    assert response.status_code == 200
    assert not response.json()["success"]
    assert "réessayez dans une minute" in response.json()["form"]
    assert not MODELS[kind].objects.exists()
    upload = UploadedFile.objects.get()
    assert upload.file.storage.exists(upload.file.name)


@pytest.mark.parametrize("kind", ["image", "document"])
def test_a_busy_decoder_refuses_a_file_whose_form_is_wrong(admin, busy, monkeypatch, kind):
    # The form has cleaned the file, and others take the decoder before it is stored to wait.
    form = f"cms.uploads.forms.clean_{kind}"
    clean = {"image": clean_image, "document": lambda file: file}[kind]

    def clean_then_busy(file, *names):
        cleaned = clean(file, *names)
        busy()
        return cleaned

    monkeypatch.setattr(form, clean_then_busy)

    response = wait_with(admin, kind, "a.png", photo("PNG"))

    assert response.json() == {"success": False, "error_message": str(BUSY)}
    assert not UploadedFile.objects.exists()


@pytest.mark.parametrize("kind", ["image", "document"])
def test_a_file_that_waited_since_before_files_were_cleaned_is_refused(admin, kind):
    wait_with(admin, kind, "a.svg", svg())
    path = Path(UploadedFile.objects.get().file.path)
    path.write_bytes(svg("<script>alert(1)</script>"))

    response = complete(admin, kind)

    assert not response.json()["success"]
    assert "&lt;script&gt;" in response.json()["form"]
    assert not MODELS[kind].objects.exists()


@pytest.mark.parametrize("kind", ["image", "document"])
def test_a_waiting_file_that_is_gone_is_reported(admin, kind):
    wait_with(admin, kind, "a.svg", svg())
    Path(UploadedFile.objects.get().file.path).unlink()

    response = complete(admin, kind)

    assert "n’est plus sur le serveur" in response.json()["form"]


def test_the_waiting_file_of_another_person_stays_theirs(admin):
    wait_with(admin, "image", "a.svg", svg())
    UploadedFile.objects.update(
        uploaded_by_user=None, for_content_type=ContentType.objects.get_for_model(CustomImage)
    )

    response = complete(admin, "image")

    assert response.status_code in {302, 403}
    assert not CustomImage.objects.exists()


def test_a_busy_decoder_is_not_an_unreadable_picture_of_an_account(busy, monkeypatch):
    monkeypatch.setattr("cms.uploads.forms.clean_image", lambda file: (busy(), file)[1])

    with pytest.raises(UploadRefusedError, match="réessayez dans une minute"):
        AvatarField().to_python(SimpleUploadedFile("a.png", photo("PNG")))


@pytest.mark.parametrize(
    ("data", "title", "error"),
    [(b"<html><script>", "a", UploadRefusedError), (b"Un autre.", None, IntegrityError)],
)
def test_a_save_that_fails_does_not_cost_a_document_its_file(
    django_capture_on_commit_callbacks, data, title, error
):
    document = DocumentFactory(file=ContentFile(b"Un texte.", name="a.txt"))
    path = document.file.path
    document.title, document.file = title, ContentFile(data, name="b.txt")

    with django_capture_on_commit_callbacks(execute=True), pytest.raises(error):
        document.save()

    assert Path(path).read_bytes() == b"Un texte."


def test_a_long_name_of_a_document_stays_whole_and_can_be_stored():
    name = f"{'rapport-d-activité-' * 6}2024.txt"

    stored = [
        DocumentFactory(file=ContentFile(b"Un texte.", name=name))
        for name in (name, "文" * 90 + ".txt")
    ]

    assert stored[0].filename == name
    assert all(Path(document.file.path).exists() for document in stored)
