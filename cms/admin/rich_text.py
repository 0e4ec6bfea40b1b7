"""The field for rich text in forms that several threads show at the same moment."""

from copy import copy
from typing import Any

from django.core.exceptions import BadRequest
from wagtail.admin.rich_text import DraftailRichTextArea
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter


class _Converter(ContentstateConverter):
    """Reads each text with a parser of its own.

    The process has one widget for a block, and Wagtail's widget has one parser: two threads that
    show forms at the same moment mix their texts up (Wagtail 7.4).
    """

    def from_database_format(self, html: str) -> str:
        """Return a stored text as the editor in the browser reads it, in JSON."""
        own = copy(self)
        own.html_to_contentstate_handler = copy(self.html_to_contentstate_handler)
        return super(_Converter, own).from_database_format(html)

    def to_database_format(self, contentstate_json: str) -> str:
        """Return what the editor in the browser sends as it is stored, in HTML.

        Raises BadRequest for what no editor sends: it is not JSON, or not a content state.
        """
        try:
            html: str = super().to_database_format(contentstate_json)
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
            raise BadRequest("A rich text is no content state.") from error
        return html


class RichTextArea(DraftailRichTextArea):
    """Wagtail's field for rich text, safe where threads share it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.converter = _Converter(self.features)
