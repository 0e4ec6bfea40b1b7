"""Rich text in forms that several threads show at the same moment."""

import json

import pytest
from django.core.exceptions import BadRequest
from wagtail.admin.rich_text.converters.html_to_contentstate import HtmlToContentStateHandler

from cms.admin.rich_text import RichTextArea
from home.models import ContentPage


def blocks(text):
    """Return the texts of the paragraphs that the editor in the browser gets."""
    return [block["text"] for block in json.loads(text)["blocks"]]


def test_two_forms_that_are_shown_at_once_keep_their_texts(monkeypatch):
    """The second text is read in the midst of the first, as by another thread."""
    paragraph = ContentPage._meta.get_field("body").stream_block.child_blocks["paragraph"]
    widget = paragraph.child_blocks["content"].field.widget
    read_data = HtmlToContentStateHandler.handle_data
    found = []

    def read_another_meanwhile(handler, data):
        read_data(handler, data)
        if data == "un":
            found.append(widget.format_value("<p>trois</p><p>quatre</p>"))

    monkeypatch.setattr(HtmlToContentStateHandler, "handle_data", read_another_meanwhile)
    first = widget.format_value("<p>un</p><p>deux</p>")

    assert blocks(first) == ["un", "deux"]
    assert blocks(found[0]) == ["trois", "quatre"]


def state(*blocks, **entities):
    """Return a content state as the editor sends it."""
    found = {str(number): entity for number, entity in enumerate(entities.values())}
    return json.dumps({"blocks": blocks, "entityMap": found})


def block(text="Un texte", **values):
    defaults = {"key": "a", "type": "unstyled", "depth": 0, "inlineStyleRanges": []}
    return defaults | {"text": text, "entityRanges": []} | values


REFERENCE = {"offset": 0, "length": 2, "key": 0}


@pytest.mark.parametrize("key", ["abc", "1" * 31, "-1", "1.5", "", [], "²"])
@pytest.mark.parametrize("kind", ["LINK", "DOCUMENT", "IMAGE"])
def test_a_key_that_no_row_has_is_refused(kind, key):
    entity = {"type": kind, "mutability": "MUTABLE", "data": {"id": key}}
    text = state(block(entityRanges=[REFERENCE]), first=entity)

    with pytest.raises(BadRequest):
        RichTextArea().value_from_datadict({"x": text}, {}, "x")


def test_a_list_in_lists_without_end_is_refused_before_it_is_built():
    text = state(block(type="unordered-list-item", depth=1_000_000))

    with pytest.raises(BadRequest):
        RichTextArea().value_from_datadict({"x": text}, {}, "x")


def test_half_a_character_is_replaced():
    html = RichTextArea().value_from_datadict({"x": state(block("a\ud800b😀"))}, {}, "x")

    assert "a\ufffdb😀" in html


@pytest.mark.parametrize("text", ["null", state(block(""))])
def test_an_empty_text_is_taken(text):
    html = RichTextArea().value_from_datadict({"x": text}, {}, "x")

    assert "<p" not in html or "></p>" in html


@pytest.mark.parametrize("data", [{"url": "https://exemple.fr/"}, {"id": 7, "url": "/fr/"}])
def test_what_the_editor_sends_is_taken(data):
    entity = {"type": "LINK", "mutability": "MUTABLE", "data": data}
    text = state(block(entityRanges=[REFERENCE]), first=entity)

    assert "texte" in RichTextArea(features=["link"]).value_from_datadict({"x": text}, {}, "x")
