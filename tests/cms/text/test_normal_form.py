"""Every text is stored in one Unicode normal form, by whatever entrance it comes."""

import json
import unicodedata

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import models
from django.http import HttpResponse, QueryDict
from django.test import RequestFactory
from taggit.models import Tag
from wagtail.fields import StreamField
from wagtail.models import Revision

from cms.models import CustomImage
from cms.text.normal_form import NormalFormMiddleware, comparable, nfc, normalise_row
from cms.translation.translatable_fields import have_changed
from home.models import ContentPage
from networks.models import Network
from structures.inclusion.facts import is_same
from structures.inclusion.reading import read_rows
from tests.factories import ContentPageFactory, NetworkFactory

NFC, NFD = "Été à Sévérac", unicodedata.normalize("NFD", "Été à Sévérac")
OURS = {"cms", "contact", "home", "networks", "structures", "wagtailredirects", "taggit"}
TEXT_FIELDS = [
    (model, field)
    for model in apps.get_models()
    if model._meta.app_label in OURS and model._meta.managed
    for field in model._meta.local_concrete_fields
    if isinstance(field, models.CharField | models.TextField | models.JSONField)
    and not field.choices
    and field.name != "password"
]


@pytest.mark.parametrize(
    ("model", "field"), TEXT_FIELDS, ids=[str(field) for _model, field in TEXT_FIELDS]
)
def test_every_text_field_is_normalised_before_it_is_saved(db, model, field):
    if isinstance(field, StreamField):
        name, block = next(iter(field.stream_block.child_blocks.items()))
        pytest.skip(f"streams have a test of their own ({name}, {block.name})")
    given = {"fr": NFD} if isinstance(field, models.JSONField) else NFD
    row = model(**{field.attname: given})

    normalise_row(row)

    assert getattr(row, field.attname) == ({"fr": NFC} if given != NFD else NFC)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\u2028", "\x0b", "\x85"])
def test_a_title_has_one_line_in_the_row_and_in_its_versions(home, end):
    page = ContentPageFactory(parent=home, title=f"Un{end}titre{end}", introduction="Deux\nlignes")
    page.title = f"Autre{end}Bcc: a@exemple.fr"

    version = page.save_revision()

    stored = ContentPage.objects.get(pk=page.pk)
    assert (stored.title, stored.introduction) == ("Un titre", "Deux\nlignes")
    version.refresh_from_db()
    assert version.content["title"] == "Autre Bcc: a@exemple.fr"
    assert version.content["introduction"] == "Deux\nlignes"
    assert stored.get_latest_revision_as_object().title == "Autre Bcc: a@exemple.fr"


@pytest.fixture
def page(site, home):
    """Return a page that was written in NFD."""
    page = ContentPageFactory(parent=home, title=NFD, slug="page", introduction=NFD)
    page.body = json.dumps(
        [
            {"type": "heading", "value": {"text": NFD, "level": "h2"}},
            {"type": "paragraph", "value": {"content": f"<p>{NFD}</p>"}},
        ]
    )
    page.save_revision().publish()
    return ContentPage.objects.get(pk=page.pk)


def test_a_page_its_blocks_and_its_versions_are_stored_in_nfc(page):
    content = Revision.objects.get().content

    assert (page.title, page.introduction) == (NFC, NFC)
    assert page.body[0].value["text"] == NFC
    assert str(page.body[1].value["content"].source) == f"<p>{NFC}</p>"
    assert content["title"] == NFC
    assert json.loads(content["body"])[0]["value"]["text"] == NFC


def test_what_is_not_a_page_is_stored_in_nfc_too(site):
    network = NetworkFactory(name=NFD)
    tag = Tag.objects.create(name=NFD)
    user = get_user_model().objects.create(username="a", last_name=NFD)

    assert (network.name, tag.name, user.last_name) == (NFC, NFC, NFC)


def test_a_command_normalises_what_was_stored_before(page):
    ContentPage.objects.update(introduction=NFD)
    NetworkFactory()
    Network.objects.update(name=NFD)

    call_command("normalise_texts", verbosity=0)

    assert ContentPage.objects.get().introduction == NFC
    assert Network.objects.get().name == NFC


def test_a_form_s_fields_parameters_and_file_names_come_in_nfc():
    factory = RequestFactory()
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile(f"{NFD}.txt", b"a")
    request = factory.post("/?q=e%CC%81", {"title": NFD, "password": NFD, "file": file})

    NormalFormMiddleware(lambda request: HttpResponse()).process_view(request, None, (), {})

    assert request.GET["q"] == "é"
    assert request.POST["title"] == NFC
    assert request.POST["password"] == NFD
    assert [each.name for each in request.FILES.getlist("file")] == [f"{NFC}.txt"]
    assert isinstance(request.POST, QueryDict)


def test_an_imported_file_is_read_in_nfc():
    rows = read_rows(json.dumps([{"nom": NFD}], ensure_ascii=True).encode())

    assert rows == [{"nom": NFC}]


def test_graphql_reads_variables_and_literals_in_nfc(client, page):
    slug, decomposed = "été", unicodedata.normalize("NFD", "été")
    ContentPage.objects.update(slug=slug)  # from before slugs were in ASCII
    query = "query ($q: String!) { search(query: $q) { totalCount } page(slug: $q) { id } }"
    literal = query.replace("($q: String!)", "").replace("$q", f'"{decomposed}"')

    answers = [
        client.post("/graphql/", body, content_type="application/json").json()["data"]
        for body in ({"query": query, "variables": {"q": decomposed}}, {"query": literal})
    ]

    assert answers == [{"search": {"totalCount": 1}, "page": {"id": str(page.pk)}}] * 2


@pytest.mark.parametrize(("before", "after"), [(NFC, NFD), ("l’eau", "l'eau"), ("l’eau", "lʼeau")])
def test_the_same_words_are_no_change(before, after):
    block = [{"type": "heading", "value": {"text": before, "level": "h2"}, "id": "1"}]
    other = [{"type": "heading", "value": {"text": after, "level": "h2"}, "id": "2"}]

    changed = have_changed(
        ContentPage,
        {"title": before, "body": json.dumps(block)},
        {"title": after, "body": json.dumps(other)},
    )

    assert not changed
    assert is_same("name", before, after)
    assert comparable(before) == comparable(after)


def test_other_words_are_a_change():
    assert have_changed(ContentPage, {"title": "l’eau"}, {"title": "les eaux"})


def test_an_apostrophe_stays_as_it_is_typed(site):
    names = [NetworkFactory(name=n, slug=s).name for n, s in (("L’eau", "a"), ("L'eau", "b"))]

    assert names == ["L’eau", "L'eau"]
    assert nfc("L’eau") == "L’eau"
    assert CustomImage._meta.get_field("title")
