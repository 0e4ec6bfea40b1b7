"""The admin makes files private, and shows private files to those who may see them."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from cms.images.renditions import make_renditions
from cms.models import CustomImage
from tests.cms.media.test_private_collections import addresses, restrict_to_a_group
from tests.factories import (
    CollectionFactory,
    ImageFactory,
    UserFactory,
)

pytestmark = pytest.mark.any_database


def test_the_admin_shows_pictures_of_a_private_collection(
    image, collection, admin_client, stranger, committed
):
    with committed():
        restrict_to_a_group(collection)

    page = admin_client.get(reverse("wagtailimages:edit", args=[image.pk])).content.decode()

    shown = [rendition.url for rendition in image.renditions.all()]
    assert shown
    assert any(address in page for address in shown)
    for address in [*shown, image.url]:
        assert address.startswith("/files/")
        assert admin_client.get(address).status_code == 200
        assert stranger.get(address).status_code == 404


def test_a_member_of_the_group_reads_the_files(collection, image, document, committed, stranger):
    with committed():
        restrict_to_a_group(collection)
    UserFactory._meta.model.objects.get().groups.add(Group.objects.get(name="Comité"))

    responses = [stranger.get(document.url), stranger.get(image.url)]

    assert [response.status_code for response in responses] == [200, 200]
    assert {response["Cache-Control"] for response in responses} == {"private, no-store"}


def test_the_admin_moves_files_by_each_of_its_ways(
    image, document, collection, admin_client, anonymous, get, committed, post
):
    private = CollectionFactory()
    restrict_to_a_group(private)
    second = ImageFactory(collection=collection)
    make_renditions(second)
    known = addresses(image, document) + addresses(second, document)
    others = {"title": "Fichier", "tags": "", "collection": private.pk}
    action = "/admin/bulk/cms/custom{}/add_to_collection/?next=/admin/&id={}"

    with committed():
        post(
            admin_client,
            reverse("wagtailimages:edit", args=[image.pk]),
            {**others, "description": "Un jardin"},
        )
        post(admin_client, action.format("document", document.pk), {"collection": private.pk})
        post(admin_client, action.format("image", second.pk), {"collection": private.pk})

    assert image.__class__.objects.get(pk=image.pk).collection == private
    assert document.__class__.objects.get(pk=document.pk).collection == private
    assert CustomImage.objects.get(pk=second.pk).collection == private
    assert {get(anonymous, address) for address in known} == {404}


def test_a_collection_made_private_in_the_admin_is_private_at_once(
    image, document, collection, admin_client, anonymous, get, committed, post
):
    known = addresses(image, document)
    address = reverse("wagtailadmin_collections:set_privacy", args=[collection.pk])
    page = admin_client.get(address).json()["html"]
    token = page.split('csrfmiddlewaretoken" value="')[1].split('"')[0]

    with committed():
        response = admin_client.post(
            address, {"restriction_type": "login", "csrfmiddlewaretoken": token}
        )

    assert response.status_code == 200
    assert {get(anonymous, address) for address in known} == {404}


def test_a_collection_moved_in_the_admin_is_private_at_once(
    image, document, collection, admin_client, anonymous, get, committed, post
):
    known = addresses(image, document)
    above = CollectionFactory(private=True)

    with committed():
        response = post(
            admin_client,
            reverse("wagtailadmin_collections:edit", args=[collection.pk]),
            {"name": collection.name, "parent": above.pk},
        )

    assert response.status_code == 302
    assert {get(anonymous, address) for address in known} == {404}
