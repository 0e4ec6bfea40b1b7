"""A site on which a web server served all files: `protect_media` moves them."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import call_command
from django.db.models import F

from cms.images.renditions import make_renditions
from cms.media.checks import private_files_are_not_served
from cms.models import CustomDocument, CustomImage, Rendition
from tests.factories import CollectionFactory, DocumentFactory, ImageFactory


@pytest.fixture
def former(folders):
    """Lay files where they lay once: all in the folder of the web server, by their titles."""
    image = ImageFactory(file__width=400, file__height=300)
    document = DocumentFactory(file=ContentFile(b"Un texte.", name="schema.txt"))
    public, private = storages["public"], storages["default"]
    for row, name in ((image, "original_images/jardin.jpg"), (document, "documents/schema.txt")):
        with row.file.open() as content:
            public.save(name, content)
        private.delete(row.file.name)
        type(row).objects.filter(pk=row.pk).update(file=name)
    public.save("images/jardin.max-165x165.jpg", ContentFile(b"petit"))
    Rendition.objects.create(
        image=image,
        filter_spec="max-165x165",
        file="images/jardin.max-165x165.jpg",
        width=1,
        height=1,
    )
    public.save("documents/orphelin.txt", ContentFile(b"orphelin"))
    public.save("robots.txt", ContentFile(b"d'ailleurs"))
    return image, document


def public_files(folders):
    found = folders.glob("public/**/*")
    return sorted(str(path.relative_to(folders / "public")) for path in found if path.is_file())


def test_files_are_moved_out_of_the_folder_of_the_web_server(former, folders, capsys):
    image, document = former
    before = [message.id for message in private_files_are_not_served(None)]

    call_command("protect_media")

    image, document = CustomImage.objects.get(pk=image.pk), CustomDocument.objects.get()
    assert before == ["cms.W010"]
    assert private_files_are_not_served(None) == []
    assert public_files(folders) == ["robots.txt"]
    with document.file.open() as content:
        assert content.read() == b"Un texte."
    assert image.file.name != "original_images/jardin.jpg"
    assert image.file.name.endswith("/jardin.jpg")
    assert make_renditions(image) > 0
    with storages["default"].open("unreferenced/documents/orphelin.txt") as orphan:
        assert orphan.read() == b"orphelin"
    assert capsys.readouterr().out.startswith(
        "Fichiers déplacés : 2.\nDéclinaisons supprimées : 1.\n"
        "Fichiers sans emploi mis de côté : 1.\n"
    )


def test_it_changes_nothing_the_second_time(former, folders, capsys):
    call_command("protect_media")
    make_renditions(former[0].__class__.objects.get(pk=former[0].pk))
    before = sorted(path for path in folders.rglob("*") if path.is_file())
    capsys.readouterr()

    call_command("protect_media")

    assert sorted(path for path in folders.rglob("*") if path.is_file()) == before
    assert capsys.readouterr().out == (
        "Fichiers déplacés : 0.\nDéclinaisons supprimées : 0.\n"
        "Fichiers sans emploi mis de côté : 0.\n"
    )


def test_renditions_that_a_change_in_sql_left_public_are_deleted(folders):
    image = ImageFactory(file__width=400, file__height=300)
    make_renditions(image)
    private = CollectionFactory(private=True)
    CustomImage._base_manager.filter(pk=image.pk).update(collection=F("collection"))
    before = public_files(folders)
    CustomImage._base_manager.filter(pk=image.pk).update(collection=private)

    call_command("protect_media")

    assert before
    assert public_files(folders) == []


def test_a_document_that_came_meanwhile_under_the_same_name_is_another_one(former):
    document = former[1]
    DocumentFactory(file=ContentFile(b"Un autre.", name="schema.txt"))

    call_command("protect_media")

    with CustomDocument.objects.get(pk=document.pk).file.open() as content:
        assert content.read() == b"Un texte."
