"""Lists of images and documents: what published content uses, and what publishers released."""

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Site

from cms.models import CustomImage
from iae48.roles import EDITORS, PUBLISHERS, translators
from structures.admin.access import give_access
from tests.factories import (
    CollectionFactory,
    ContentPageFactory,
    DocumentFactory,
    ImageFactory,
    NetworkFactory,
    PageViewRestrictionFactory,
    SiteSettingsFactory,
    StructurePageFactory,
    UserFactory,
)

QUERY = """{ images { totalCount nodes { id } edges { node { id } } }
             documents { totalCount nodes { id } edges { node { id } } } }"""

pytestmark = pytest.mark.any_database


@pytest.fixture
def uploader():
    """Return an account that publishes nothing."""
    return UserFactory()


@pytest.fixture
def image(site, uploader):
    """Return an image that somebody without the right to publish has uploaded."""
    return ImageFactory(uploaded_by_user=uploader)


@pytest.fixture
def document(site, uploader):
    """Return a document of the same person."""
    return DocumentFactory(uploaded_by_user=uploader)


@pytest.fixture
def listed(graphql):
    """Return a function that tells the ids in both lists."""

    def ask():
        data = graphql(QUERY)["data"]
        for one in data.values():
            assert one["totalCount"] == len(one["nodes"]) == len(one["edges"])
        return [{int(node["id"]) for node in data[name]["nodes"]} for name in data]

    return ask


def body(*blocks):
    field = ContentPageFactory._meta.model._meta.get_field("body")
    return field.stream_block.to_python(list(blocks))


def as_social_image(home, image, document):
    return ContentPageFactory(parent=home, social_image=image, body=[])


def in_streams(home, image, document):
    figure = {"image": {"image": image.pk, "alt_text": "a", "decorative": False}}
    files = {"title": "D", "documents": [document.pk]}
    blocks = ({"type": "figure", "value": figure}, {"type": "documents", "value": files})
    return ContentPageFactory(parent=home, body=body(*blocks))


def in_prose(home, image, document):
    text = (
        f'<p><a linktype="document" id="{document.pk}">fichier</a></p>'
        f'<embed embedtype="image" id="{image.pk}" format="left" alt="a"/>'
    )
    return ContentPageFactory(
        parent=home, body=body({"type": "paragraph", "value": {"content": text}})
    )


def as_logo_of_a_network(home, image, document):
    return NetworkFactory(logo=image)


def test_files_of_people_who_publish_nothing_are_not_listed(image, document, listed):
    assert listed() == [set(), set()]


@pytest.mark.parametrize("uses_both", [in_streams, in_prose])
def test_files_are_listed_as_long_as_a_published_page_uses_them(
    home, image, document, listed, uses_both
):
    page = uses_both(home, image, document)
    while_published = listed()

    page.unpublish()
    while_a_draft = listed()
    page.save_revision().publish()

    both = [{image.pk}, {document.pk}]
    assert [while_published, while_a_draft, listed()] == [both, [set(), set()], both]


@pytest.mark.parametrize("key", ["abc", 10**30])
def test_a_reference_to_what_cannot_be_breaks_no_list(home, image, document, listed, key):
    in_prose(home, image, document)
    text = f'<embed embedtype="image" id="{key}" format="left" alt="a"/>'
    ContentPageFactory(parent=home, body=body({"type": "paragraph", "value": {"content": text}}))

    assert listed() == [{image.pk}, {document.pk}]


@pytest.mark.parametrize("uses", [as_social_image, as_logo_of_a_network])
def test_a_foreign_key_of_what_is_published_counts(home, image, document, listed, uses):
    row = uses(home, image, document)
    while_published = listed()

    row.unpublish()

    assert while_published == [{image.pk}, set()]
    assert listed() == [set(), set()]


def test_the_settings_of_the_site_count(site, image, listed):
    before = listed()

    settings = SiteSettingsFactory(site=site, logo=image)
    during = listed()
    settings.logo = None
    settings.save()

    assert [before[0], during[0], listed()[0]] == [set(), {image.pk}, set()]


def test_the_settings_of_another_site_do_not_count(site, home, image, listed):
    other = Site.objects.create(hostname="autre.exemple.fr", root_page=home)
    SiteSettingsFactory(site=other, logo=image)

    assert listed() == [set(), set()]


def test_a_draft_does_not_count(home, image, document, listed):
    page = ContentPageFactory(parent=home, body=[])
    before = listed()
    page.social_image = image
    page.save_revision()

    during = listed()
    page.get_latest_revision().publish()

    assert [before[0], during[0], listed()[0]] == [set(), set(), {image.pk}]


def test_what_a_page_uses_no_more_is_not_listed(home, image, document, listed):
    page = in_streams(home, image, document)
    before = listed()

    page.body = body()
    page.save_revision().publish()

    assert before == [{image.pk}, {document.pk}]
    assert listed() == [set(), set()]


def test_a_private_page_does_not_count(home, image, document, listed):
    page = in_streams(home, image, document)
    before = listed()

    restriction = PageViewRestrictionFactory(page=page)
    during = listed()
    restriction.delete()

    both = [{image.pk}, {document.pk}]
    assert [before, during, listed()] == [both, [set(), set()], both]


def test_a_private_collection_hides_what_is_used(home, image, document, listed):
    in_streams(home, image, document)
    before = listed()

    for file in (image, document):
        file.collection = CollectionFactory(private=True)
        file.save()

    assert before == [{image.pk}, {document.pk}]
    assert listed() == [set(), set()]


def test_a_file_that_is_not_listed_is_delivered_where_it_is_used(home, image, graphql):
    CustomImage.objects.update(is_released=False)
    ContentPageFactory(parent=home, slug="une", social_image=image, body=[])

    answer = graphql('{ page(slug: "une") { ... on ContentPage { socialImage { id } } } }')

    assert answer["data"]["page"]["socialImage"] == {"id": str(image.pk)}


@pytest.mark.parametrize(
    ("group", "is_released"),
    [(PUBLISHERS, True), (EDITORS, False), ("translators", False), ("structure", False)],
)
def test_the_right_to_publish_decides_what_is_listed_at_once(
    english, roles, listed, group, is_released
):
    if group == "structure":
        user = give_access(StructurePageFactory(), "equipe@exemple.fr").user
    else:
        user = UserFactory()
        name = translators(english) if group == "translators" else group
        user.groups.add(Group.objects.get(name=name))

    image = ImageFactory(uploaded_by_user=user)
    document = DocumentFactory(uploaded_by_user=user)

    expected = [{image.pk}, {document.pk}] if is_released else [set(), set()]
    assert listed() == expected


def test_a_publisher_who_goes_leaves_what_she_released(site, listed):
    publisher = UserFactory(superuser=True)
    image = ImageFactory(uploaded_by_user=publisher)

    publisher.delete()

    assert listed()[0] == {image.pk}


def test_what_somebody_else_uploaded_stays_hidden_when_the_account_goes(
    image, document, uploader, listed
):
    uploader.delete()

    assert listed() == [set(), set()]


def test_the_queries_of_the_lists_do_not_follow_their_length(site, home, uploader, graphql, cold):
    counts = []
    for number in (1, 7):
        for _each in range(number):
            image = ImageFactory(uploaded_by_user=uploader)
            document = DocumentFactory(uploaded_by_user=uploader)
            in_streams(home, image, document)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            graphql(QUERY)
        counts.append(len(queries))

    assert counts[0] == counts[1]
