"""Each way by which a file comes in: a refused one is refused on its field, and stores nothing."""

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import FileField
from django.urls import reverse
from wagtail.models import Collection, UploadedFile
from wagtail.users.models import UserProfile

from cms.image_decoding import UndecodablePictureError
from cms.images.renditions import make_renditions
from cms.models import CustomDocument, CustomImage
from cms.uploads.fields import CleanDocumentField, CleanImageField
from cms.uploads.refusals import UploadRefusedError
from tests.cms.images import pictures
from tests.cms.uploads.corpus import (
    SECRET,
    animation,
    bomb,
    decoded,
    photo,
    shows_red_corner,
    svg,
)
from tests.factories import DocumentFactory, ImageFactory

pytestmark = [
    pytest.mark.django_db,
    # Wagtail leaves the files of its own renditions to the garbage collector.
    pytest.mark.filterwarnings("ignore:.*nclosed file:ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

ACTIVE = svg("<script>alert(1)</script>")
IMAGES_REFUSED = {
    "active drawing": ("a.svg", ACTIVE, "&lt;script&gt;"),
    "drawing without a size": ("a.svg", svg(attributes='width="100vw"'), "taille"),
    "drawing named as a photo": ("a.jpg", ACTIVE, "illisible"),
    "page": ("a.png", b"<html><script>alert(1)</script></html>", "illisible"),
    "too many pixels": ("a.png", bomb("PNG"), "trop grande"),
    "truncated": ("a.jpg", photo()[:900], "incomplet"),
    "no picture": ("a.webp", b"no picture", "illisible"),
    "empty": ("a.jpg", b"", "vide"),
    "wrong extension": ("a.png", photo(), "JPEG"),
    "animated": ("a.gif", animation("GIF"), "animée"),
    "extension that is not listed": ("a.svgz", svg(), "svgz"),
}
DOCUMENTS_REFUSED = {
    "active drawing": ("a.svg", ACTIVE, "&lt;script&gt;"),
    "page": ("a.txt", b"<html><script>alert(1)</script></html>", "code de page web"),
    "drawing named as a table": ("a.csv", ACTIVE, "code de page web"),
    "page named as a PDF": ("a.pdf", b"<html>", "pdf"),
    "page named as a letter": ("a.docx", b"<html>", "docx"),
    "too many pixels": ("a.png", bomb("PNG"), "trop grande"),
    "truncated": ("a.png", photo("PNG")[:300], "incomplet"),
    "empty": ("a.png", b"", "vide"),
    "extension that is not listed": ("a.html", svg(), "html"),
}
WAYS = ["single", "multiple", "chooser", "replacement"]


def send(client, kind, way, name, data):
    """Send a file as the admin's forms do; return the answer."""
    app = f"wagtail{'images' if kind == 'image' else 'docs'}"
    values = {"title": "Un titre", "collection": Collection.get_first_root_node().pk}
    values |= {"file": SimpleUploadedFile(name, data)}
    if way == "multiple":
        values["files[]"] = values.pop("file")
        return client.post(reverse(f"{app}:add_multiple"), values)
    if way == "chooser":
        prefix = f"{kind}-chooser-upload-"
        values = {prefix + key: value for key, value in values.items()}
        return client.post(reverse(f"{app}_chooser:create"), values)
    if way == "single":
        return client.post(reverse(f"{app}:add"), values)
    model = CustomImage if kind == "image" else CustomDocument
    return client.post(reverse(f"{app}:edit", args=[model.objects.get().pk]), values)


def files(folder):
    """Return the files in the folder but for those that the admin makes to show an image."""
    renditions = ("images/", "private_images/")
    return [name for name in pictures.files(folder) if not name.startswith(renditions)]


def stored(model):
    return list(model.objects.values_list("pk", "file", "file_hash"))


def body_of(response):
    content = response.content.decode()
    if "json" in response["Content-Type"]:
        content = str(response.json())
    return content.replace("&amp;lt;", "&lt;").replace("&amp;gt;", "&gt;")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", IMAGES_REFUSED)
def test_an_image_is_refused_on_its_field(admin, media, way, name):
    if way == "replacement":
        ImageFactory()
    filename, data, message = IMAGES_REFUSED[name]
    before, in_folder = stored(CustomImage), files(media)

    response = send(admin, "image", way, filename, data)

    assert response.status_code == 200
    assert message in body_of(response)
    assert (stored(CustomImage), files(media)) == (before, in_folder)
    assert UploadedFile.objects.count() == 0


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", DOCUMENTS_REFUSED)
def test_a_document_is_refused_on_its_field(admin, media, way, name):
    if way == "replacement":
        DocumentFactory()
    filename, data, message = DOCUMENTS_REFUSED[name]
    before, in_folder = stored(CustomDocument), files(media)

    response = send(admin, "document", way, filename, data)

    assert response.status_code == 200
    assert message in body_of(response)
    assert (stored(CustomDocument), files(media)) == (before, in_folder)
    assert UploadedFile.objects.count() == 0


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("kind", "factory", "model"),
    [("image", ImageFactory, CustomImage), ("document", DocumentFactory, CustomDocument)],
)
def test_a_picture_that_is_too_heavy_is_refused(admin, media, settings, way, kind, factory, model):
    if way == "replacement":
        factory()
    settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE = 100
    before, in_folder = stored(model), files(media)

    response = send(admin, kind, way, "a.png", photo("PNG"))

    assert "trop lourd" in body_of(response)
    assert (stored(model), files(media)) == (before, in_folder)


@pytest.mark.parametrize("way", WAYS)
def test_a_photo_is_stored_upright_and_without_metadata(admin, way):
    if way == "replacement":
        ImageFactory()

    response = send(admin, "image", way, "a.jpg", photo("JPEG", 6))

    assert response.status_code in {200, 302}
    image = CustomImage.objects.get()
    with image.open_file() as file:
        data = file.read()
    assert SECRET.encode() not in data
    assert shows_red_corner(data)
    assert (image.width, image.height, image.file_size) == (96, 64, len(data))
    recorded = image.file_hash
    image._set_file_hash()
    assert recorded == image.file_hash


@pytest.mark.parametrize("kind", ["image", "document"])
@pytest.mark.parametrize("way", WAYS)
def test_a_drawing_is_stored_without_its_editor_s_data(admin, kind, way):
    model = CustomImage if kind == "image" else CustomDocument
    if way == "replacement":
        (ImageFactory if kind == "image" else DocumentFactory)()

    send(admin, kind, way, "a.svg", svg(f"<metadata>{SECRET}</metadata><path d='M0 0h9'/>"))

    instance = model.objects.get()
    with instance.open_file() as file:
        data = file.read()
    assert SECRET.encode() not in data
    assert b"M0 0h9" in data
    assert instance.file_size == len(data)


def test_a_title_is_edited_without_a_file(admin):
    image = ImageFactory()
    values = {"title": "Autre titre", "collection": image.collection_id}

    admin.post(reverse("wagtailimages:edit", args=[image.pk]), values)

    changed = CustomImage.objects.get()
    assert (changed.title, changed.file, changed.file_hash) == (
        "Autre titre",
        image.file,
        image.file_hash,
    )


@pytest.mark.parametrize("kind", ["image", "document"])
def test_an_upload_that_waits_for_its_form_is_clean_already(kind):
    model = CustomImage if kind == "image" else CustomDocument
    waiting = UploadedFile(for_content_type=ContentType.objects.get_for_model(model))
    waiting.file = SimpleUploadedFile("a.png", photo("PNG", 6))

    waiting.save()

    with waiting.file.storage.open(waiting.file.name) as file:
        data = file.read()
    assert SECRET.encode() not in data


# --- The picture of an account -------------------------------------------------------------------


def send_avatar(client, name, data):
    values = {"avatar-avatar": SimpleUploadedFile(name, data), "name_email-first_name": "Nadia"}
    values |= {"name_email-last_name": "B", "name_email-email": "nadia@exemple.fr"}
    values |= {"theme-theme": "system", "theme-density": "default", "theme-contrast": "system"}
    values |= {"theme-keyboard_shortcuts": "on", "locale-current_time_zone": "Europe/Paris"}
    return client.post(reverse("wagtailadmin_account"), values)


@pytest.mark.parametrize("name", IMAGES_REFUSED)
def test_a_picture_of_an_account_is_refused_on_its_field(admin, name):
    filename, data, _message = IMAGES_REFUSED[name]

    response = send_avatar(admin, filename, data)

    assert response.status_code == 200
    assert not UserProfile.objects.exclude(avatar="").exists()


def test_a_picture_of_an_account_is_clean(admin):
    send_avatar(admin, "a.jpg", photo("JPEG", 6))

    avatar = UserProfile.objects.get().avatar
    with avatar.storage.open(avatar.name) as file:
        data = file.read()
    assert SECRET.encode() not in data
    assert decoded(data).size == (96, 64)


# --- Without a form ------------------------------------------------------------------------------


def by_constructor(model, file):
    model(title="a", file=file).save()


def by_manager(model, file):
    model.objects.create(title="a", file=file)


def by_bulk(model, file):
    root = Collection.get_first_root_node()
    model.objects.bulk_create([model(title="a", file=file, collection=root)])


def by_field(model, file):
    model(title="a").file.save("a.svg", file)


@pytest.mark.parametrize("model", [CustomImage, CustomDocument])
@pytest.mark.parametrize("way", [by_constructor, by_manager, by_bulk, by_field])
def test_no_code_stores_an_active_drawing(media, model, way):
    with pytest.raises(UploadRefusedError):
        way(model, ContentFile(ACTIVE, name="a.svg"))

    assert files(media) == []


@pytest.mark.parametrize("way", [by_constructor, by_manager, by_bulk])
def test_no_code_stores_metadata(way):
    way(CustomImage, ContentFile(photo("JPEG", 8), name="a.jpg"))

    image = CustomImage.objects.get()
    with image.open_file() as file:
        assert shows_red_corner(file.read())
    assert (image.width, image.height) == (96, 64)


# --- What is stored already ----------------------------------------------------------------------


@pytest.mark.parametrize("data", [bomb("PNG"), b"no picture", photo("PNG")[:300], b""])
def test_the_admin_shows_a_stored_picture_that_cannot_be_decoded_as_broken(admin, media, data):
    image = ImageFactory(file=ContentFile(photo("PNG"), name="a.png"))
    with open(image.file.path, "wb") as file:
        file.write(data)

    addresses = [
        reverse("wagtailimages:index"),
        reverse("wagtailimages:edit", args=[image.pk]),
        reverse("wagtailimages_chooser:choose"),
        reverse("wagtailimages_chooser:chosen", args=[image.pk]),
        reverse("wagtailimages_chooser:select_format", args=[image.pk]),
    ]

    assert {admin.get(address).status_code for address in addresses} == {200}


def test_a_rendition_of_the_admin_is_made(admin):
    image = ImageFactory(file=ContentFile(photo("WEBP"), name="a.webp"))

    with image.get_rendition("max-32x32").file.open() as file:
        data = file.read()

    assert decoded(data).size == (32, 21)


def test_renditions_of_a_picture_that_was_stored_on_its_side_stand_upright(media):
    image = ImageFactory(file=ContentFile(photo("JPEG"), name="a.jpg"))
    with open(image.file.path, "wb") as file:
        file.write(photo("JPEG", 6))
    CustomImage.objects.update(width=64, height=96)

    make_renditions(CustomImage.objects.get())

    with image.renditions.get(filter_spec="width-400|format-jpeg").file.open() as file:
        assert shows_red_corner(file.read())


def test_the_size_of_a_picture_that_was_stored_on_its_side_is_that_of_what_is_seen(media):
    image = ImageFactory(file=ContentFile(photo("JPEG"), name="a.jpg"))
    with open(image.file.path, "wb") as file:
        file.write(photo("JPEG", 6))

    stored = CustomImage.objects.get()

    assert (stored.file.width, stored.file.height) == (96, 64)


@pytest.mark.parametrize("data", [bomb("PNG"), photo("PNG")[:300]])
def test_renditions_of_a_stored_picture_that_is_too_large_or_broken_are_not_made(media, data):
    image = ImageFactory(file=ContentFile(photo("PNG"), name="a.png"))
    with open(image.file.path, "wb") as file:
        file.write(data)

    with pytest.raises(UndecodablePictureError):
        make_renditions(image)

    assert not image.renditions.exists()


def test_no_model_stores_files_in_a_field_that_is_not_cleaned():
    found = {
        f"{field.model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, FileField)
        and not isinstance(field, CleanImageField | CleanDocumentField)
    }

    assert found == {
        "cms.Rendition.file",  # what our own encoder wrote
        "wagtailcore.UploadedFile.file",  # cleaned by cms.uploads.signals, like the next one
        "wagtailusers.UserProfile.avatar",
        # Wagtail's own models, in whose place are ours.
        "wagtaildocs.Document.file",
        "wagtailimages.Image.file",
        "wagtailimages.Rendition.file",
    }


@pytest.mark.parametrize(
    ("place", "is_inside"), [((2**31 - 1, 5), False), ((5, 13), False), ((8, 12), True)]
)
def test_a_focal_point_outside_the_picture_is_refused(admin, place, is_inside):
    image = ImageFactory(file__width=8, file__height=12)
    x, y = place
    fields = {
        "title": "Un", "collection": image.collection_id, "tags": "", "focal_point_x": x,
        "focal_point_y": y, "focal_point_width": 1, "focal_point_height": 1,
    }  # fmt: skip

    response = admin.post(reverse("wagtailimages:edit", args=[image.pk]), fields)

    image.refresh_from_db()
    assert (response.status_code == 302) is is_inside
    assert (image.focal_point_x is not None) is is_inside
    if not is_inside:
        assert "Le point focal est en dehors" in response.content.decode()
