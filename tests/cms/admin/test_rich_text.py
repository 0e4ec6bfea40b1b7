"""Rich text in forms that several threads show at the same moment."""

import json

from wagtail.admin.rich_text.converters.html_to_contentstate import HtmlToContentStateHandler

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
