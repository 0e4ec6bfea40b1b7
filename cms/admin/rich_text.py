"""The field for rich text in forms that several threads show at the same moment."""

import json
from copy import copy
from typing import Any

from django.core.exceptions import BadRequest
from wagtail.admin.rich_text import DraftailRichTextArea
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.models import Page

from cms.admin.readable_rows import readable_keys
from cms.admin.unreadable_requests import MOST_DIGITS
from cms.models import CustomDocument
from cms.text.content_state import without_halves

# What the entities of a link are links to.
LINKED = {"LINK": Page, "DOCUMENT": CustomDocument}
# Draftail nests lists as deep as a feature's option says, four levels by default.
DEEPEST = 10


class _Converter(ContentstateConverter):
    """Reads each text with a parser of its own.

    The process has one widget for a block, and Wagtail's widget has one parser: two threads that
    show forms at the same moment mix their texts up (Wagtail 7.4).
    """

    def from_database_format(self, html: str) -> str:
        """Return a stored text as the editor in the browser reads it, in JSON."""
        own = copy(self)
        own.html_to_contentstate_handler = copy(self.html_to_contentstate_handler)
        return _with_known_names(super(_Converter, own).from_database_format(html))

    def to_database_format(self, contentstate_json: str) -> str:
        """Return what the editor in the browser sends as it is stored, in HTML.

        Raises BadRequest for what no editor sends: no content state, lists in lists without end,
        or a key of a page or a file that is no number.
        """
        try:
            content = json.loads(without_halves(contentstate_json))
            if content is not None and not _is_sound(content):  # an empty text is null
                raise BadRequest("A rich text refers to what cannot be, or is too deep.")
            html: str = self.exporter.render(content)
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
            raise BadRequest("A rich text is no content state.") from error
        return html


def _with_known_names(contentstate_json: str) -> str:
    """Return what the editor gets, without the addresses that the person may not read."""
    content = json.loads(contentstate_json)
    for kind, model in LINKED.items():
        links = [
            entity["data"]
            for entity in content["entityMap"].values()
            if entity["type"] == kind and entity["data"].get("id")
        ]
        known = readable_keys(model, {link["id"] for link in links}) if links else set()
        for link in links:
            if link["id"] not in known:
                link.update({name: None for name in link if name != "id"})
    return json.dumps(content)


def _is_sound(content: Any) -> bool:
    keys = [
        entity["data"].get("id")
        for entity in content.get("entityMap", {}).values()
        if entity.get("data")
    ]
    return all(
        key is None or (str(key).isdecimal() and len(str(key)) <= MOST_DIGITS) for key in keys
    ) and all(0 <= block.get("depth", 0) <= DEEPEST for block in content["blocks"])


class RichTextArea(DraftailRichTextArea):
    """Wagtail's field for rich text, safe where threads share it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.converter = _Converter(self.features)
