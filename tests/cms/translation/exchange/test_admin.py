"""Files in the admin: who gets one, who may bring one, and what the report tells."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale, ModelLogEntry, PageLogEntry

from cms.translation.exchange import formats, po, xliff
from cms.translation.exchange.importing import IMPORTED
from cms.translation.side_panel import url_of
from home.models import ContentPage
from networks.models import Network
from tests.cms.translation.rich import draft_of, file_of, in_capitals
from tests.cms.translation.test_side_panel import panel_of
from tests.cms.translation.test_source_tracking import republish
from tests.factories import ContentPageFactory, UserFactory

IMPORT = "/admin/translation/import/"
LIST = "/admin/translation/export/"


def export(client, row, **asked):
    return client.get(
        url_of("translation_export", row), {"format": "xliff", "locale": "en"} | asked
    )


def upload(client, content, name="texte.xlf"):
    return client.post(IMPORT, {"file": SimpleUploadedFile(name, content)})


def texts(response):
    """Return the sources of a file."""
    return [
        entry.source if isinstance(entry.source, str) else "".join(map(str, entry.source))
        for item in formats.read(response.content).items
        for entry in item.entries
    ]


@pytest.mark.parametrize(("format_", "ending"), [("xliff", "xlf"), ("po", "po")])
def test_a_translator_gets_a_page_as_a_file(as_translator, page, format_, ending):
    response = export(as_translator, page, format=format_)

    assert texts(response) == ["Qui sommes-nous", "Nous sommes trois."]
    assert response["Content-Disposition"] == (
        f'attachment; filename="qui-sommes-nous-en.{ending}"'
    )


def test_pages_below_are_in_the_file_if_asked_for(as_translator, page):
    ContentPageFactory(parent=page, title="Équipe")

    assert "Équipe" not in texts(export(as_translator, page))
    assert "Équipe" in texts(export(as_translator, page, below="on"))


def test_no_file_is_made_that_could_not_be_imported(as_translator, page, settings):
    ContentPageFactory(parent=page, title="Équipe")
    settings.CMS_TRANSLATION_MAX_SOURCES = 1

    for answer in (
        export(as_translator, page, below="on"),
        as_translator.get(LIST, {"format": "po", "locale": "en"}),
    ):
        assert answer.status_code == 302
    text = as_translator.get(answer.url).content.decode()
    assert text.count("Ce fichier aurait 2 pages et contenus ; un fichier en a 1 au plus.") == 2


def test_a_snippet_is_a_file_too(as_translator, network):
    assert texts(export(as_translator, network)) == ["Réseau du jardin"]


def test_what_is_translated_is_in_the_file_if_asked_for(as_translator, page, translated):
    translated.title, translated.introduction = "Who we are", "We are three."
    translated.save_revision()

    nothing = export(as_translator, page)
    everything = export(as_translator, page, everything="on")

    assert (nothing.status_code, nothing.url) == (302, url_of("translation_export", page))
    assert texts(everything) == ["Qui sommes-nous", "Nous sommes trois."]


def test_the_form_has_the_language_that_one_comes_from(as_editor, page, english):
    Locale.objects.create(language_code="de")

    response = as_editor.get(url_of("translation_export", page), {"locale": "en"})

    assert '<option value="en" selected>' in response.content.decode()


@pytest.mark.parametrize("asked", [{"locale": "de"}, {"locale": "fr"}, {"format": "exe"}])
def test_only_own_languages_and_known_formats_are_exported(as_translator, page, asked):
    response = export(as_translator, page, **asked)

    assert "attachment" not in response.get("Content-Disposition", "")
    assert "Sélectionnez un choix valide" in response.content.decode()


def test_only_what_is_translated_from_the_first_language_is_exported(
    as_translator, page, translated, home
):
    assert export(as_translator, translated).status_code == 404
    assert export(as_translator, home.get_root()).status_code == 404
    assert export(as_translator, UserFactory()).status_code == 404
    assert as_translator.get("/admin/translation/export/no/such/1/").status_code == 404


def test_the_list_of_the_report_is_a_file(as_translator, page, translated, network):
    ContentPageFactory(parent=page, title="Équipe")
    ContentPageFactory(parent=page, title="Projet secret", draft=True)
    translated.title, translated.introduction = "Who we are", "We are three."
    republish(translated)

    listed = texts(as_translator.get(LIST, {"format": "po"}))

    assert "Équipe" in listed
    assert "Projet secret" not in listed
    assert "Réseau du jardin" in texts(as_translator.get(LIST, {"format": "xliff"}))
    assert as_translator.get(LIST, {"format": "po", "progress": "current"}).url.startswith(
        reverse("translation_report")
    )
    assert as_translator.get(LIST, {"format": "exe"}).status_code == 404


def test_a_list_is_in_one_language(as_editor, home, page, roles):
    home.copy_for_translation(Locale.objects.create(language_code="de"))

    assert as_editor.get(LIST, {"format": "po"}).status_code == 302
    assert "Qui sommes-nous" in texts(as_editor.get(LIST, {"format": "po", "locale": "en"}))


def test_the_report_and_the_panel_lead_to_files(as_translator, page, translated):
    address = f"{url_of('translation_export', page)}?locale=en"

    report = as_translator.get(reverse("translation_report")).content.decode()
    panel = panel_of(as_translator, translated)

    for text in (report, panel):
        assert f'href="{address}"' in text
        assert f'href="{IMPORT}"' in text


@pytest.mark.parametrize("format_", [po, xliff])
def test_a_translator_brings_a_file_into_drafts(as_translator, page, network, english, format_):
    for source in (page, network):
        response = upload(as_translator, format_.write(file_of(source, english, in_capitals)))
        assert "Un brouillon a été créé." in response.content.decode()

    assert draft_of(page, english).title == "QUI SOMMES-NOUS"
    assert draft_of(network, english).name == "RÉSEAU DU JARDIN"
    assert not ContentPage.objects.filter(locale=english, live=True).exists()
    assert not Network.objects.filter(locale=english, live=True).exists()
    assert PageLogEntry.objects.filter(action=IMPORTED).count() == 1
    assert ModelLogEntry.objects.filter(action=IMPORTED).count() == 1
    history = as_translator.get(
        reverse("wagtailadmin_pages:history", args=[page.get_translation(english).pk])
    )
    assert "Traduction importée d’un fichier" in history.content.decode()


def test_the_report_tells_what_was_refused_where_and_why(as_translator, page, english):
    file = file_of(page, english, lambda entry: ("x" * 700,) if entry.place == "introduction"
                   else in_capitals(entry))  # fmt: skip

    text = upload(as_translator, xliff.write(file)).content.decode()

    assert "Textes pris : 1, refusés : 1, sans changement : 0, encore à traduire : 0." in text
    assert "<td>Introduction</td>" in text
    assert "600" in text


def test_what_is_still_to_translate_is_apart_from_mistakes(as_translator, page, english):
    file = file_of(page, english, lambda e: in_capitals(e) if e.place == "title" else None)

    text = upload(as_translator, xliff.write(file)).content.decode()

    assert "Textes pris : 1, refusés : 0, sans changement : 0, encore à traduire : 1." in text
    assert "1 texte encore à traduire" in text
    assert "Textes refusés" not in text


def test_what_a_file_says_is_shown_as_text(as_translator, page, english):
    file = file_of(page, english, lambda entry: ("<script>alert(1)</script>" + "x" * 300,))

    text = upload(as_translator, xliff.write(file)).content.decode()

    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text


@pytest.mark.parametrize("content", [b"<xliff", b"", b"\xff\xfe"])
def test_a_file_that_cannot_be_read_is_told(as_translator, content):
    response = upload(as_translator, content)

    assert response.status_code == 200
    assert response.context["form"].errors["file"]


def test_a_file_that_is_too_large_is_not_read(as_translator, page, english, settings):
    content = xliff.write(file_of(page, english, in_capitals))
    settings.CMS_TRANSLATION_MAX_FILE_BYTES = len(content) - 1

    response = upload(as_translator, content)

    assert "trop grand" in str(response.context["form"].errors["file"])
    assert not page.has_translation(english)


def test_a_forged_upload_is_refused(as_translator, page, english):
    client = Client(enforce_csrf_checks=True)
    client.cookies = as_translator.cookies

    response = upload(client, xliff.write(file_of(page, english, in_capitals)))

    assert response.status_code == 403
    assert not page.has_translation(english)


@pytest.mark.parametrize("address", [IMPORT, LIST, None])
def test_whoever_translates_nothing_has_no_files(client, page, roles, address):
    user = UserFactory(editor=False)
    from django.contrib.auth.models import Permission

    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    asked = {"format": "po", "locale": "en"}
    assert client.get(address or url_of("translation_export", page), asked).url.startswith(
        reverse("account_login")
    )
    client.force_login(user)

    response = client.get(address or url_of("translation_export", page), asked)

    assert (response.status_code, response.url) == (302, reverse("wagtailadmin_home"))
