"""`clean_media`: files that were stored before uploads were cleaned."""

import io
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command

from cms.models import CustomDocument, CustomImage
from tests.cms.uploads.corpus import SECRET, bomb, photo, shows_red_corner, svg
from tests.factories import DocumentFactory, ImageFactory

pytestmark = pytest.mark.django_db


def stored_before(factory, data, extension, **values):
    """Return an image or a document whose file was never cleaned."""
    clean = {"svg": svg(), "txt": b"Un texte."}.get(extension) or photo(
        {"jpg": "JPEG", "png": "PNG"}[extension]
    )
    instance = factory(file=ContentFile(clean, name=f"a.{extension}"))
    Path(instance.file.path).write_bytes(data)
    type(instance).objects.filter(pk=instance.pk).update(**values)
    return type(instance).objects.get(pk=instance.pk)


def run(*options):
    output = io.StringIO()
    call_command("clean_media", *options, verbosity=0, stdout=output)
    return output.getvalue()


def content(instance):
    instance = type(instance).objects.get(pk=instance.pk)
    with instance.file.storage.open(instance.file.name) as file:
        return file.read()


def test_it_changes_nothing_unless_asked(media):
    image = stored_before(ImageFactory, photo("JPEG", 6), "jpg", width=64, height=96)

    output = run()

    assert "Photo à redresser" in output
    assert "Fichiers à nettoyer (avec --fix) : 1." in output
    assert content(image) == photo("JPEG", 6)


def test_it_turns_an_old_photo_and_keeps_the_focal_point_on_what_is_seen(
    django_capture_on_commit_callbacks,
):
    # Set by somebody on the upright picture, counted in the width and height that were stored.
    image = stored_before(
        ImageFactory,
        photo("JPEG", 6),
        "jpg",
        width=64,
        height=96,
        focal_point_x=16,
        focal_point_y=24,
        focal_point_width=32,
        focal_point_height=48,
    )
    old = image.file.path

    with django_capture_on_commit_callbacks(execute=True):
        run("--fix")

    image = CustomImage.objects.get()
    assert shows_red_corner(content(image))
    assert (image.width, image.height) == (96, 64)
    assert (image.focal_point_x, image.focal_point_y) == (24, 16)
    assert (image.focal_point_width, image.focal_point_height) == (48, 32)
    assert image.file_size == len(content(image))
    assert image.renditions.exists()
    assert not Path(old).exists()
    assert run() == "Fichiers à nettoyer (avec --fix) : 0.\n"


@pytest.mark.parametrize(
    ("factory", "data", "extension"),
    [
        (ImageFactory, photo("PNG"), "png"),
        (DocumentFactory, photo("PNG"), "png"),
        (ImageFactory, svg(f"<script>{SECRET}</script><path d='M0 0h9'/>"), "svg"),
        (DocumentFactory, svg(f"<script>{SECRET}</script><path d='M0 0h9'/>"), "svg"),
    ],
)
def test_it_cleans_images_and_documents_and_finds_nothing_the_second_time(factory, data, extension):
    instance = stored_before(factory, data, extension)

    first, second = run("--fix"), run("--fix")

    assert "Fichiers nettoyés : 1." in first
    assert "Fichiers nettoyés : 0." in second
    assert SECRET.encode() not in content(instance)
    instance.refresh_from_db()
    assert instance.file_size == len(content(instance))


@pytest.mark.parametrize(
    ("factory", "data", "extension", "reason"),
    [
        (ImageFactory, bomb("PNG"), "png", "trop grande"),
        (ImageFactory, b"no picture", "jpg", "illisible"),
        (ImageFactory, b"<!DOCTYPE svg><svg/>", "svg", "DOCTYPE"),
        (DocumentFactory, b"<script/>", "txt", "code de page web"),
    ],
)
def test_it_names_what_it_cannot_clean_and_cleans_the_others(
    capsys, factory, data, extension, reason
):
    broken = stored_before(factory, data, extension)
    sound = stored_before(DocumentFactory, photo("PNG"), "png")
    output = io.StringIO()

    with pytest.raises(CommandError, match="à remplacer ou à supprimer"):
        call_command("clean_media", "--fix", verbosity=0, stdout=output)

    assert broken.title in output.getvalue()
    assert reason in output.getvalue()
    assert content(broken) == data
    assert SECRET.encode() not in content(sound)


def test_a_missing_file_stops_nothing():
    document = DocumentFactory()
    Path(document.file.path).unlink()

    with pytest.raises(CommandError):
        run("--fix")

    assert CustomDocument.objects.count() == 1
