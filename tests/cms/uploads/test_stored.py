"""Files that are stored or clean already: they are cleaned once, and left as they are."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import UploadedFile
from wagtail.users.models import UserProfile

from cms.models import CustomDocument, CustomImage
from cms.uploads.cleaning import CleanFile
from cms.uploads.fields import clean_unless_clean
from cms.uploads.forms import AvatarField
from cms.uploads.refusals import UploadRefusedError
from tests.cms.uploads.corpus import photo, svg
from tests.cms.uploads.test_ways_in import ACTIVE, files
from tests.factories import DocumentFactory, ImageFactory, UserFactory

pytestmark = [
    pytest.mark.django_db,
    # A file that was cleaned is left to the garbage collector.
    pytest.mark.filterwarnings("ignore:.*nclosed file:ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


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


def test_no_code_gives_an_account_an_active_drawing(media):
    with pytest.raises(UploadRefusedError):
        UserProfile.objects.create(user=UserFactory(), avatar=ContentFile(ACTIVE, name="a.svg"))

    assert files(media) == []


def test_a_waiting_file_of_an_image_is_an_image(media):
    kind = ContentType.objects.get_for_model(CustomImage)

    with pytest.raises(UploadRefusedError):
        UploadedFile.objects.create(
            for_content_type=kind, file=ContentFile(b"Un texte.", name="a.txt")
        )

    assert files(media) == []


def test_a_document_whose_title_changes_keeps_its_file(admin):
    document = DocumentFactory(file=ContentFile(photo("PNG"), name="a.png"))
    values = {"title": "Autre titre", "collection": document.collection_id, "tags": ""}

    answer = admin.post(reverse("wagtaildocs:edit", args=[document.pk]), values)

    changed = CustomDocument.objects.get()
    assert answer.status_code == 302
    assert (changed.title, changed.file.name) == ("Autre titre", document.file.name)


def test_a_drawing_is_no_picture_of_an_account():
    with pytest.raises(UploadRefusedError, match="et non un dessin SVG"):
        AvatarField().to_python(SimpleUploadedFile("a.svg", svg()))


def test_a_stored_file_that_cannot_be_read_has_no_size(media):
    image = ImageFactory(file=ContentFile(photo("PNG"), name="a.png"))
    with open(image.file.path, "wb") as file:
        file.write(b"no picture")

    stored = CustomImage.objects.get()

    assert (stored.file.width, stored.file.height) == (None, None)


def test_a_clean_file_is_not_cleaned_again():
    file = CleanFile(b"x", name="a.png")

    assert clean_unless_clean(lambda *_: pytest.fail("again"), "a.png", file) is file
