"""Texts by language: how an editor writes them, and what is stored."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from wagtail.images.forms import get_image_form
from wagtail.models import Collection

from cms.models import CustomImage, SiteSettings
from tests.factories import ImageFactory, UserFactory


@pytest.fixture(autouse=True)
def media(db, settings, tmp_path):
    """Keep a test's files apart."""
    settings.MEDIA_ROOT = tmp_path


def sent(image, **more):
    """Return what the form of an image sends."""
    return {
        "title": image.title,
        "description": image.description,
        "collection": image.collection_id,
        "credit": "",
        "tags": "",
        **more,
    }


def test_the_form_of_an_image_has_a_labelled_line_for_each_further_language():
    image = ImageFactory(alternatives={"en": "A garden"})

    page = get_image_form(CustomImage)(instance=image, user=UserFactory(superuser=True)).as_div()

    label = re.search(r'<label for="([^"]+)">\s*Anglais\s*</label>', page)
    line = re.search(r'<input[^>]*name="alternatives_en"[^>]*>', page)
    assert label is not None
    assert line is not None
    assert f'id="{label[1]}"' in line[0]
    assert 'value="A garden"' in line[0]
    assert 'lang="en"' in line[0]
    assert "alternatives_fr" not in page


def test_what_an_editor_writes_is_stored_by_language(client):
    client.force_login(UserFactory(superuser=True))
    image = ImageFactory()

    answer = client.post(
        reverse("wagtailimages:edit", args=[image.pk]),
        sent(image, alternatives_en="  A garden  "),
    )

    image.refresh_from_db()
    assert answer.status_code == 302
    assert image.alternatives == {"en": "A garden"}
    assert image.alternative_texts == {"fr": image.description, "en": "A garden"}


def test_an_empty_line_stores_no_text(client):
    client.force_login(UserFactory(superuser=True))
    image = ImageFactory(alternatives={"en": "A garden"})

    client.post(reverse("wagtailimages:edit", args=[image.pk]), sent(image, alternatives_en=""))

    image.refresh_from_db()
    assert image.alternatives == {}


def test_a_form_that_does_not_send_the_lines_changes_no_text():
    image = ImageFactory(alternatives={"en": "A garden"})
    form = get_image_form(CustomImage)(
        sent(image), instance=image, user=UserFactory(superuser=True)
    )

    assert form.is_valid(), form.errors
    form.save()

    image.refresh_from_db()
    assert image.alternatives == {"en": "A garden"}


def test_a_text_that_is_too_long_is_refused():
    image = ImageFactory()
    form = get_image_form(CustomImage)(
        sent(image, alternatives_en="a" * 256), instance=image, user=UserFactory(superuser=True)
    )

    assert list(form.errors) == ["alternatives"]


def test_an_image_is_uploaded_with_its_texts(client):
    client.force_login(UserFactory(superuser=True))
    drawn = io.BytesIO()
    Image.new("RGB", (64, 48), "green").save(drawn, "PNG")

    client.post(
        reverse("wagtailimages:add"),
        {
            "title": "Neuve",
            "description": "Un jardin",
            "alternatives_en": "A garden",
            "collection": Collection.get_first_root_node().pk,
            "file": SimpleUploadedFile("neuve.png", drawn.getvalue(), "image/png"),
        },
    )

    image = CustomImage.objects.get(title="Neuve")
    assert image.alternative_texts == {"fr": "Un jardin", "en": "A garden"}


def test_the_settings_ask_for_the_tagline_in_every_language(client, site):
    client.force_login(UserFactory(superuser=True))
    address = reverse("wagtailsettings:edit", args=["cms", "sitesettings", site.pk])
    values = {
        "association_name": "IAE 48",
        "tagline_fr": "Un emploi",
        "tagline_en": "A job",
        **{
            f"social_links-{name}": 0
            for name in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")
        },
    }

    page = client.get(address).content.decode()
    answer = client.post(address, values)

    labels = re.findall(r'<label for="id_tagline_\d">\s*(\w+)\s*</label>', page)
    assert labels == ["Français", "Anglais"]
    assert answer.status_code == 302
    assert SiteSettings.objects.get().tagline == {"fr": "Un emploi", "en": "A job"}
