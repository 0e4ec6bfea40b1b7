"""A source's text, and what has changed in it, as Wagtail compares versions."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from wagtail.admin.panels import get_edit_handler
from wagtail.models import DraftStateMixin

from cms.translation.following import Following


def shown_source(following: Following) -> Any:
    """Return the version of the source that is to be translated: the live one, else the latest."""
    source = following.source
    if source.live or not isinstance(source, DraftStateMixin):
        return source
    return source.get_latest_revision_as_object()


def source_text(following: Following, request: HttpRequest) -> list[Any]:
    """Return a comparison with itself of each field of the source that says something."""
    shown = shown_source(following)
    return [
        comparison
        for comparison in _comparisons(shown, shown, request)
        if _says_something(comparison)
    ]


def differences(following: Following, request: HttpRequest) -> list[Any] | None:
    """Return what has changed since the version followed, None where that one is not kept."""
    if following.version is None:
        return None
    before = following.version.as_object()
    after = shown_source(following)
    return [found for found in _comparisons(before, after, request) if found.has_changed()]


def _comparisons(before: Any, after: Any, request: HttpRequest) -> Iterator[Any]:
    if hasattr(type(after), "get_edit_handler"):
        handler = type(after).get_edit_handler()
    else:
        handler = get_edit_handler(type(after))
    panel = handler.get_bound_panel(instance=after, request=request, form=None)
    for compare in panel.get_comparison():
        yield compare(before, after)


def _says_something(comparison: Any) -> bool:
    if comparison.is_child_relation:
        return bool(comparison.get_child_comparisons())
    value = comparison.val_b
    # A choice, a number or a yes says nothing that anybody translates.
    return bool(value) and not isinstance(value, bool | int | float)
