"""Tags are named to whoever may see a file that has them."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from wagtail.models import Collection, GroupCollectionPermission

from cms.media.known_tags import popular_tags
from cms.models import CustomImage
from tests.browsing import Browser
from tests.factories import DocumentFactory, ImageFactory, UserFactory

pytestmark = [
    pytest.mark.django_db,
    # Wagtail leaves the files of its own renditions to the garbage collector.
    pytest.mark.filterwarnings("ignore:.*nclosed file:ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
AUTOCOMPLETES = [
    "/admin/tag-autocomplete/?term=canari",
    "/admin/tag-autocomplete/taggit/tag/?term=CANARI",
]
RIGHTS = [("image", "add"), ("image", "choose"), ("document", "add"), ("document", "choose")]


@pytest.fixture
def own():
    """Return the collection in which the group has rights; files of both have tags."""
    root = Collection.get_first_root_node()
    own, foreign = root.add_child(name="La sienne"), root.add_child(name="Une autre")
    for collection, name in ((own, "vu"), (foreign, "cache")):
        ImageFactory(collection=collection).tags.add(f"canari-image-{name}")
        DocumentFactory(collection=collection).tags.add(f"canari-document-{name}")
    return own


@pytest.fixture
def person(own, site):
    group = Group.objects.create(name="Une structure")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for model, right in RIGHTS:
        permission = Permission.objects.get(codename=f"{right}_{model}")
        GroupCollectionPermission.objects.create(group=group, collection=own, permission=permission)
    user = UserFactory()
    user.groups.add(group)
    return user


@pytest.fixture
def browser(person):
    browser = Browser()
    browser.force_login(person)
    return browser


@pytest.mark.parametrize("address", AUTOCOMPLETES)
def test_the_field_of_tags_offers_known_ones(browser, address):
    assert browser.get(address).json() == ["canari-document-vu", "canari-image-vu"]


def test_the_tags_of_own_files_are_offered(browser, person):
    ImageFactory(uploaded_by_user=person).tags.add("canari-a-soi")

    assert "canari-a-soi" in browser.get(AUTOCOMPLETES[0]).json()


def test_an_administrator_is_offered_all(admin_client, own):
    assert len(admin_client.get(AUTOCOMPLETES[0]).json()) == 4


def test_no_more_than_the_term_asks_for(browser):
    assert browser.get("/admin/tag-autocomplete/?term=").json() == []
    assert browser.get("/admin/tag-autocomplete/").json() == []
    assert browser.get("/admin/tag-autocomplete/cms/user/?term=a").status_code == 404


@pytest.mark.parametrize(
    "name",
    [
        "wagtailimages:index",
        "wagtailimages_chooser:choose",
        "wagtaildocs:index",
        "wagtaildocs_chooser:choose",
    ],
)
def test_lists_and_choosers_offer_known_ones(browser, name):
    page = browser.get(reverse(name))

    assert page.status_code == 200
    assert "-cache" not in page.content.decode()
    if "docs_chooser" not in name:
        assert "-vu" in page.content.decode()


def test_without_a_request_none_is_popular(own):
    assert list(popular_tags(CustomImage)) == []


def test_a_document_is_known_by_no_image_of_the_same_number(browser, own):
    foreign = Collection.objects.get(name="Une autre")
    ImageFactory(pk=481516, collection=own)
    DocumentFactory(pk=481516, collection=foreign).tags.add("canari-du-meme-numero")

    assert "canari-du-meme-numero" not in browser.get(AUTOCOMPLETES[0]).json()


def test_each_tag_is_offered_once_and_so_many_at_most(browser, own, monkeypatch):
    monkeypatch.setattr("cms.media.known_tags.TAGS_AUTOCOMPLETE_LIMIT", 2)
    for _n in range(2):
        ImageFactory(collection=own).tags.add("canari-a", "canari-b", "canari-c")

    assert browser.get(AUTOCOMPLETES[0]).json() == ["canari-a", "canari-b"]


def test_the_tags_of_most_files_are_popular(person, own, monkeypatch):
    request = SimpleNamespace(user=person)
    monkeypatch.setattr("cms.media.known_tags.current_request", lambda: request)
    ImageFactory(collection=own).tags.add("canari-image-vu", "canari-autre")

    assert [tag.name for tag in popular_tags(CustomImage, count=1)] == ["canari-image-vu"]
