"""Rows for readers: what they hold, and what they leave to be loaded."""

import pytest
from django.db.models import F, Model
from wagtail.models import Page

from cms.delivery.instances import in_own_types, readable
from cms.models import CustomImage, Rendition
from home.models import ContentPage
from structures.models import StructurePage
from tests.factories import ContentPageFactory, ImageFactory, StructurePageFactory

pytestmark = pytest.mark.django_db

PARAGRAPH = [{"type": "paragraph", "value": {"content": "<p>Un texte.</p>"}}]


def columns(instance):
    return {field.attname: getattr(instance, field.attname) for field in instance._meta.fields}


def test_a_row_has_what_its_constructor_would_give_it(home):
    StructurePageFactory(logo=ImageFactory())
    ContentPageFactory(parent=home, body=PARAGRAPH)

    models: list[type[Model]] = [Page, StructurePage, ContentPage, CustomImage, Rendition]
    for model in models:
        rows = model._default_manager.order_by("pk")
        read = list(readable(rows))
        assert [columns(row) for row in read] == [columns(row) for row in rows]
        assert read == list(rows)
        assert not any(row._state.adding for row in read)


def test_joined_rows_are_made_once_and_an_absent_one_is_none(home, django_assert_num_queries):
    image = ImageFactory()
    StructurePageFactory.create_batch(2, logo=image)
    StructurePageFactory(logo=None)
    rows = StructurePage.objects.order_by("pk").select_related("logo__collection", "commune__epci")

    with django_assert_num_queries(1):
        first, second, third = readable(rows)
        assert first.logo == image
        assert first.logo is second.logo
        assert first.logo.collection == image.collection
        assert third.logo is None
        assert third.commune.epci is first.commune.epci


def test_annotations_and_deferred_columns_are_as_usual(home, django_assert_num_queries):
    ContentPageFactory(parent=home, title="Un titre")

    [row] = readable(ContentPage.objects.annotate(name=F("title")).only("slug"))

    assert row.name == "Un titre"
    with django_assert_num_queries(1):
        assert row.title == "Un titre"


def test_a_page_in_its_own_type_loads_what_only_that_type_has(home, django_assert_num_queries):
    made = ContentPageFactory(parent=home, body=PARAGRAPH, introduction="Bonjour.")
    [plain] = readable(Page.objects.filter(pk=made.pk))

    with django_assert_num_queries(0):
        [page] = in_own_types([plain])
        assert (type(page), page.pk, page.title) == (ContentPage, made.pk, made.title)
    with django_assert_num_queries(1):
        assert page.introduction == "Bonjour."
    assert in_own_types([page])[0] is page
