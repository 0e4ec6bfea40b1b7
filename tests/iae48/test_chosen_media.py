"""Who may choose a hidden image sees its thumbnail; files are for those who may change them."""

import pytest
from wagtail.models import Collection

from iae48.roles import ADMINISTRATORS, EDITORS, PUBLISHERS, media_of
from tests.factories import (
    CollectionFactory,
    CollectionViewRestrictionFactory,
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
