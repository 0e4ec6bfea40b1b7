"""Spreadsheets that French programs open without a question, and whose cells stay text.

`guard_exports` covers every export of the admin, Wagtail's own reports included: all of them write
their cells by `SpreadsheetExportMixin`.
"""

import csv
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from wagtail.admin.views.mixins import Echo, SpreadsheetExportMixin

CSV_TYPE = "text/csv; charset=utf-8"
# Without it, spreadsheets read a file as something else than UTF-8.
BYTE_ORDER_MARK = "\ufeff"
BOOLEANS = {"fr": ("non", "oui"), "en": ("no", "yes")}

# A spreadsheet takes a text for a formula by its first sign, skips blanks and invisible characters
# before it, and reads full-width signs as the plain ones. A tab or a line break alone is enough.
BLANKS = r"[\s\u200b-\u200f\u2060\ufeff]*"
SIGNS = "=+\\-@＝＋－＠"
FORMULA = re.compile(rf"{BLANKS}[{SIGNS}\t\r\n]")
# One that is set to another separator splits a cell there, and each part is a cell of its own.
# A run of blanks is looked at once, whether a sign follows it or not.
CELL_WITHIN = re.compile(rf"([;,\t\r\n]{BLANKS}+)([{SIGNS}]?)")

# openpyxl refuses a whole file for one of these.
CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def as_text(cell: str) -> str:
    """Return the text as a CSV cell that no spreadsheet runs: apostrophes stand before formulas."""
    cell = CELL_WITHIN.sub(lambda found: "'".join(filter(None, found.groups())), cell)
    return f"'{cell}" if FORMULA.match(cell) else cell


def csv_writer(file: Any) -> Any:
    """Return a writer of rows that are separated as French spreadsheets expect: by semicolons."""
    return csv.writer(file, delimiter=";", lineterminator="\r\n")


def guard_exports() -> None:
    """Have every export of the admin write text as text, in CSV and in XLSX."""
    SpreadsheetExportMixin.preprocess_field_value = _guarded_value
    SpreadsheetExportMixin.generate_xlsx_row = _guarded_xlsx_row
    SpreadsheetExportMixin.get_heading = _guarded_heading
    SpreadsheetExportMixin.stream_csv = _csv_rows
    SpreadsheetExportMixin.write_csv_response = _csv_response
    SpreadsheetExportMixin.custom_value_preprocess = {
        **SpreadsheetExportMixin.custom_value_preprocess,
        datetime: {"csv": _csv_time, "xlsx": _local_time},
        bool: {"csv": _yes_or_no, "xlsx": _yes_or_no},
    }


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


def _csv_rows(view: Any, queryset: Any) -> Iterator[bytes]:
    writer = csv_writer(Echo())
    yield BYTE_ORDER_MARK.encode()
    yield writer.writerow([view.get_heading(queryset, field) for field in view.list_export])
    for item in queryset:
        row = view.to_row_dict(item)
        yield writer.writerow(
            [
                view.preprocess_field_value(field, value, view.FORMAT_CSV)
                for field, value in row.items()
            ]
        )


def _csv_response(view: Any, queryset: Any) -> StreamingHttpResponse:
    response = StreamingHttpResponse(view.stream_csv(queryset), content_type=CSV_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{view.get_filename()}.csv"'
    return response


def _local_time(value: datetime) -> datetime:
    """Return a time as the clock on the wall shows it: XLSX knows no time zones."""
    return value if timezone.is_naive(value) else timezone.make_naive(value)


def _csv_time(value: datetime) -> str:
    return _local_time(value).isoformat(" ", "minutes")


def _yes_or_no(value: bool) -> str:
    language = (get_language() or "fr").partition("-")[0]
    return BOOLEANS.get(language, BOOLEANS["fr"])[value]
