"""What a file brings and a draft does not take: told by place, and the rest is taken."""

from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import Locale

from cms.translation.exchange.bilingual_document import (
    BilingualDocument,
    Item,
    TextUnit,
    UnreadableFileError,
)
from cms.translation.exchange.draft import Draft
from cms.translation.exchange.importing import import_document
from cms.translation.exchange.language_codes import find_locale
from home.models import ContentPage
from structures.models import StructurePage
from tests.cms.translation.exchange.sending import reasons, take
from tests.cms.translation.rich import draft_of, file_of, in_capitals, only, raw_body
from tests.factories import (
    ContentPageFactory,
    SectorFactory,
    StructurePageFactory,
    UserFactory,
)

PARAGRAPH = "00000000-0000-4000-8000-000000000002.content:aaaaa"
FIRST_SEGMENT = (
    'See <a id="1">the <b id="2">page</b></a>,<br id="3"/>and <a id="4">the site</a> &amp; more.'
)


def test_the_words_of_a_rich_text_are_taken_with_its_codes(rich_page, english):
    outcome = take(rich_page, english, **{PARAGRAPH: FIRST_SEGMENT})

    assert (outcome.taken, outcome.refusals) == (2, [])
    assert raw_body(draft_of(rich_page, english))[1]["value"]["content"].startswith(
        '<p data-block-key="aaaaa">See <a linktype="page" id="3">the <b>page</b></a>,<br/>and '
        '<a href="https://www.exemple.fr/?a=1&amp;b=2">the site</a> &amp; more.</p>'
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (FIRST_SEGMENT.replace('<b id="2">page</b>', "page"), 'il manque la balise <b id="2">'),
        (FIRST_SEGMENT.replace("</b>", ""), "la balise </a> ne ferme rien"),
        (FIRST_SEGMENT.replace("page", "<script>x</script>"), "la balise <script> n’est pas"),
        (FIRST_SEGMENT.replace('<a id="1">', '<a linktype="page" id="9">'), "n’est pas de la"),
    ],
)
def test_broken_markup_is_refused_by_place_and_the_rest_is_taken(rich_page, english, text, reason):
    outcome = take(rich_page, english, **{PARAGRAPH: text})

    ((place, why),) = reasons(outcome)
    assert place == "Contenu › 2. Texte › Texte › passage 1"
    assert reason in why
    draft = draft_of(rich_page, english)
    assert (outcome.taken, draft.introduction) == (1, "TOUT Y EST.")
    assert raw_body(draft)[1] == raw_body(rich_page)[1]


@pytest.mark.parametrize(
    "text",
    ["", " \n", '<a id="1"> <b id="2"> </b></a> <br id="3"/><a id="4"></a>'],
)
def test_an_empty_text_is_work_to_come_and_no_mistake(rich_page, english, text):
    outcome = take(rich_page, english, **{PARAGRAPH: text})

    (left,) = outcome.untranslated
    assert (left.place, left.reason) == (
        "Contenu › 2. Texte › Texte › passage 1",
        "pas encore traduit",
    )
    assert (outcome.taken, outcome.refusals) == (1, [])
    assert raw_body(draft_of(rich_page, english))[1] == raw_body(rich_page)[1]


def test_an_empty_text_takes_nothing_back(rich_page, english):
    take(rich_page, english, title="All")

    outcome = take(rich_page, english, title="")

    assert [left.reason for left in outcome.untranslated] == [
        "vide dans le fichier : la traduction d’avant reste"
    ]
    assert draft_of(rich_page, english).title == "All"


@pytest.mark.parametrize(
    ("place", "text", "written"),
    [
        ("title", "All of it\n", "All of it"),
        ("title", "\nAll\r\nof\tit \u2028", "All of it"),
        ("title", "All\u00a0of it", "All\u00a0of it"),
        ("introduction", "Everything\nis here.\n", "Everything\nis here."),
    ],
)
def test_line_breaks_of_a_tool_stay_out_of_fields(rich_page, english, place, text, written):
    take(rich_page, english, **{place: text})

    assert getattr(draft_of(rich_page, english), place) == written


def test_a_problem_of_the_file_is_told(rich_page, english):
    (item,) = file_of(rich_page, english, in_capitals).items
    entries = [replace(entry, problem="obsolète") for entry in item.entries[:1]]

    (outcome,) = import_document(
        BilingualDocument("fr", "en", [replace(item, entries=entries)]), None
    )

    assert reasons(outcome) == [("Titre", "obsolète")]


def test_all_texts_of_an_unknown_page_are_counted(rich_page, english):
    entries = [TextUnit("title", "Un", "One"), TextUnit("x", "Un", "One"), TextUnit("y", "Un", "")]

    (outcome,) = import_document(BilingualDocument("fr", "en", [Item("x", "", entries)]), None)

    assert outcome.refused == 2


def test_a_text_that_is_too_long_for_its_field_is_refused(rich_page, english):
    outcome = take(rich_page, english, **{"000001.text": "é" * 161})

    ((place, reason),) = reasons(outcome)
    assert place == "Contenu › 1. Intertitre › Intertitre"
    assert "160" in reason
    assert outcome.refusals[0].text == "é" * 161
    assert draft_of(rich_page, english).introduction == "TOUT Y EST."


def test_a_field_of_the_page_has_a_length_too(rich_page, english):
    outcome = take(rich_page, english, title="x" * 256)

    ((place, _reason),) = reasons(outcome)
    assert place == "Titre"
    assert draft_of(rich_page, english).title == "Toutes"


def test_a_nul_is_refused(rich_page, english):
    outcome = take(rich_page, english, title="a\x00b", **{"table.c1": "a\x00b"})

    assert [place for place, _ in reasons(outcome)] == [
        "Titre",
        "Contenu › 4. Tableau › Tableau › Colonne 1",
    ]


def test_what_the_source_says_now_is_not_what_was_translated(rich_page, english):
    file = file_of(rich_page, english, in_capitals)
    rich_page.introduction = "Autre chose."
    rich_page.save_revision().publish()

    (outcome,) = import_document(file, None)

    assert reasons(outcome) == [("Introduction", "la source a changé depuis l’export")]
    assert draft_of(rich_page, english).title == "TOUTES"


def test_an_unknown_place_is_refused(rich_page, english):
    (item,) = file_of(rich_page, english).items
    entries = [
        TextUnit("body.nowhere.text", ("Un",), ("One",)),
        TextUnit("slug", ("toutes",), ("all",)),
        TextUnit("live", ("x",), ("y",)),
    ]

    (outcome,) = import_document(
        BilingualDocument("fr", "en", [replace(item, entries=entries)]), None
    )

    assert reasons(outcome) == [
        (entry.place, "cet endroit n’existe pas, ou plus, dans la source") for entry in entries
    ]
    assert not rich_page.has_translation(english)


def test_a_place_is_taken_once(rich_page, english):
    (item,) = file_of(rich_page, english, in_capitals).items
    entries = [*item.entries, replace(item.entries[0], target=("Other",))]

    (outcome,) = import_document(
        BilingualDocument("fr", "en", [replace(item, entries=entries)]), None
    )

    assert reasons(outcome) == [("Titre", "cet endroit est deux fois dans le fichier")]
    assert draft_of(rich_page, english).title == "TOUTES"


def test_what_is_marked_to_be_looked_at_again_is_not_taken(rich_page, english):
    (item,) = file_of(rich_page, english, in_capitals).items
    entries = [replace(entry, is_doubtful=entry.place == "title") for entry in item.entries]

    (outcome,) = import_document(
        BilingualDocument("fr", "en", [replace(item, entries=entries)]), None
    )

    assert reasons(outcome) == [("Titre", "la traduction est marquée « à revoir » (fuzzy)")]


@pytest.mark.parametrize(
    "reference",
    ["", "x", "home.contentpage", "home.contentpage:x", "auth.user:1", "cms.menu:1",
     "home.contentpage:11111111-1111-4111-8111-111111111111", "wagtailcore.locale:1"],
)  # fmt: skip
def test_an_unknown_page_is_refused(rich_page, english, reference):
    (outcome,) = import_document(
        BilingualDocument("fr", "en", [Item(reference, "", [TextUnit("title", "Un", "One")])]), None
    )

    assert [reason for _, reason in reasons(outcome)] == [
        "cette page ou ce contenu n’existe pas, ou plus"
    ]


@pytest.mark.parametrize(
    ("languages", "reason"),
    [
        (("en", "fr"), "langue source"),
        (("fr", "de"), "n’a pas la langue du fichier"),
        (("fr", "fr"), "dans une autre langue que la source"),
        (("", ""), "langue source"),
        (("fr", ""), "n’a pas la langue du fichier"),
        (("de_DE", "en_GB"), "langue source"),
    ],
)
def test_the_languages_of_a_file_are_the_sites(rich_page, english, languages, reason):
    source, target = languages
    items = file_of(rich_page, english).items

    with pytest.raises(UnreadableFileError, match=reason):
        import_document(BilingualDocument(source, target, items), None)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("fr", "en_GB"),
        ("fr-FR", "en-us"),
        ("fr_FR.UTF-8", "EN"),
        ("FR", "en_GB@euro"),
        ("", "en"),
    ],
)
def test_languages_are_known_in_whatever_form_tools_write_them(rich_page, english, source, target):
    items = file_of(rich_page, english, in_capitals).items

    import_document(BilingualDocument(source, target, items), None)

    assert draft_of(rich_page, english).title == "TOUTES"


def test_a_language_that_could_be_several_is_refused(rich_page, english):
    Locale.objects.filter(pk=english.pk).update(language_code="pt-br")
    Locale.objects.create(language_code="pt-pt")

    assert find_locale("PT_br") == english
    assert find_locale("pt_AO") is None
    assert find_locale("pt") is None


def test_a_page_whose_parent_is_not_translated_is_refused(rich_page, english):
    below = ContentPageFactory(parent=rich_page, title="Dessous")

    (outcome,) = import_document(file_of(below, english, in_capitals), None)

    assert "commencez par elle" in outcome.refusals[0].reason
    assert not below.has_translation(english)


def test_a_copy_of_the_source_is_not_written(rich_page, english):
    file = file_of(rich_page, english, in_capitals)
    alias = rich_page.copy_for_translation(english, alias=True)

    (outcome,) = import_document(file, None)

    assert "copie de la source" in outcome.refusals[0].reason
    alias.refresh_from_db()
    assert (alias.title, alias.alias_of_id) == ("Toutes", rich_page.pk)


def test_what_the_whole_page_refuses_is_told_and_left_out(rich_page, english, monkeypatch):
    def refuse(page):
        if page.introduction.endswith("."):
            raise ValidationError({"introduction": "Sans point.", "body": "Ni rien."})

    monkeypatch.setattr(ContentPage, "clean", refuse)

    outcome = take(rich_page, english, title="All")

    assert reasons(outcome) == [("Introduction", "Sans point.")]
    draft = draft_of(rich_page, english)
    assert (draft.title, draft.introduction) == ("All", "Tout y est.")


def test_facts_do_not_go_out(network, english):
    network.website, network.editorial_note = "https://reseau.exemple.fr/", ""
    network.save_revision().publish()

    places = {entry.place for entry in file_of(network, english).items[0].entries}

    assert places & {"website", "slug", "scope", "data_inclusion_code"} == set()


def test_rows_of_detail_are_written_where_both_have_as_many(home, english):
    sheet = StructurePageFactory(support="")
    activity = {"sector": SectorFactory(), "offers_services": True, "serves_individuals": True}
    sheet.activities.create(note="Un jardin", **activity)
    sheet.save()
    sheet.get_parent().copy_for_translation(english)
    sheet.copy_for_translation(english)
    file = file_of(sheet, english, in_capitals)

    (outcome,) = import_document(file, None)

    assert outcome.refusals == []
    draft = draft_of(sheet, english)
    assert [each.note for each in draft.activities.all()] == ["UN JARDIN"]


def test_rows_of_detail_of_which_the_translation_has_not_as_many_are_refused(home, english):
    sheet = StructurePageFactory(support="")
    sheet.activities.create(note="Un jardin", sector=SectorFactory(), offers_services=True)
    (item,) = file_of(sheet, english, in_capitals).items
    draft = Draft(sheet, None)
    draft.row = StructurePage(name="Sans activité")

    for entry in item.entries:
        draft.take(entry)

    ((_place, reason),) = reasons(draft.outcome)
    assert reason == "la traduction n’a pas autant de lignes que la source"


def test_a_draft_made_for_nothing_is_not_kept(rich_page, english, monkeypatch):
    def refuse(page):
        if page.locale == english and page.title != "Toutes":
            raise ValidationError({"title": "Pas ce titre."})

    monkeypatch.setattr(ContentPage, "clean", refuse)
    (item,) = file_of(rich_page, english, only("title", "All")).items
    titles = [entry for entry in item.entries if entry.place == "title"]

    (outcome,) = import_document(
        BilingualDocument("fr", "en", [replace(item, entries=titles)]), None
    )

    assert reasons(outcome) == [("Titre", "Pas ce titre.")]
    assert (outcome.row, outcome.is_new, outcome.taken) == (None, False, 0)
    assert not rich_page.has_translation(english)


def test_comments_do_not_go_out(rich_page, english):
    rich_page.wagtail_admin_comments.create(
        user=UserFactory(), text="Entre nous.", contentpath="title"
    )

    assert "Entre nous." not in [
        part for entry in file_of(rich_page, english).items[0].entries for part in entry.source
    ]
