"""Cells of spreadsheets that stay text, whatever they contain.

`guard_exports` covers every export of the admin, Wagtail's own reports included: all of them write
their cells by `SpreadsheetExportMixin`.
"""

import re
from collections.abc import Iterator
from typing import Any

from wagtail.admin.views.mixins import SpreadsheetExportMixin

# A spreadsheet takes a text for a formula by its first sign, skips blanks and invisible characters
# before it, and reads full-width signs as the plain ones. A tab or a line break alone is enough.
FORMULA = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]*[=+\-@＝＋－＠\t\r\n]")

# openpyxl refuses a whole file for one of these.
CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def as_text(cell: str) -> str:
    """Return the text as a CSV cell that no spreadsheet runs: behind an apostrophe."""
    return f"'{cell}" if FORMULA.match(cell) else cell


def guard_exports() -> None:
    """Have every export of the admin write text as text, in CSV and in XLSX."""
    SpreadsheetExportMixin.preprocess_field_value = _guarded_value
    SpreadsheetExportMixin.generate_xlsx_row = _guarded_xlsx_row
    SpreadsheetExportMixin.get_heading = _guarded_heading


_preprocess = SpreadsheetExportMixin.preprocess_field_value
_xlsx_row = SpreadsheetExportMixin.generate_xlsx_row
_heading = SpreadsheetExportMixin.get_heading


def _guarded_value(view: Any, field: str, value: Any, export_format: str) -> Any:
    """Return the value of a cell; a number stays one, whatever its sign."""
    cell = _preprocess(view, field, value, export_format)
    if not isinstance(cell, str):
        return cell
    if export_format == view.FORMAT_CSV:
        return as_text(cell)
    return CONTROL_CHARACTERS.sub("", cell)


def _guarded_xlsx_row(
    view: Any, worksheet: Any, row_dict: dict[str, Any], date_format: str | None = None
) -> Iterator[Any]:
    """Mark what looks like a formula as text, which it stays when somebody edits the cell."""
    for cell in _xlsx_row(view, worksheet, row_dict, date_format):
        if isinstance(cell.value, str) and FORMULA.match(cell.value):
            cell.data_type, cell.quotePrefix = "s", True
        yield cell


def _guarded_heading(view: Any, queryset: Any, field: str) -> str:
    """Return the heading of a column, which XLSX has no mark for: guarded in both formats."""
    return as_text(_heading(view, queryset, field))
