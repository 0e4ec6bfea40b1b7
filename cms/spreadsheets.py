"""Cells of spreadsheets that stay text, whatever was written into them."""

from typing import Any

from wagtail.admin.views.mixins import SpreadsheetExportMixin

# A text that begins with one of these is a formula to a spreadsheet, or becomes one.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def as_text(cell: str) -> str:
    """Return the text as a CSV cell that no spreadsheet runs."""
    return f"'{cell}" if cell.startswith(FORMULA_SIGNS) else cell


class TextExportMixin(SpreadsheetExportMixin):
    """Exports a list; Wagtail itself keeps an XLSX file free of formulas, and a CSV file not."""

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        """Return the value of a cell; text is never read as a formula."""
        cell = super().preprocess_field_value(field, value, export_format)
        is_text = isinstance(cell, str) and export_format == self.FORMAT_CSV
        return as_text(cell) if is_text else cell
