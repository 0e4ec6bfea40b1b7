"""Tags of files: some, and no thousand, whichever form they are typed in."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.documents.forms import get_document_form
from wagtail.images.forms import get_image_form
from wagtail.models import Collection

from cms.models import CustomDocument, CustomImage
from tests.cms.uploads.corpus import photo
from tests.factories import DocumentFactory, ImageFactory, UserFactory

pytestmark = [
    pytest.mark.django_db,
    # Wagtail leaves the files of its own renditions to the garbage collector.
    pytest.mark.filterwarnings("ignore:.*nclosed file:ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

KINDS = pytest.mark.parametrize(
    ("app", "factory", "get_form"),
    [
        ("images", ImageFactory, lambda: get_image_form(CustomImage)),
        ("docs", DocumentFactory, lambda: get_document_form(CustomDocument)),
    ],
    ids=["image", "document"],
)
REFUSED = {
    "many": (",".join(f"t{number}" for number in range(21)), "21 étiquettes, c’est trop"),
    "long": ("x" * 51, "« xxxxxxxxxxxxxxxxxxxx… » est trop longue : au plus 50 caractères"),
    "a text that is not parsed": ("x," * 541, "au plus 1080 caractères"),
}
MOST = [f"t{number}".ljust(50, "x") for number in range(20)]


@pytest.fixture
def admin():
    browser = Client()
    browser.force_login(UserFactory(superuser=True))
    return browser


@KINDS
@pytest.mark.parametrize(("tags", "reason"), REFUSED.values(), ids=REFUSED)
def test_the_forms_of_files_refuse_many_tags(app, factory, get_form, tags, reason, admin):
    file = factory()
    data = {"title": "Un", "tags": tags, "collection": Collection.get_first_root_node().pk}
    upload = SimpleUploadedFile("a.jpg", photo())

    pages = [
        admin.post(reverse(f"wagtail{app}:edit", args=[file.pk]), data),
        admin.post(reverse(f"wagtail{app}:add"), {**data, "file": upload}),
    ]
    prefix = f"{'image' if app == 'images' else 'document'}-chooser-upload-"
    upload.seek(0)
    chooser = admin.post(
        reverse(f"wagtail{app}_chooser:create"),
        {prefix + name: value for name, value in {**data, "file": upload}.items()},
    )

    for page in pages:
        assert reason in page.context["form"].errors["tags"][0]
    assert reason.split(" : ")[-1] in str(chooser.json())
    assert not file.tags.exists()


@KINDS
def test_as_many_tags_as_allowed_are_kept(app, factory, get_form):
    file = factory()
    form = get_form()(
        {
            "title": "Un",
            "tags": ", ".join(f'"{tag}"' for tag in MOST),
            "collection": file.collection_id,
        },
        {"file": ContentFile(photo(), "a.jpg")},
        instance=file,
    )

    assert "tags" not in form.errors
    assert sorted(form.cleaned_data["tags"]) == sorted(MOST)


@KINDS
def test_many_files_get_no_more_tags_than_one(app, factory, get_form, admin):
    first, second = factory(), factory()
    second.tags.add(*MOST)
    options = first._meta
    address = reverse("wagtail_bulk_action", args=["cms", options.model_name, "add_tags"])
    both = f"{address}?next=/admin/&id={first.pk}&id={second.pk}"

    for tags, _reason in REFUSED.values():
        assert (
            admin.post(f"{address}?next=/admin/&id={first.pk}", {"tags": tags})
            .context["form"]
            .errors["tags"]
        )
    for nothing in (",", '"', " , "):
        answer = admin.post(f"{address}?next=/admin/&id={first.pk}", {"tags": nothing})
        assert answer.context["form"].has_error("tags", "required")
    refused = admin.post(both, {"tags": "un, deux"})
    done = admin.post(f"{address}?next=/admin/&id={first.pk}", {"tags": "un, deux"})

    assert f"« {second} » : 22 étiquettes" in refused.context["form"].errors["tags"][0]
    assert done.status_code == 302
    assert sorted(first.tags.names()) == ["deux", "un"]
