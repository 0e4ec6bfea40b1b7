"""What normalisation leaves as it is, and what it takes without a crash."""

import unicodedata

import pytest
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from django.views.decorators.csrf import csrf_exempt
from wagtail.models import Revision

from cms.models import CustomDocument
from cms.text.normal_form import NormalFormMiddleware, nfc, nfc_bytes, normalise_row
from home.models import ContentPage
from tests.factories import ContentPageFactory

NFC, NFD = "Été à Sévérac", unicodedata.normalize("NFD", "Été à Sévérac")
DEEP = "[" * 100_000 + "\\u0301"


def view(request):
    return HttpResponse()


def sent(request, view=view):
    """Return the request as a view gets it."""
    NormalFormMiddleware(view).process_view(request, view, (), {})
    return request


@pytest.mark.parametrize("path", ["/%00", "/admin/pages/%00/", "/graphql/%00"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_address_with_nul_is_no_address(path, method):
    with pytest.raises(Http404):
        sent(getattr(RequestFactory(), method)(path))


@pytest.mark.parametrize("view", [view, csrf_exempt(lambda request: HttpResponse())])
def test_nul_is_taken_out_of_parameters(view):
    request = sent(RequestFactory().get("/admin/?q=a%00b&q=%00&r=c%25"), view)

    assert request.GET.getlist("q") == ["ab", ""]
    assert request.GET["r"] == "c%"


def test_the_endpoint_is_given_its_parameters_with_nul():
    assert sent(RequestFactory().get("/graphql/?query=a%00b")).GET["query"] == "a\0b"


@pytest.mark.parametrize(
    ("path", "view"),
    [("/graphql/", view), ("/autre/", csrf_exempt(lambda request: HttpResponse()))],
)
def test_a_view_that_reads_its_body_by_itself_finds_it_unread(path, view):
    request = sent(RequestFactory().post(path, {"title": NFD}), view)

    assert not request._read_started


def test_too_many_parameters_are_left_to_the_view(settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 2

    sent(RequestFactory().get("/graphql/?a=%C3%A9&b=1&c=2"))


def test_secrets_stay_as_they_are_typed():
    fields = {"new_password1": NFD, "csrfmiddlewaretoken": NFD, "title": NFD}

    request = sent(RequestFactory().post("/admin/", fields))

    assert request.POST.dict() == {**fields, "title": NFC}


def test_names_and_lists_of_json_are_normalised_and_bytes_that_are_no_text_are_not():
    assert nfc({NFD: [NFD, (NFD, 1)]}) == {NFC: [NFC, (NFC, 1)]}
    assert nfc_bytes(NFD.encode()) == NFC.encode()
    assert nfc_bytes(b"PK\x03\xff") == b"PK\x03\xff"


def test_a_column_that_was_not_read_is_not_read_for_this(home, django_assert_num_queries):
    ContentPage.objects.filter(pk=ContentPageFactory().pk).update(title=NFD)
    page = ContentPage.objects.only("title").get()

    with django_assert_num_queries(0):
        assert normalise_row(page) == ["title"]


def test_a_stored_password_and_a_stored_name_of_a_file_stay(db):
    user = get_user_model()(username=NFD, password=NFD)
    document = CustomDocument(title="Un\ntitre", file=f"documents/{NFD}.txt")

    assert normalise_row(user) == ["username"]
    assert normalise_row(document) == ["title"]
    assert (user.password, document.file.name) == (NFD, f"documents/{NFD}.txt")


def test_a_file_that_comes_in_has_a_normal_name(db):
    document = CustomDocument(file=ContentFile(b"Un texte.", name=f"{NFD}.txt"))

    normalise_row(document)

    assert document.file.name == f"{NFC}.txt"


def test_an_empty_column_is_no_text():
    assert normalise_row(ContentPage(title=None)) == []


@pytest.mark.parametrize("text", ["[pas de JSON \\u0301", "{\\u0301", DEEP])
def test_a_version_keeps_a_text_that_only_looks_like_a_stream(home, text):
    page = ContentPageFactory(parent=home, introduction=text)

    version = page.save_revision()

    version.refresh_from_db()
    assert version.content["introduction"] == text


@pytest.mark.parametrize(
    "content", [{"title": None, "slug": 5}, ["a"], {"title": "Un\ntitre"}, {}], ids=str
)
def test_a_version_of_whatever_is_saved(home, content):
    gone = ContentType.objects.create(app_label="ancienne", model="fiche")
    page = ContentType.objects.get_for_model(ContentPage)
    expected = {"title": "Un titre"} if content == {"title": "Un\ntitre"} else content

    assert saved(gone, content) == content
    assert saved(page, content) == expected


def saved(model, content):
    """Return the content of a version as its row gets it."""
    version = Revision(content_type=model, content=content)
    normalise_row(version)
    return version.content


def test_a_version_of_no_model_is_left_as_it_is():
    version = Revision(content={"title": "Un\ntitre"})

    assert normalise_row(version) == []


@pytest.mark.parametrize("method", ["POST", "PUT", "GET"])
def test_a_body_that_is_no_form_is_left_to_the_view(method):
    request = sent(RequestFactory().generic(method, "/admin/", b"{}", "application/json"))

    assert not request._read_started
