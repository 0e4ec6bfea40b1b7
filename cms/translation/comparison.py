"""What is to be translated of a source, and what has changed in it, as Wagtail compares versions.

Shared fields are left out: they follow by themselves.
"""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from wagtail.admin.panels import get_edit_handler
from wagtail.models import DraftStateMixin

from cms.translation.shared_fields import is_same_row
from cms.translation.source_tracking import SourceTracking
from cms.translation.translatable_fields import Words, translatable_fields_of


def shown_source(following: SourceTracking) -> Any:
    """Return the version of the source that is to be translated: the live one, else the latest."""
    source = following.source
    if source.live or not isinstance(source, DraftStateMixin):
        return source
    return source.get_latest_revision_as_object()


def source_text(following: SourceTracking, request: HttpRequest) -> list[Any]:
    """Return a comparison with itself of each text of the source."""
    shown = shown_source(following)
    return [found for found in _comparisons(shown, shown, request) if _says_something(found)]


def differences(following: SourceTracking, request: HttpRequest) -> list[Any] | None:
    """Return what has changed since the version followed, None where that one is not kept."""
    if following.version is None:
        return None
    before = following.version.as_object()
    after = shown_source(following)
    return [found for found in _comparisons(before, after, request) if found.has_changed()]


class RowComparison:
    """Two versions of a row of a shared field: what it is known by, and its words."""

    is_addition = is_deletion = False

    def __init__(self, known_by: list[Any], words: list[Any]) -> None:
        """Take the comparisons of both kinds of fields."""
        self._known_by = known_by
        self._words = words

    def get_field_comparisons(self) -> list[Any]:
        """Return both."""
        return [*self._known_by, *self._words]

    def has_changed(self) -> bool:
        """Return whether the words are others."""
        return any(found.has_changed() for found in self._words)

    def says_something(self) -> bool:
        """Return whether there are words, or were."""
        return any(found.val_a or found.val_b for found in self._words)


class RowsComparison:
    """The rows of a shared field, each with its words; removed rows are left out."""

    is_child_relation = True

    def __init__(self, compared: Any, words: Words) -> None:
        """Take Wagtail's comparison of all of their fields."""
        self.field_label = compared.field_label
        self._rows = [row for row in _rows(compared, words) if row.says_something()]

    def get_child_comparisons(self) -> list[RowComparison]:
        """Return the rows whose words have changed, all where none have."""
        return [row for row in self._rows if row.has_changed()] or self._rows

    def has_changed(self) -> bool:
        """Return whether the words of any row have changed."""
        return any(row.has_changed() for row in self._rows)


def _comparisons(before: Any, after: Any, request: HttpRequest) -> Iterator[Any]:
    model: Any = type(after)
    if hasattr(model, "get_edit_handler"):
        handler = model.get_edit_handler()
    else:
        handler = get_edit_handler(model)
    panel = handler.get_bound_panel(instance=after, request=request, form=None)
    words = translatable_fields_of(model)
    for compare in panel.get_comparison():
        found = compare(before, after)
        if not found.is_child_relation:
            if found.field.name in words.columns:
                yield found
        elif (name := found.field.get_accessor_name()) in words.rows:
            yield RowsComparison(found, words.rows[name])


def _rows(compared: Any, words: Words) -> Iterator[RowComparison]:
    """Yield the rows of the later version, each beside the one of before that it is."""
    left = list(compared.val_a.all())
    for row in compared.val_b.all():
        place = next((i for i, old in enumerate(left) if is_same_row(old, row)), None)
        # A new one has nothing before it.
        old = left.pop(place) if place is not None else type(row)()
        both = compared.get_child_comparison(old, row).get_field_comparisons()
        now = compared.get_child_comparison(row, row).get_field_comparisons()
        yield RowComparison(
            [found for found in now if found.field.name in words.matched_by],
            [found for found in both if found.field.name in words.columns],
        )


def _says_something(comparison: Any) -> bool:
    if comparison.is_child_relation:
        return bool(comparison.get_child_comparisons())
    return bool(comparison.val_b)
