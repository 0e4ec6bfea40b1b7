"""Hidden, wrongly named and missing files have one and the same answer."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse
from wagtail.models import CollectionViewRestriction, GroupCollectionPermission, UploadedFile
from wagtail.users.models import UserProfile

from cms.images.renditions import make_renditions
from tests.cms.uploads.corpus import photo
from tests.factories import (
    CollectionFactory,
    CollectionViewRestrictionFactory,
    ContentPageFactory,
    DocumentFactory,
    ImageFactory,
    UserFactory,
)

KINDS = [
    CollectionViewRestriction.LOGIN,
    CollectionViewRestriction.GROUPS,
    CollectionViewRestriction.PASSWORD,
]
# What differs between two answers to the same question.
VOLATILE = {"Date", "Expires", "Set-Cookie"}


@pytest.fixture
def restricted():
    """Return a function that makes a collection with a restriction of a kind."""

    def make(kind):
        collection = CollectionFactory()
        restriction = CollectionViewRestrictionFactory(
            collection=collection, restriction_type=kind, password="sésame"
        )
        restriction.groups.add(Group.objects.get_or_create(name="Comité")[0])
        return collection

    return make


def answer(client, address):
    response = client.get(address)
    headers = {name: value for name, value in response.headers.items() if name not in VOLATILE}
    return response.status_code, response.body, headers


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["anonymous", "stranger"])
def test_hidden_wrong_and_missing_documents_are_answered_alike(request, restricted, kind, name):
    document = DocumentFactory(collection=restricted(kind))
    if (name, kind) == ("stranger", CollectionViewRestriction.LOGIN):
        return  # any account may read it
    client = request.getfixturevalue(name)

    answers = [
        answer(client, address)
        for address in (
            document.url,
            f"/documents/{document.pk}/autre.txt",
            f"/documents/{document.pk}/",
            f"/documents/999999/{document.filename}",
            f"/documents/{'9' * 30}/{document.filename}",
            f"/documents/{'9' * 5000}/{document.filename}",
            f"/documents/0/{document.filename}",
        )
    ]

    assert answers[0][0] == 404
    assert all(one == answers[0] for one in answers)


def test_a_right_name_takes_no_more_work_than_a_wrong_one(anonymous, site):
    document = DocumentFactory(uploaded_by_user=UserFactory())
    anonymous.get(document.url)  # what the process then knows
    counts = []
    for address in (document.url, f"/documents/{document.pk}/autre.txt"):
        with CaptureQueriesContext(connection) as queries:
            assert anonymous.get(address).status_code == 404
        counts.append(len(queries))

    assert counts[0] == counts[1] > 1


def test_a_wrong_name_of_a_public_document_is_answered_like_a_missing_one(anonymous):
    document = DocumentFactory()

    right, wrong, missing = (
        answer(anonymous, address)
        for address in (
            document.url,
            f"/documents/{document.pk}/autre.txt",
            f"/documents/999999/{document.filename}",
        )
    )

    assert (right[0], wrong[0]) == (200, 404)
    assert wrong == missing


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["anonymous", "stranger"])
def test_hidden_and_missing_images_are_answered_alike(request, restricted, committed, kind, name):
    with committed():
        image = ImageFactory(collection=restricted(kind))
        make_renditions(image)
        rendition = image.get_rendition("max-165x165")
    if (name, kind) == ("stranger", CollectionViewRestriction.LOGIN):
        return  # any account may see it
    client = request.getfixturevalue(name)

    answers = [
        answer(client, address)
        for address in (
            image.url,
            rendition.url,
            "/files/original_images/0123/image.jpg",
            "/files/private_images/0123.jpg",
            "/files/avatar_images/0123.jpg",
            "/files/wagtail_uploads/image.jpg",
            f"/files/{DocumentFactory().file.name}",
            "/files/../secret",
        )
    ]

    assert answers[0][0] == 404
    assert all(one == answers[0] for one in answers)


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_a_file_is_only_read(anonymous, restricted, method):
    hidden = DocumentFactory(collection=restricted(CollectionViewRestriction.LOGIN))

    codes = {
        getattr(anonymous, method)(address).status_code
        for address in (
            hidden.url,
            DocumentFactory().url,
            "/documents/999999/x.txt",
            ImageFactory().url,
            "/files/original_images/x.jpg",
        )
    }

    assert codes == {405}


def test_an_upload_that_waits_for_its_form_is_served_to_nobody(anonymous, admin_client):
    waiting = UploadedFile.objects.create(file=ContentFile(b"texte", name="a.txt"))
    address = waiting.file.storage.url(waiting.file.name)

    codes = [client.get(address).status_code for client in (anonymous, admin_client)]

    assert waiting.file.storage.exists(waiting.file.name)
    assert codes == [404, 404]


def test_the_picture_of_an_account_is_shown_in_the_admin_alone(anonymous, stranger, admin_client):
    profile = UserProfile.objects.create(
        user=UserFactory(), avatar=ContentFile(photo("PNG"), name="nadia.png")
    )
    address = profile.avatar.url

    codes = [client.get(address).status_code for client in (anonymous, stranger, admin_client)]
    UserProfile.objects.update(avatar="")

    assert codes == [404, 404, 200]
    assert profile.avatar.storage.exists(profile.avatar.name)
    assert admin_client.get(address).status_code == 404


def test_a_right_on_files_counts_for_people_of_the_admin_alone(stranger):
    document = DocumentFactory(uploaded_by_user=UserFactory())
    group = Group.objects.create(name="Une équipe")
    GroupCollectionPermission.objects.create(
        group=group,
        collection=document.collection,
        permission=Permission.objects.get(
            codename="change_document", content_type__app_label="wagtaildocs"
        ),
    )
    UserFactory._meta.model.objects.order_by("pk").first().groups.add(group)

    before = stranger.get(document.url).status_code
    group.permissions.add(Permission.objects.get(codename="access_admin"))

    assert (before, stranger.get(document.url).status_code) == (404, 200)


def test_a_head_request_tells_no_more_than_a_get(anonymous, restricted):
    hidden = DocumentFactory(collection=restricted(CollectionViewRestriction.GROUPS))

    asked = [anonymous.head(hidden.url), anonymous.head(f"/documents/{hidden.pk + 1}/x.txt")]

    assert {response.status_code for response in asked} == {404}
    assert asked[0].headers == asked[1].headers


def test_no_page_asks_for_a_shared_password(restricted, anonymous):
    restriction = restricted(CollectionViewRestriction.PASSWORD).view_restrictions.get()

    codes = {
        anonymous.get(f"{prefix}/authenticate_with_password/{restriction.pk}/").status_code
        for prefix in ("/documents", "/_util")
    }

    assert codes == {404}
    with pytest.raises(NoReverseMatch):
        reverse("wagtaildocs_authenticate_with_password", args=[restriction.pk])


def test_no_address_makes_renditions_for_readers():
    with pytest.raises(NoReverseMatch):
        reverse("wagtailimages_serve", args=["signature", "1", "width-100"])


def test_a_document_that_nothing_published_uses_is_hidden(anonymous, admin_client):
    document = DocumentFactory(uploaded_by_user=UserFactory())

    codes = anonymous.get(document.url).status_code, admin_client.get(document.url).status_code

    assert codes == (404, 200)


def test_a_document_is_served_once_its_page_is_published(anonymous, site):
    document = DocumentFactory(uploaded_by_user=UserFactory())
    page = ContentPageFactory(parent=site.root_page, live=False, body=[])
    page.body = [("documents", {"title": "Documents", "documents": [document]})]
    revision = page.save_revision()
    before = anonymous.get(document.url).status_code

    revision.publish()

    assert (before, anonymous.get(document.url).status_code) == (404, 200)


def let_in(collection):
    """Let the stranger into the admin, to change and choose the files of a collection."""
    group = Group.objects.create(name="Une équipe")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for codename in ("change_image", "change_document", "choose_image", "choose_document"):
        permission = Permission.objects.get(
            codename=codename, content_type__app_label__startswith="wagtail"
        )
        GroupCollectionPermission.objects.create(
            group=group, collection=collection, permission=permission
        )
    UserFactory._meta.model.objects.get().groups.add(group)


@pytest.mark.parametrize(
    ("name", "factory"),
    [
        ("wagtailimages:edit", ImageFactory),
        ("wagtailimages:delete", ImageFactory),
        ("wagtailimages:image_usage", ImageFactory),
        ("wagtailimages_chooser:chosen", ImageFactory),
        ("wagtailimages_chooser:select_format", ImageFactory),
        ("wagtaildocs:edit", DocumentFactory),
        ("wagtaildocs:delete", DocumentFactory),
        ("wagtaildocs:document_usage", DocumentFactory),
        ("wagtaildocs_chooser:chosen", DocumentFactory),
    ],
)
def test_the_admin_answers_a_foreign_file_like_a_missing_one(stranger, name, factory):
    foreign, own = factory(), CollectionFactory()
    let_in(own)

    answers = [answer(stranger, reverse(name, args=[key])) for key in (foreign.pk, 999_999)]
    shown = stranger.get(reverse(name, args=[factory(collection=own).pk])).status_code

    assert answers[0][0] == 404
    assert answers[0] == answers[1]
    assert shown == 200 or "delete" in name


@pytest.mark.parametrize(
    ("app", "factory"), [("wagtailimages", ImageFactory), ("wagtaildocs", DocumentFactory)]
)
@pytest.mark.parametrize("name", ["edit_multiple", "delete_multiple"])
def test_a_form_of_many_uploads_answers_a_foreign_file_like_a_missing_one(
    stranger, app, factory, name
):
    let_in(CollectionFactory())

    addresses = [reverse(f"{app}:{name}", args=[key]) for key in (factory().pk, 999_999)]

    assert [stranger.post(address).status_code for address in addresses] == [404, 404]
