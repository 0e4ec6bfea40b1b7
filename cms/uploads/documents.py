"""Documents: the content is of the kind that the name says, and no page for a browser."""

from __future__ import annotations

import codecs
import re
import zipfile
from typing import Any

from django.core.files.base import File
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from cms.uploads.refusals import EMPTY, UploadRefusedError

TEXTS = frozenset({"csv", "txt"})
# A part that every file of the kind has.
ARCHIVES = {
    "docx": "word/document.xml",
    "xlsx": "xl/workbook.xml",
    "odt": "content.xml",
    "ods": "content.xml",
    "odp": "content.xml",
}
MAX_TEXT_BYTES = 20 * 1024 * 1024
MAX_PARTS = 20_000
ARCHIVE_SIGNATURE, DIRECTORY_ENTRY, PDF_SIGNATURE = b"PK\x03\x04", b"PK\x01\x02", b"%PDF-"
BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
# What makes a browser take a text for a page, wherever it stands. Blanks and prefixes are never
# given back: each of the 19 million blanks of a text would have all names tried.
MARKUP = re.compile(
    r"<\s*+(?:[\w.-]++:)?(?:!doctype|!entity|\?xml|html|head|body|script|svg|iframe|object|embed|"
    r"foreignobject|handler|frameset|applet|base|meta|link|style|form|math)\b",
    re.IGNORECASE,
)
# `<` and the letters of a tag in UTF-7.
UTF_7 = re.compile(r"\+ADw-?", re.IGNORECASE)


def check_document(file: File[Any], extension: str) -> None:
    """Raise UploadRefusedError unless a document's content is of the kind that its name says.

    Pictures and drawings are not checked here.
    """
    file.seek(0)
    start = file.read(len(PDF_SIGNATURE))
    if not start:
        raise UploadRefusedError(EMPTY)
    if extension in TEXTS:
        _check_text(file)
    elif extension in ARCHIVES:
        if not start.startswith(ARCHIVE_SIGNATURE) or not _has_part(file, ARCHIVES[extension]):
            raise _mismatch(extension)
    elif extension == "pdf" and start != PDF_SIGNATURE:
        raise _mismatch(extension)
    file.seek(0)


def _mismatch(extension: str) -> UploadRefusedError:
    return UploadRefusedError(
        _(
            "Le contenu de ce fichier n’est pas celui d’un fichier « .%(extension)s ». Ouvrez-le "
            "dans le logiciel qui l’a créé et enregistrez-le de nouveau dans ce format."
        ),
        extension=extension,
    )


def _has_part(file: File[Any], part: str) -> bool:
    """Return whether an archive lists a part; nothing is unpacked."""
    if _has_too_many_parts(file):
        return False
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            return part in archive.namelist()
    # Whatever a broken directory of an archive makes the library raise.
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError):
        return False


def _has_too_many_parts(file: File[Any]) -> bool:
    """Return whether an archive lists more parts than any document has.

    `zipfile` reads the whole list, however long, before it says how long it is.
    """
    return sum(chunk.count(DIRECTORY_ENTRY) for chunk in file.chunks()) > MAX_PARTS


def _check_text(file: File[Any]) -> None:
    if file.size > MAX_TEXT_BYTES:
        raise UploadRefusedError(
            _("Ce fichier est trop lourd (%(size)s ; au plus %(limit)s). Coupez-le en plusieurs."),
            size=filesizeformat(file.size),
            limit=filesizeformat(MAX_TEXT_BYTES),
        )
    file.seek(0)
    text = _decoded(file.read())
    if text is None or CONTROL_CHARACTERS.search(text):
        raise UploadRefusedError(
            _("Ce fichier n’est pas un texte. Enregistrez-le de nouveau en texte, encodage UTF-8.")
        )
    if text.lstrip("\ufeff \t\r\n\f").startswith("<") or MARKUP.search(text) or UTF_7.search(text):
        raise UploadRefusedError(
            _(
                "Ce fichier contient du code de page web (HTML ou SVG), qui n’est pas accepté dans "
                "un document texte. Enregistrez-le en texte simple, ou publiez un PDF."
            )
        )


def _decoded(data: bytes) -> str | None:
    encoding = next(
        (name for mark, name in BYTE_ORDER_MARKS.items() if data.startswith(mark)), None
    )
    for candidate in [encoding] if encoding else ["utf-8", "cp1252", "latin-1"]:
        try:
            return data.decode(candidate)
        except UnicodeDecodeError:
            continue
    return None
