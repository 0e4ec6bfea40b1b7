"""Download as CSV, in the format that French spreadsheet programs open directly."""

import io
from datetime import date

from cms.phone import display_phone
from cms.spreadsheets import BOOLEANS, BYTE_ORDER_MARK, as_text, csv_writer
from structures.downloads.columns import Phone, Value, download_columns
from structures.downloads.entries import Download

MEDIA_TYPE = "text/csv; charset=utf-8; header=present"
BETWEEN_VALUES = " | "


def to_csv(entries: Download) -> bytes:
    """Serialize the entries with a header row: UTF-8 with BOM, separated by semicolons."""
    columns, language = download_columns(entries), entries.language
    text = io.StringIO(newline="")
    rows = csv_writer(text)
    rows.writerow(column.heading(language) for column in columns)
    rows.writerows(
        [cell(column.read(entry), language) for column in columns] for entry in entries.rows
    )
    return f"{BYTE_ORDER_MARK}{text.getvalue()}".encode()


def cell(value: Value, language: str) -> str:
    """Format a value for the language; protects texts that look like formulas.

    Numbers use the language's decimal separator.
    """
    match value:
        case None:
            return ""
        case bool():
            return BOOLEANS.get(language, BOOLEANS["fr"])[value]
        case int() | float():
            return str(value) if language == "en" else str(value).replace(".", ",")
        case date():
            return value.isoformat()
        case list():
            value = BETWEEN_VALUES.join(value)
        case Phone():
            value = display_phone(value)
    return as_text(value)
