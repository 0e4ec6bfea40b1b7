"""Files that are stored or clean already: they are cleaned once, and left as they are."""

import pytest
from django.core.files.base import ContentFile
from wagtail.models import UploadedFile
from wagtail.users.models import UserProfile

from cms.models import CustomImage
from cms.uploads.cleaning import CleanFile
from cms.uploads.fields import clean_unless_clean
from cms.uploads.refusals import UploadRefusedError
from tests.cms.uploads.corpus import photo
from tests.cms.uploads.test_ways_in import ACTIVE, files
from tests.factories import ImageFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_what_is_stored_is_left_as_it_is_when_its_row_is_saved_again(media):
    profile = UserProfile.objects.create(
        user=UserFactory(), avatar=ContentFile(photo("PNG"), name="a.png")
    )
    waiting = UploadedFile.objects.create(file=ContentFile(b"Un texte.", name="a.txt"))
    empty = UserProfile.objects.create(user=UserFactory())
    before = files(media)

    for row in (profile, waiting, empty):
        type(row).objects.get(pk=row.pk).save()

    assert files(media) == before
    assert len(before) == 2


def test_a_waiting_file_of_no_kind_is_checked_as_a_document(media):
    with pytest.raises(UploadRefusedError):
        UploadedFile.objects.create(file=ContentFile(ACTIVE, name="a.svg"))

    assert files(media) == []


def test_a_stored_file_that_cannot_be_read_has_no_size(media):
    image = ImageFactory(file=ContentFile(photo("PNG"), name="a.png"))
    with open(image.file.path, "wb") as file:
        file.write(b"no picture")

    stored = CustomImage.objects.get()

    assert (stored.file.width, stored.file.height) == (None, None)


def test_a_clean_file_is_not_cleaned_again():
    file = CleanFile(b"x", name="a.png")

    assert clean_unless_clean(lambda *_: pytest.fail("again"), "a.png", file) is file
