"""Files of a collection that becomes private: no address under which one was served serves it."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from wagtail.models import Collection, CollectionViewRestriction

from cms.images.renditions import make_renditions
from cms.jobs.signals import work_due
from cms.models import CustomDocument, CustomImage, Rendition
from tests.factories import (
    CollectionFactory,
    CollectionViewRestrictionFactory,
    ImageFactory,
)

pytestmark = pytest.mark.any_database
MODELS: tuple[Any, ...] = (CustomImage, CustomDocument)


@pytest.fixture(autouse=True)
def the_worker_looks_at_once(monkeypatch):
    """Let the worker look for misplaced renditions whenever it looks for work."""
    monkeypatch.setattr("cms.media.signals.LOOK", -1.0)


def addresses(image, document):
    """Return every address under which the files are served now."""
    renditions = Rendition.objects.filter(image=image)
    return [document.url, image.url, *[rendition.url for rendition in renditions]]


def restrict(collection):
    CollectionViewRestrictionFactory(collection=collection)


def restrict_to_a_group(collection):
    group = Group.objects.create(name="Comité")
    kind = CollectionViewRestriction.GROUPS
    restriction = CollectionViewRestrictionFactory(collection=collection, restriction_type=kind)
    restriction.groups.add(group)


def restrict_above(collection):
    restrict_to_a_group(collection.get_parent())


def restrict_by_password(collection):
    kind = CollectionViewRestriction.PASSWORD
    CollectionViewRestrictionFactory(
        collection=collection, restriction_type=kind, password="sésame"
    )


def private_collection():
    """Return a collection that has been private for long: no change of it is signalled now."""
    collection = CollectionFactory()
    restriction = CollectionViewRestriction(collection=collection, restriction_type="groups")
    CollectionViewRestriction.objects.bulk_create([restriction])
    return collection


def move_the_collection(collection):
    above = private_collection()
    Collection.objects.get(pk=collection.pk).move(above, "sorted-child")


def move_the_collection_above(collection):
    private = private_collection()
    Collection.objects.get(pk=collection.get_parent().pk).move(private, "sorted-child")


def point_a_restriction_at_it(collection):
    other = CollectionFactory()
    restrict_to_a_group(other)
    restriction = CollectionViewRestriction.objects.get(collection=other)
    restriction.collection = collection
    restriction.save()


def update_a_restriction(collection):
    other = CollectionFactory()
    restrict_to_a_group(other)
    CollectionViewRestriction.objects.update(collection=collection)
    look()


def restrict_in_bulk(collection):
    restriction = CollectionViewRestriction(collection=collection, restriction_type="groups")
    CollectionViewRestriction.objects.bulk_create([restriction])
    look()


def look():
    """Let the worker look for what sent no signal."""
    work_due.send(sender=None)


def save_into_a_private_collection(collection):
    private = private_collection()
    for model in MODELS:
        for row in model.objects.filter(collection=collection):
            row.collection = private
            row.save()


def update_into_a_private_collection(collection):
    private = private_collection()
    for model in MODELS:
        model.objects.filter(collection=collection).update(collection=private)


def update_objects_into_a_private_collection(collection):
    private = private_collection()
    for model in MODELS:
        rows = list(model.objects.filter(collection=collection))
        for row in rows:
            row.collection = private
        model.objects.bulk_update(rows, ["collection"])


def delete_them(collection):
    for model in MODELS:
        model.objects.filter(collection=collection).delete()


def delete_the_collection(collection):
    collection.delete()


def delete_the_collection_above(collection):
    collection.get_parent().delete()


@pytest.mark.parametrize(
    "change",
    [
        restrict_to_a_group,
        restrict_above,
        restrict_by_password,
        move_the_collection,
        move_the_collection_above,
        point_a_restriction_at_it,
        update_a_restriction,
        restrict_in_bulk,
        save_into_a_private_collection,
        update_into_a_private_collection,
        update_objects_into_a_private_collection,
        delete_them,
        delete_the_collection,
        delete_the_collection_above,
    ],
)
def test_no_address_serves_a_file_that_is_no_more_public(
    image, document, collection, anonymous, stranger, get, committed, change
):
    known = addresses(image, document)
    before = {get(anonymous, address) for address in known}

    with committed():
        change(collection)
    if CustomImage.objects.exists():
        image.refresh_from_db()
        known += addresses(image, document)
        image.get_rendition("max-165x165")
        known += addresses(image, document)

    assert before == {200}
    assert len(known) > 20
    assert {get(anonymous, address) for address in known} == {404}
    assert {get(stranger, address) for address in known} == {404}


def test_nothing_public_is_left_in_the_folder_of_the_web_server(
    image, document, collection, folders, committed
):
    before = [path for path in folders.glob("public/**/*") if path.is_file()]

    with committed():
        restrict(collection)
        image.get_rendition("max-400x400")

    left = [path for path in folders.glob("public/**/*") if path.is_file()]
    assert before
    assert not left


def test_a_file_that_cannot_be_deleted_now_is_deleted_later(
    image, collection, folders, committed, monkeypatch, caplog
):
    def fail(storage, name):
        raise PermissionError(name)

    with monkeypatch.context() as patch:
        patch.setattr("django.core.files.storage.FileSystemStorage.delete", fail)
        with committed():
            restrict(collection)
    before = [path for path in folders.glob("public/**/*") if path.is_file()]
    with committed():
        look()

    assert before
    assert "must not be public" in caplog.text
    assert not [path for path in folders.glob("public/**/*") if path.is_file()]


def test_old_addresses_of_a_replaced_file_serve_nothing(
    image, document, collection, anonymous, get, committed
):
    known = addresses(image, document)

    with committed():
        image.file = ContentFile(b"", name="vide.svg")
        image.file = ImageFactory.build(file__color="navy").file
        image.save()
        document.file = ContentFile(b"Un autre texte.", name="autre.txt")
        document.save()

    assert {get(anonymous, address) for address in known} == {404}
    assert {get(anonymous, address) for address in addresses(image, document)} == {200}


def test_a_replaced_or_deleted_file_is_gone(image, document, folders, committed):
    replaced: Any = ImageFactory()
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 6"/>'
    with committed():
        document.file = ContentFile(b"Un autre texte.", name="autre.txt")
        document.save()
        image.delete()
        replaced.file = ContentFile(drawing, name="autre.svg")
        replaced.save()

    left = sorted(path.name for path in folders.rglob("*") if path.is_file())
    assert left == ["autre.svg", "autre.txt"]


def delete_the_restriction(restriction):
    restriction.delete()


def delete_restrictions(restriction):
    CollectionViewRestriction.objects.all().delete()


def point_the_restriction_elsewhere(restriction):
    restriction.collection = CollectionFactory()
    restriction.save()


def move_the_files_elsewhere(restriction):
    public = CollectionFactory()
    for model in MODELS:
        model.objects.update(collection=public)


@pytest.mark.parametrize(
    "publish",
    [
        delete_the_restriction,
        delete_restrictions,
        point_the_restriction_elsewhere,
        move_the_files_elsewhere,
    ],
)
def test_files_of_a_collection_that_is_public_again_are_served(
    image, document, collection, anonymous, get, committed, publish
):
    with committed():
        restriction = CollectionViewRestrictionFactory(collection=collection)
    image.refresh_from_db()
    thumbnail = image.get_rendition("max-165x165").url
    hidden = get(anonymous, document.url), get(anonymous, image.url)

    with committed():
        publish(restriction)

    served = addresses(image, document)
    assert thumbnail.startswith("/files/private_images/")
    assert not any(address.startswith("/files/private_images/") for address in served)
    assert hidden == (404, 404)
    assert len(served) > 10
    assert {get(anonymous, address) for address in served} == {200}


def test_the_title_does_not_tell_the_name_of_a_public_file(collection, folders, committed):
    with committed():
        image = ImageFactory(title="Jardin", file__filename="jardin.jpg", collection=collection)
        image.get_rendition("max-165x165")

    public = [path.name for path in folders.glob("public/**/*") if path.is_file()]
    stems = [name.partition(".")[0] for name in public]
    assert stems
    assert all(len(stem) == 32 and not stem.startswith("jardin") for stem in stems)
    assert len(set(stems)) == len(stems)


@pytest.mark.parametrize(
    "make",
    [
        lambda image: image.get_rendition("max-300x300"),
        lambda image: make_renditions(image, again=True),
    ],
    ids=["one", "all"],
)
def test_a_rendition_made_while_its_collection_becomes_private_does_not_stay(
    image, collection, get, anonymous, committed, monkeypatch, make
):
    with committed():
        # What a process that asked before the restriction would store.
        for module in ("cms.models.media", "cms.images.renditions"):
            monkeypatch.setattr(f"{module}.is_private", lambda collection_id: False)
        CollectionViewRestriction.objects.bulk_create(
            [CollectionViewRestriction(collection=collection, restriction_type="login")]
        )
        make(image)
        known = [rendition.url for rendition in Rendition.objects.filter(image=image)]

    assert all(address.startswith("/media/") for address in known)
    assert {get(anonymous, address) for address in known} == {404}
