"""Blocks that are stored in odd ways: no text is read twice, or written into another block."""

from copy import deepcopy

import pytest
from wagtail.blocks import CharBlock, ListBlock, StreamBlock, StructBlock, TextBlock
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock

from cms.translation.exchange.block_texts import block_texts, written_block

WORDS = ListBlock(CharBlock())
STREAM = StreamBlock([("line", CharBlock()), ("note", TextBlock())])
TABLE = TypedTableBlock([("text", CharBlock())])


class Card(StructBlock):
    title = CharBlock()
    code = CharBlock()
    untranslated_fields = ("code",)


def places(block, raw, source=None):
    return {text.place: text.value for text in block_texts(block, raw, "x", "X", source)}


def item(value, key, kind="item"):
    return {"type": kind, "value": value, "id": key}


def table(*cells, headings=("Titre",), caption="Légende"):
    return {
        "columns": [{"type": "text", "heading": heading} for heading in headings],
        "rows": [{"values": [cell]} for cell in cells],
        "caption": caption,
    }


def test_an_item_has_its_own_place_whatever_its_identifier():
    keys = ["a", "a", 5, "a.b", "é", "", None]

    found = places(WORDS, [item(str(rank), key) for rank, key in enumerate(keys)])

    assert found == {
        "x.a": "0", "x.-2": "1", "x.-3": "2", "x.-4": "3", "x.-5": "4", "x.-6": "5", "x.-7": "6",
    }  # fmt: skip


@pytest.mark.parametrize("block", [Card(), TABLE])
@pytest.mark.parametrize("raw", [None, "texte", []])
def test_what_is_stored_in_another_shape_has_no_text(block, raw):
    assert places(block, raw) == {}


def test_what_is_of_a_block_that_is_gone_has_no_text():
    raw = [item("Un", "a", "gone"), item("Deux", "b", "line")]

    assert places(STREAM, raw) == {"x.b": "Deux"}


def test_untranslated_fields_of_a_block_do_not_go_out():
    assert places(Card(), {"title": "Un", "code": "A1"}) == {"x.title": "Un"}


@pytest.mark.parametrize(
    ("current", "keys"),
    [
        ([item("One", "m", "line"), item("Two", "n", "note")], ["a", "b"]),
        ([item("One", "m", "line")], ["m"]),
        ([item("One", "m", "note"), item("Two", "n", "note")], ["m", "n"]),
        ([item("One", "b", "line"), item("Two", "n", "note")], ["b", "n"]),
    ],
    ids=["alike", "fewer", "of other types", "one is known"],
)
def test_items_are_known_by_their_ranks_where_all_are_alike(current, keys):
    source = [item("Un", "a", "line"), item("Deux", "b", "note")]

    assert list(places(STREAM, current, source)) == [f"x.{key}" for key in keys]


def test_a_block_that_became_another_one_is_not_written_over():
    source = [item("Un", "a", "line")]
    current = [item("Une note", "a", "note")]

    written = written_block(STREAM, source, current, "x", {"x.a": "One"})

    assert [(each["type"], each["value"]) for each in written] == [
        ("line", "One"),
        ("note", "Une note"),
    ]


@pytest.mark.parametrize(
    "current",
    [None, table("One", headings=("Title",)), table("One", "Two", headings=("Title", "More"))],
)
def test_a_table_of_another_size_gives_way_to_the_sources(current):
    source = table("Un", "Deux")
    before = deepcopy(source)

    written = written_block(TABLE, source, current, "x", {"x.l2c1": "Two"})

    assert written == table("Un", "Two")
    assert source == before
