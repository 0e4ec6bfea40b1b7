"""A translation that repeats its source is to be translated, until it is said to be right."""

import json

from django.core.management import call_command
from django.urls import reverse

from cms.models import TranslationState
from cms.translation.counting import counts
from cms.translation.progress import Progress, list_progress
from cms.translation.side_panel import up_to_date_url
from cms.translation.source_tracking import note_up_to_date, source_tracking_of
from tests.cms.translation.test_report import REPORT, listed
from tests.cms.translation.test_side_panel import panel_of, shown_version
from tests.cms.translation.test_source_tracking import republish
from tests.factories import ContentPageFactory


def state(row):
    return TranslationState.objects.get(translation_key=row.translation_key, locale=row.locale_id)


def entry_of(row):
    followed = source_tracking_of(row)
    assert followed
    (entry,) = [
        entry
        for entry in list_progress([row.locale_id])
        if entry.source_id == followed.source.pk and entry.kind == row._meta.verbose_name
    ]
    return entry


def save_draft(row, **values):
    row = row.get_latest_revision_as_object()
    for name, value in values.items():
        setattr(row, name, value)
    row.save_revision()
    row.refresh_from_db()
    return row


WORDS = {"title": "Who we are", "introduction": "We are three."}


def test_a_fresh_translation_is_to_be_translated_everywhere(as_translator, page, translated):
    entry = entry_of(translated)
    csv = as_translator.get(REPORT, {"export": "csv"}).content.decode()
    home = as_translator.get(reverse("wagtailadmin_home")).content.decode()
    panel = panel_of(as_translator, translated)

    assert (entry.progress, entry.to_translate, entry.texts) == (Progress.UNTRANSLATED, 2, 2)
    assert "Qui sommes-nous;page de contenu;Anglais;À traduire : texte de la source;;2 / 2" in csv
    assert "À traduire : texte de la source" in home
    assert "À traduire : le texte est encore celui de la source." in panel
    assert "translation-state--outdated" in panel
    assert [e.title for e in listed(as_translator, progress="untranslated").values()] == [
        "Qui sommes-nous"
    ]


def test_a_fresh_snippet_is_to_be_translated(as_publisher, network, english):
    copy = network.copy_for_translation(english)
    copy.save()

    assert entry_of(copy).progress == Progress.UNTRANSLATED
    assert "À traduire : le texte" in panel_of(as_publisher, copy)


def test_a_page_of_which_a_part_is_translated_says_how_much(as_publisher, page, translated):
    save_draft(translated, title="Who we are")

    entry = entry_of(translated)
    panel = panel_of(as_publisher, translated)
    report = as_publisher.get(REPORT).content.decode()

    assert (entry.progress, entry.to_translate, entry.texts) == (Progress.PARTIAL, 1, 2)
    assert "À traduire : 1 texte sur 2 est vide ou celui de la source." in panel
    assert "1 texte à traduire sur 2" in report


def test_a_translated_draft_is_a_draft_and_up_to_date(as_publisher, page, translated):
    save_draft(translated, **WORDS)

    assert entry_of(translated).progress == Progress.DRAFT
    assert "À jour" in panel_of(as_publisher, translated)


def test_an_empty_text_is_to_be_translated(page, translated):
    save_draft(translated, title="Who we are", introduction="")

    assert entry_of(translated).to_translate == 1


def test_what_a_translated_page_repeats_is_meant_once_it_is_published(page, translated):
    republish(translated, title="Who we are")
    published = entry_of(translated)
    save_draft(translated, title="Who are we?")
    again = entry_of(translated)

    assert (published.progress, again.progress) == (Progress.CURRENT, Progress.CURRENT)


def test_a_copy_that_is_published_as_it_is_stays_to_be_translated(page, translated):
    republish(translated)

    assert entry_of(translated).progress == Progress.UNTRANSLATED


def test_a_translator_says_that_names_are_the_same(as_translator, page, translated):
    before = panel_of(as_translator, translated)
    as_translator.post(
        up_to_date_url(translated), {"version": shown_version(as_translator, translated)}
    )
    save_draft(translated)

    assert up_to_date_url(translated) in before
    assert entry_of(translated).progress == Progress.DRAFT
    assert "À jour" in panel_of(as_translator, translated)


def test_a_source_that_changes_comes_first(as_publisher, page, translated):
    republish(page, introduction="Nous sommes quatre.")

    assert entry_of(translated).progress == Progress.OUTDATED
    assert "À mettre à jour" in panel_of(as_publisher, translated)


def test_translated_words_in_other_markup_are_translated(home):
    def body(html):
        return json.dumps([{"type": "paragraph", "value": {"content": html}, "id": "a"}])

    source = ContentPageFactory(parent=home, title="T", body=body("<p>Un.</p><p><b>Deux.</b></p>"))
    other = ContentPageFactory(parent=home, title="U", body=body("<p><i>One.</i></p><p>Deux.</p>"))

    assert counts(source, other) == (3, 1)


def test_translations_from_before_are_counted_by_a_command(page, translated, network, english):
    republish(translated, title="Who we are")
    copy = network.copy_for_translation(english)
    copy.save()
    TranslationState.objects.update(texts=None, untranslated=None, same_is_meant=False)
    unknown = entry_of(translated).progress

    call_command("share_facts")

    assert unknown == Progress.CURRENT
    assert entry_of(translated).progress == Progress.CURRENT
    assert state(translated).untranslated == 1
    assert entry_of(copy).progress == Progress.UNTRANSLATED


def test_a_new_translation_forgets_what_the_one_before_meant(page, translated, english):
    note_up_to_date(translated)
    translated.delete()

    again = page.copy_for_translation(english)

    assert entry_of(again).progress == Progress.UNTRANSLATED


def test_what_readers_get_does_not_change(graphql, page, translated):
    republish(translated)

    answer = graphql('{ route(path: "/en/qui-sommes-nous/") { ... on PageRoute { isOutdated } } }')

    assert answer == {"data": {"route": {"isOutdated": False}}}
