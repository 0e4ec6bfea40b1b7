"""What the admin records: whether a person who publishes has put a file there."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import Collection, GroupPagePermission, Locale, UploadedFile

from cms.media.release import may_release
from cms.models import CustomDocument, CustomImage
from iae48.roles import EDITORS, PUBLISHERS, media_of
from tests.factories import (
    CollectionFactory,
    ContentPageFactory,
    DocumentFactory,
    ImageFactory,
)
from tests.members import browser_of, member_of

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 60"><path d="M0 0h9v6z"/></svg>'


@pytest.fixture(autouse=True)
def _roles(roles):
    """Set up the groups of the site."""


@pytest.fixture
def editor():
    """Return the account of somebody who writes drafts, and publishes nothing."""
    return member_of(EDITORS)


@pytest.fixture
def publisher():
    """Return the account of somebody who publishes."""
    return member_of(PUBLISHERS)


@pytest.fixture
def collection(roles):
    """Return a public collection into which both may put files."""
    return CollectionFactory(parent=Collection.objects.get(name=media_of(Locale.get_default())))


def upload(client, kind, post, collection):
    name, content = ("a.svg", SVG) if kind == "image" else ("a.txt", b"texte")
    address = reverse(f"wagtail{'images' if kind == 'image' else 'docs'}:add")
    return post(
        client,
        address,
        {
            "title": "Fichier",
            "description": "Un dessin",
            "tags": "",
            "collection": collection.pk,
            "is_released": "on",
            "file": SimpleUploadedFile(name, content),
        },
    )


@pytest.mark.parametrize(("kind", "model"), [("image", CustomImage), ("document", CustomDocument)])
@pytest.mark.parametrize(("person", "is_released"), [("editor", False), ("publisher", True)])
def test_an_upload_is_released_by_the_right_of_who_uploads(
    request, post, collection, kind, model, person, is_released
):
    client = browser_of(request.getfixturevalue(person))
    upload(client, kind, post, collection)

    file = model.objects.get()
    assert file.is_released is is_released


@pytest.mark.parametrize(("person", "is_released"), [("editor", False), ("publisher", True)])
def test_a_change_releases_a_file_by_the_right_of_who_makes_it(
    request, collection, post, person, is_released
):
    image = ImageFactory(collection=collection, is_released=False)
    client = browser_of(request.getfixturevalue(person))

    response = post(
        client,
        reverse("wagtailimages:edit", args=[image.pk]),
        {
            "title": "Un autre titre",
            "description": "Un jardin",
            "tags": "",
            "collection": collection.pk,
        },
    )

    assert response.status_code == 302
    assert CustomImage.objects.get().is_released is is_released


@pytest.mark.parametrize("right", ["publish_page", "publish_network", "change_network"])
def test_the_right_to_publish_anything_is_enough(site, right):
    permission = Permission.objects.get(codename=right)
    group = Group.objects.create(name="Une équipe")
    if right == "publish_page":
        GroupPagePermission.objects.create(group=group, page=site.root_page, permission=permission)
    else:
        group.permissions.add(permission)
    user = member_of("Une équipe")

    assert may_release(user) == right.startswith("publish")
    user.is_active = False
    assert not may_release(user)


def test_nothing_is_released_when_nothing_is_changed(publisher, collection):
    from wagtail.images.forms import get_image_form

    image = ImageFactory(collection=collection, is_released=False)
    form = get_image_form(CustomImage)
    data = form(instance=image, user=publisher).initial
    unchanged = form({**data, "tags": ""}, instance=image, user=publisher)

    unchanged.save()

    assert not CustomImage.objects.get().is_released


@pytest.mark.parametrize(("person", "is_released"), [("editor", False), ("publisher", True)])
def test_a_bulk_change_of_collection_decides_too(request, collection, post, person, is_released):
    document = DocumentFactory(collection=collection, is_released=False)
    other = Collection.objects.get(name=media_of(Locale.get_default()))
    address = f"/admin/bulk/cms/customdocument/add_to_collection/?next=/admin/&id={document.pk}"

    post(browser_of(request.getfixturevalue(person)), address, {"collection": other.pk})

    stored = CustomDocument.objects.get()
    assert (stored.collection, stored.is_released) == (other, is_released)


def test_an_unfinished_upload_is_no_public_file(editor, folders):
    UploadedFile.objects.create(
        file=ContentFile(b"secret", name="secret.txt"), uploaded_by_user=editor
    )

    stored = [path.relative_to(folders).parts[0] for path in folders.rglob("*.txt")]
    assert stored == ["private"]


@pytest.mark.parametrize(
    ("change", "state"),
    [
        (lambda image: None, "Visible publiquement :</strong> une personne qui publie"),
        (
            lambda image: CustomImage.objects.update(is_released=False),
            "Pas encore visible publiquement :",
        ),
        (
            lambda image: (
                CustomImage.objects.update(is_released=False),
                ContentPageFactory(social_image=image, body=[]),
            ),
            "Visible publiquement :</strong> un contenu publié",
        ),
        (
            lambda image: CustomImage.objects.update(collection=CollectionFactory(private=True)),
            "Non public :",
        ),
    ],
)
def test_the_form_of_an_image_says_who_sees_it(admin_client, change, state):
    image = ImageFactory()
    change(image)

    page = admin_client.get(reverse("wagtailimages:edit", args=[image.pk])).content.decode()

    assert state in page


def test_the_form_of_a_document_says_who_sees_it(admin_client):
    document = DocumentFactory()

    page = admin_client.get(reverse("wagtaildocs:edit", args=[document.pk])).content.decode()

    assert "Visible publiquement :" in page
