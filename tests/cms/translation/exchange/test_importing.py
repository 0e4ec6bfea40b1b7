"""What a file may say in odd ways, and how much of it is told back to people."""

from dataclasses import replace

import pytest
from wagtail.models import Locale

from cms.translation.exchange.bilingual_document import (
    BilingualDocument,
    Item,
    TextUnit,
    UnreadableFileError,
)
from cms.translation.exchange.draft import SHOWN_CHARACTERS
from cms.translation.exchange.importing import import_document
from cms.translation.exchange.xliff import read
from tests.cms.translation.exchange.sending import take
from tests.cms.translation.exchange.test_segments import segment
from tests.cms.translation.rich import draft_of, file_of


def test_of_a_long_text_the_beginning_is_told(rich_page, english):
    rich_page.introduction = "Tout y est. " * 40
    rich_page.save_revision().publish()

    outcome = take(rich_page, english, title="é" * 400, introduction="")

    assert [refusal.text for refusal in outcome.refusals] == ["é" * SHOWN_CHARACTERS]
    assert [left.text for left in outcome.untranslated] == [
        ("Tout y est. " * 40)[:SHOWN_CHARACTERS]
    ]


def test_of_a_long_name_the_beginning_is_told(rich_page, english):
    items = [Item("x" * 999, "", [TextUnit("title", "Un", "One")])]

    (outcome,) = import_document(BilingualDocument("fr", "en", items), None)
    with pytest.raises(UnreadableFileError) as refused:
        import_document(BilingualDocument("fr", "x" * 999, items), None)

    assert outcome.title == "x" * 200
    assert str(refused.value).count("x") == 40


def test_of_an_unknown_element_the_beginning_is_told():
    (piece,) = [segment("Un", f"One<{'x' * 99}/>")]
    file = (
        '<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" srcLang="fr" trgLang="en">'
        f'<file id="f"><unit id="u">{piece}</unit></file></xliff>'
    )

    [entry] = read(file.encode()).items[0].entries

    assert f"<{'x' * 40}>" in entry.problem


def test_an_empty_item_of_a_file_is_no_text(rich_page, english):
    file = file_of(rich_page, english)
    [item] = file.items
    title = [replace(entry, target=("All",)) for entry in item.entries if entry.place == "title"]
    twice = [replace(item, entries=title), replace(item, entries=[])]

    (outcome,) = import_document(replace(file, items=twice), None)

    assert outcome.taken == 1
    assert draft_of(rich_page, english).title == "All"


def test_a_language_of_the_site_has_a_home_page_before_any_page(home, english):
    german = Locale.objects.create(language_code="de")

    (outcome,) = import_document(file_of(home, german, lambda entry: ("Startseite",)), None)

    assert (outcome.taken, outcome.refusals) == (1, [])
    assert draft_of(home, german).title == "Startseite"
