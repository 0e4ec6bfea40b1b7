"""Chosen rows in forms and drafts of the admin: those that are hidden have no name.

A form draws the title of every key that it holds, also of one that was posted by hand. Of a page,
file or snippet that the person may not read, the key alone is drawn, so that saving the form keeps
the choice.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from wagtail.admin.compare import ForeignObjectComparison, M2MFieldComparison
from wagtail.admin.widgets import BaseChooser
from wagtail.blocks import PageChooserBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler
from wagtail.snippets.blocks import SnippetChooserBlock

from cms.admin.readable_rows import hidden_name, is_readable, readable_keys


def hide_unreadable_choices() -> None:
    """Have Wagtail's choosers and comparisons draw no name of what the person may not read."""
    BaseChooser.get_value_data = _value_data
    for block in (PageChooserBlock, DocumentChooserBlock, ImageChooserBlock, SnippetChooserBlock):
        block.render_basic = _render_if_readable(block.render_basic)
    M2MFieldComparison.get_items = _in_both(M2MFieldComparison.get_items)
    ForeignObjectComparison.get_objects = _in_both(ForeignObjectComparison.get_objects)


class ReadablePageLinkHandler(PageLinkHandler):
    """Links of rich text in drafts, without address where the person may not read the page."""

    @classmethod
    def get_many(cls, attrs_list: list[dict[str, str]]) -> list[Page | None]:
        """Return the linked pages, None for those that are missing or not to be read."""
        pages: list[Page | None] = super().get_many(attrs_list)
        known = readable_keys(Page, [page.pk for page in pages if page])
        return [page if page and page.pk in known else None for page in pages]


@dataclass(frozen=True)
class _Unnamed:
    """What a comparison shows of a row that the person may not read."""

    key: Any

    def __str__(self) -> str:
        return hidden_name()


def _in_both(find: Callable[..., Any]) -> Callable[..., Any]:
    def find_named(comparison: Any) -> Any:
        before, after = find(comparison)
        if isinstance(before, list):
            return [_named(row) for row in before], [_named(row) for row in after]
        return _named(before), _named(after)

    return find_named


def _named(row: Any) -> Any:
    return row if row is None or is_readable(row) else _Unnamed(row.pk)


def _render_if_readable(render: Callable[..., str]) -> Callable[..., str]:
    def render_basic(block: Any, value: Any, context: Any = None) -> str:
        if value and not is_readable(value):
            return hidden_name()
        return render(block, value, context=context)

    return render_basic


def _value_data(chooser: BaseChooser, value: Any) -> dict[str, Any] | None:
    instance = chooser.get_instance(value)
    if instance is None:
        return None
    if is_readable(instance):
        data: dict[str, Any] = chooser.get_value_data_from_instance(instance)
        return data
    return {
        "id": instance.pk,
        "edit_url": None,
        chooser.display_title_key: hidden_name(),
        "parent_id": None,  # of pages
        "preview": {"url": "", "width": 0, "height": 0},  # of images, as the next
        "default_alt_text": "",
    }
