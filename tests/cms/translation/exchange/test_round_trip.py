"""What goes out comes back exactly, for every block there is, however deep."""

import json
import unicodedata
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from wagtail.models import Page, PageLogEntry

from cms.translation.exchange import po, xliff
from cms.translation.exchange.draft import Draft
from cms.translation.exchange.extraction import document, extract
from cms.translation.exchange.formats import read
from cms.translation.exchange.importing import IMPORTED, import_document
from cms.translation.exchange.strings import strings
from cms.translation.exchange.translatable_texts import translatable_texts, write_texts
from cms.translation.source_tracking import source_tracking_of
from home.models import ContentPage
from structures.blocks import DirectoryStreamBlock
from tests.cms.translation.exchange.streams import EACH_TIME, values
from tests.cms.translation.rich import (
    BODY,
    draft_of,
    file_of,
    in_capitals,
    raw_body,
    strings_of,
)
from tests.cms.translation.test_source_tracking import is_outdated
from tests.factories import ContentPageFactory, SectorFactory, StructurePageFactory

FORMATS = pytest.mark.parametrize("format_", [po, xliff])


def page_of(body):
    return ContentPage(title="Titre", introduction="", body=json.dumps(body))


def taken(source, change):
    """Return a copy of a page whose strings are changed, as a draft takes them."""
    draft = Draft(source, None)
    for string in draft.strings.values():
        draft.words[string.place] = tuple(
            change(part) if isinstance(part, str) else part for part in string.source
        )
    copy = page_of(raw_body(source))
    write_texts(
        copy, source, draft._values({text.place: text.value for text in translatable_texts(source)})
    )
    assert draft.outcome.refusals == []
    return copy


@EACH_TIME
@given(values(DirectoryStreamBlock()))
def test_every_text_of_every_block_is_written_and_nothing_else_changes(body):
    page = page_of(body)

    translated = taken(page, lambda text: f"{text}É")

    found, wanted = strings(translated), strings(page)
    assert [s.place for s in found] == [s.place for s in wanted]
    for new, old in zip(found, wanted, strict=True):
        assert new.source == tuple(f"{p}É" if isinstance(p, str) else p for p in old.source)
    back = taken(translated, lambda text: text.removesuffix("É"))
    assert raw_body(back) == body


def test_the_fixture_has_every_block():
    missing = set(DirectoryStreamBlock().child_blocks) - {block["type"] for block in BODY}

    assert not missing, "add an example of each to BODY"


@FORMATS
def test_a_translated_file_makes_a_draft_and_publishes_nothing(format_, rich_page, english):
    file = format_.write(file_of(rich_page, english, in_capitals))

    (outcome,) = import_document(format_.read(file), None)

    assert (outcome.refusals, outcome.lost, outcome.is_new) == ([], [], True)
    draft = draft_of(rich_page, english)
    assert outcome.taken == len(strings_of(rich_page, english))
    assert (draft.live, draft.has_unpublished_changes) == (False, True)
    assert draft.introduction == "TOUT Y EST."
    assert not is_outdated(draft)
    blocks = {block["type"]: block["value"] for block in raw_body(draft)}
    assert blocks["paragraph"]["content"] == (
        '<p data-block-key="aaaaa">VOIR <a linktype="page" id="3">LA <b>PAGE</b></a>,<br/>ET '
        '<a href="https://www.exemple.fr/?a=1&amp;b=2">LE SITE</a> &amp; PLUS.</p>'
        '<ul><li data-block-key="bbbbb">UN</li><li data-block-key="ccccc">DEUX</li></ul>'
        '<embed alt="UN JARDIN" embedtype="image" format="fullwidth" id="5"/>'
    )
    assert blocks["accordion"]["items"][1]["value"] == {
        "title": "OÙ ?", "content": '<p data-block-key="ddddd">TOUT LE <i>MONDE</i>.</p>'
    }  # fmt: skip
    assert blocks["table"]["table"]["rows"] == [
        {"values": ["PRODUCTION", "2"]}, {"values": ["EMPLOI", None]}
    ]  # fmt: skip
    assert blocks["figure"]["image"] == {
        "image": 1, "alt_text": "UN ATELIER", "decorative": False
    }  # fmt: skip
    assert blocks["contact"]["phone"] == "+33466000000"
    assert [block["id"] for block in raw_body(draft)] == [block["id"] for block in BODY]


@FORMATS
def test_a_file_that_comes_back_as_it_was_changes_nothing(format_, rich_page, english):
    import_document(file_of(rich_page, english, in_capitals), None)
    before = raw_body(draft_of(rich_page, english))
    versions = rich_page.get_translation(english).revisions.count()

    (outcome,) = import_document(format_.read(format_.write(file_of(rich_page, english))), None)

    assert (outcome.taken, outcome.refusals) == (0, [])
    assert outcome.unchanged == len(strings_of(rich_page, english))
    assert raw_body(draft_of(rich_page, english)) == before
    assert rich_page.get_translation(english).revisions.count() == versions


def decomposed(file):
    """Return a file whose letters with accents are written as a letter and a reference."""
    letters = []
    for letter in file.decode():
        plain, *marks = list(unicodedata.normalize("NFD", letter))
        letters.append(plain + "".join(f"&#{ord(mark)};" for mark in marks))
    return "".join(letters).encode()


def test_references_to_accents_are_no_change(rich_page, english):
    import_document(file_of(rich_page, english, in_capitals), None)
    versions = rich_page.get_translation(english).revisions.count()
    file = decomposed(xliff.write(file_of(rich_page, english)))

    (outcome,) = import_document(read(file), None)

    assert b"&#769;" in file
    assert (outcome.taken, outcome.refusals) == (0, [])
    assert outcome.unchanged == len(strings_of(rich_page, english))
    assert rich_page.get_translation(english).revisions.count() == versions


def test_only_what_is_to_translate_goes_out(rich_page, english):
    import_document(file_of(rich_page, english, in_capitals), None)
    assert file_of(rich_page, english, all_strings=False).items == []

    rich_page.introduction = "Tout y est, et plus."
    rich_page.save_revision().publish()

    (item,) = file_of(rich_page, english, all_strings=False).items
    (entry,) = item.entries
    assert (entry.place, entry.is_doubtful) == ("introduction", True)
    assert (entry.source, entry.target) == (("Tout y est, et plus.",), ("TOUT Y EST.",))


def test_a_block_and_a_paragraph_that_are_new_in_the_source_come_in_their_places(
    rich_page, english
):
    import_document(file_of(rich_page, english, in_capitals), None)
    body = json.loads(json.dumps(BODY))
    body.insert(1, {**BODY[0], "value": {"text": "Du neuf", "level": "h2"}, "id": "neuf"})
    body[2]["value"]["content"] = body[2]["value"]["content"].replace(
        "<ul>", '<p data-block-key="eeeee">Encore</p><ul>'
    )
    rich_page.body = json.dumps(body)
    rich_page.save_revision().publish()

    (outcome,) = import_document(file_of(rich_page, english, in_capitals), None)

    blocks = raw_body(draft_of(rich_page, english))
    assert (outcome.taken, outcome.refusals, outcome.lost) == (2, [], [])
    assert blocks[1]["value"] == {"text": "DU NEUF", "level": "h2"}
    assert '</p><p data-block-key="eeeee">ENCORE</p><ul>' in blocks[2]["value"]["content"]
    assert [block["id"] for block in blocks] == [block["id"] for block in body]


def test_a_block_that_only_the_translation_has_stays(rich_page, english):
    import_document(file_of(rich_page, english, in_capitals), None)
    draft = draft_of(rich_page, english)
    own = {**BODY[0], "value": {"text": "Ours", "level": "h2"}, "id": "ours"}
    draft.body = json.dumps([own, *raw_body(draft)])
    draft.save_revision()

    import_document(file_of(rich_page, english, lambda entry: ("Other", *in_capitals(entry))), None)

    blocks = raw_body(draft_of(rich_page, english))
    assert blocks[0]["value"]["text"] == "Ours"
    assert blocks[1]["value"]["text"] == "OtherUN INTERTITRE"


def test_a_paragraph_that_gives_way_is_told(rich_page, english):
    import_document(file_of(rich_page, english, in_capitals), None)
    draft = draft_of(rich_page, english)
    body = raw_body(draft)
    body[1]["value"]["content"] += '<p data-block-key="zzzzz">For the English</p>'
    draft.body = json.dumps(body)
    draft.save_revision()

    (outcome,) = import_document(
        file_of(rich_page, english, lambda entry: ("Other", *in_capitals(entry))), None
    )

    assert [lost.text for lost in outcome.lost] == ["For the English"]


def test_a_snippet_goes_out_and_comes_back(network, english):
    network.description = '<p data-block-key="aaaaa">Des <b>jardins</b></p>'
    network.editorial_note = ""
    network.save_revision().publish()
    network.refresh_from_db()

    (outcome,) = import_document(file_of(network, english, in_capitals), None)

    made = network.get_translation(english)
    draft = made.get_latest_revision_as_object()
    assert (outcome.is_new, outcome.refusals) == (True, [])
    assert (made.live, draft.name) == (False, "RÉSEAU DU JARDIN")
    assert draft.description == '<p data-block-key="aaaaa">DES <b>JARDINS</b></p>'


def test_the_live_version_of_a_snippet_is_what_is_translated(network, english):
    network.summary = "Brouillon"
    network.save_revision()

    import_document(file_of(network, english, in_capitals), None)

    network.refresh_from_db()
    draft = draft_of(network, english)
    assert draft.summary == ""
    followed = source_tracking_of(draft)
    assert followed is not None
    assert followed.version == network.live_revision


def test_a_page_is_made_before_those_below_it(rich_page, english):
    below = ContentPageFactory(parent=rich_page, title="Dessous")
    file = document(extract([below, rich_page], english), english, all_strings=True)
    items = [
        replace(item, entries=[replace(e, target=in_capitals(e)) for e in item.entries])
        for item in file.items
    ]

    outcomes = import_document(replace(file, items=items), None)

    assert [outcome.refusals for outcome in outcomes] == [[], []]
    assert (
        below.get_translation(english).get_parent() == rich_page.get_translation(english).page_ptr
    )


@pytest.mark.parametrize("format_", [po, xliff])
def test_a_page_that_a_file_names_often_gets_one_version(rich_page, english, format_):
    file = file_of(rich_page, english, in_capitals)
    (item,) = file.items
    name = item.reference
    names = [name, name.replace("page", "Page"), name.replace("-", "")]
    items = [
        replace(item, reference=names[rank % 3], entries=[entry])
        for rank, entry in enumerate([*item.entries, *item.entries])
    ]

    (outcome,) = import_document(format_.read(format_.write(replace(file, items=items))), None)

    assert outcome.taken == len(item.entries)
    assert {refusal.reason for refusal in outcome.refusals} == {
        "cet endroit est deux fois dans le fichier"
    }
    assert PageLogEntry.objects.filter(action=IMPORTED).count() == 1


def translated(entry):
    return type(entry)(entry.place, entry.source, in_capitals(entry))


def with_a_note(sheet):
    sheet.activities.create(
        note="Un jardin", sector=SectorFactory(), offers_services=True, serves_individuals=True
    )
    sheet.save()
    return sheet


@pytest.mark.parametrize("make", [ContentPageFactory, lambda: with_a_note(StructurePageFactory())])
def test_the_queries_of_an_export_do_not_follow_its_pages(home, directory, english, make):
    def export():
        with CaptureQueriesContext(connection) as queries:
            document(extract(pages.specific(), english), english, all_strings=True)
        return len(queries)

    directory.copy_for_translation(english)
    made = []
    counts = []
    for number in (1, 6):
        for _ in range(number):
            page = make()
            page.save_revision().publish()
            page.refresh_from_db()
            page.copy_for_translation(english).save_revision()
            made.append(page.pk)
        pages = Page.objects.filter(pk__in=made).order_by("path")
        export()
        counts.append(export())

    assert counts[0] == counts[1]


def test_a_translation_that_was_not_made_as_a_copy_is_known_by_the_order_of_its_blocks(
    rich_page, english
):
    made = rich_page.copy_for_translation(english)
    made.title, made.introduction = "All", "All is there."
    made.body = json.dumps(json.loads(other_ids(json.dumps(in_english(BODY)))))
    made.save_revision().publish()

    assert file_of(rich_page, english, all_strings=False).items == []
    (outcome,) = import_document(
        file_of(rich_page, english, lambda entry: ("Other", *in_capitals(entry))), None
    )

    assert (outcome.refusals, outcome.lost) == ([], [])
    blocks = raw_body(draft_of(rich_page, english))
    assert [block["type"] for block in blocks] == [block["type"] for block in BODY]
    assert [block["id"] for block in blocks] == [block["id"] for block in raw_body(made)]
    assert blocks[8]["value"]["items"][1]["value"]["title"] == "OtherOÙ ?"
    assert blocks[1]["value"]["content"].startswith('<p data-block-key="other">OtherVOIR <a')


def other_ids(text):
    return text.replace("00000000-0000-4000-8000", "11111111-0000-4000-8000").replace(
        'data-block-key=\\"aaaaa\\"', 'data-block-key=\\"other\\"').replace(
        'data-block-key=\\"bbbbb\\"', "").replace(
        'data-block-key=\\"ccccc\\"', "").replace('id=\\"5\\"', 'id=\\"6\\"')  # fmt: skip


def in_english(value):
    """Return stored blocks in which every sentence is another one, and all else is the same."""
    page = page_of(value)
    return raw_body(taken(page, lambda text: f"{text}’"))
