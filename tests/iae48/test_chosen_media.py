"""Who may choose a hidden image sees its thumbnail; files are for those who may change them."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from iae48.roles import ADMINISTRATORS, EDITORS, PUBLISHERS, media_of
from tests.admin_forms import form_fields
from tests.factories import (
    CollectionFactory,
    CollectionViewRestrictionFactory,
    ContentPageFactory,
    DocumentFactory,
    ImageFactory,
    UserFactory,
)
from tests.structures.admin.conftest import logged_in, member

TRANSLATORS = "Traduction anglais"
# Wagtail leaves the closing of rendition files to the garbage collector.
pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture
def private(site, english, settings, tmp_path, roles):
    """Set the roles up, and return a private collection of the root."""
    settings.MEDIA_ROOT, settings.PRIVATE_MEDIA_ROOT = tmp_path / "public", tmp_path / "private"
    collection = CollectionFactory(parent=Collection.get_first_root_node())
    CollectionViewRestrictionFactory(collection=collection, restriction_type="groups")
    return collection


def answers(client, image):
    """Return the statuses of an image's original, of its copies and of its thumbnail."""
    addresses = [image.url, *(image.get_rendition(spec).url for spec in SPECS)]
    return [client.get(address).status_code for address in addresses]


SPECS = ("original", "width-300", "max-165x165")


@pytest.mark.parametrize(
    ("role", "statuses"),
    [
        (ADMINISTRATORS, [200] * 4),
        (PUBLISHERS, [200] * 4),
        (EDITORS, [404, 404, 404, 200]),
        (TRANSLATORS, [404, 404, 404, 200]),
        (None, [404] * 4),
    ],
)
def test_files_of_a_private_image_are_for_those_who_may_change_it(private, role, statuses):
    image = ImageFactory(collection=private, file__width=400, file__height=300)
    client = logged_in(member("personne", role) if role else UserFactory())

    assert answers(client, image) == statuses


@pytest.mark.parametrize("role", [EDITORS, TRANSLATORS])
def test_they_see_the_files_of_their_own_collection(private, english, role):
    own = Collection.objects.get(name=media_of(english))
    CollectionViewRestrictionFactory(collection=own, restriction_type="groups")
    image = ImageFactory(collection=own, file__width=400, file__height=300)

    assert answers(logged_in(member("personne", role)), image) == [200] * 4


@pytest.mark.parametrize(
    ("role", "status"), [(PUBLISHERS, 200), (EDITORS, 404), (TRANSLATORS, 404), (None, 404)]
)
def test_a_document_that_is_not_published_is_for_those_who_may_change_it(private, role, status):
    document = DocumentFactory(
        collection=Collection.get_first_root_node(), uploaded_by_user=UserFactory()
    )
    client = logged_in(member("personne", role) if role else UserFactory())

    assert client.get(document.url).status_code == status


def saved(client, page, **fields):
    """Save a page's form with fields, and return the page of the answer."""
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    form = form_fields(client.get(address).content.decode()) | {"body-count": "0"}
    return client.post(address, form | fields)


def in_block(image):
    return {
        "body-count": "1", "body-0-type": "figure", "body-0-order": "0", "body-0-deleted": "",
        "body-0-value-image-image": str(image.pk), "body-0-value-image-alt_text": "Un jardin",
    }  # fmt: skip


@pytest.mark.parametrize("place", [in_block, lambda image: {"social_image": str(image.pk)}])
@pytest.mark.parametrize("has_right", [True, False])
def test_a_form_takes_no_image_without_a_right_to_it(private, home, place, has_right):
    group = Group.objects.create(name="Une page")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    change = Permission.objects.get(
        codename="change_page", content_type=ContentType.objects.get_for_model(Page)
    )
    page = ContentPageFactory(parent=home)
    GroupPagePermission.objects.create(group=group, page=page, permission=change)
    if has_right:
        choose = Permission.objects.get(codename="choose_image")
        GroupCollectionPermission.objects.create(group=group, collection=private, permission=choose)
    user = UserFactory()
    user.groups.add(group)
    image = ImageFactory(collection=private)

    answer = saved(logged_in(user), page, **place(image))

    assert answer.status_code == (302 if has_right else 200)
    assert ("vous n’y avez pas accès" in answer.content.decode()) != has_right
    assert page.revisions.exists() == has_right


def test_a_form_keeps_an_image_that_somebody_else_has_chosen(private, home):
    page = ContentPageFactory(parent=home, social_image=ImageFactory(collection=private))
    page.save_revision()
    editor = logged_in(member("personne", EDITORS))
    GroupCollectionPermission.objects.filter(group__name=EDITORS).delete()

    answer = saved(editor, page, introduction="Neuf")

    assert answer.status_code == 302
