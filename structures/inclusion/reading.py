"""Parses a data.inclusion file: a JSON array of rows, within limits.

Raises for the whole file; errors in a row are left to `checking`.
"""

import json
from collections.abc import Iterable
from typing import Any, NoReturn

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cms.text.normal_form import nfc

MAX_BYTES = 32_000_000
MAX_ROWS = 50_000
# A row of the standard holds texts, numbers and one list of texts, so it is hardly nested.
MAX_DEPTH = 8


def read_rows(content: bytes, *, max_bytes: int = MAX_BYTES, max_rows: int = MAX_ROWS) -> list[Any]:
    """Return the file's rows as JSON values.

    Raises ValidationError, in French, if the file is too large, too deeply nested, not UTF-8, not
    JSON or not an array.
    """
    if len(content) > max_bytes:
        raise ValidationError(
            _("Le fichier dépasse %(limit)s Mo : ne gardez que les structures du département."),
            code="file_size",
            params={"limit": max_bytes // 1_000_000},
        )
    rows = _parse(_decode(content))
    if not isinstance(rows, list):
        raise ValidationError(
            _("Le fichier doit contenir une liste de structures, entre crochets : [ … ]."),
            code="file_shape",
        )
    if len(rows) > max_rows:
        raise ValidationError(
            _("Le fichier compte %(count)s lignes ; la limite est de %(limit)s."),
            code="file_rows",
            params={"count": len(rows), "limit": max_rows},
        )
    _refuse_depth(rows)
    return list(nfc(rows))


def _decode(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValidationError(
            _("Le fichier n’est pas en UTF-8 (octet %(position)s) : réenregistrez-le en UTF-8."),
            code="file_encoding",
            params={"position": error.start},
        ) from None


def _parse(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise ValidationError(
            _("Le fichier n’est pas du JSON valable : ligne %(line)s, colonne %(column)s."),
            code="file_json",
            params={"line": error.lineno, "column": error.colno},
        ) from None
    except RecursionError:
        raise _too_deep() from None
    except ValueError:  # a number with more digits than Python parses
        raise ValidationError(
            _("Le fichier contient un nombre démesuré."), code="file_number"
        ) from None


def _refuse_constant(name: str) -> NoReturn:
    raise ValidationError(
        _("Le fichier contient %(name)s, qui n’est pas un nombre en JSON."),
        code="file_json",
        params={"name": name},
    )


def _refuse_depth(rows: list[Any]) -> None:
    level: list[Any] = rows
    for _depth in range(MAX_DEPTH):
        level = [inner for value in level for inner in _inside(value)]
        if not level:
            return
    raise _too_deep()


def _inside(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return [inner for inner in value.values() if isinstance(inner, dict | list)]
    if isinstance(value, list):
        return [inner for inner in value if isinstance(inner, dict | list)]
    return ()


def _too_deep() -> ValidationError:
    return ValidationError(
        _("Le fichier est trop imbriqué pour une liste de structures."), code="file_depth"
    )
