"""Texts as a PO file, which any editor of translations opens."""

import re
import tempfile
from pathlib import Path

import polib
from django.utils.translation import gettext as _

from cms.translation.exchange.bilingual_document import (
    BilingualDocument,
    Item,
    TextUnit,
    UnreadableFileError,
    Written,
)
from cms.translation.exchange.rich_text import text_of, to_markup, with_plain_ends

SOURCE_LANGUAGE = "X-Source-Language"
FUZZY = "fuzzy"


def write(document: BilingualDocument) -> bytes:
    """Return the file: a text's context is its reference and its place.

    In a rich text a tag has its number only, and what HTML escapes is escaped.
    """
    po = polib.POFile(check_for_duplicates=False)
    po.metadata = {
        "Language": document.target_language,
        SOURCE_LANGUAGE: document.source_language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    for item in document.items:
        for entry in item.entries:
            po.append(
                polib.POEntry(
                    msgctxt=f"{item.reference}/{entry.place}",
                    msgid=_text(entry.source, entry.is_rich),
                    msgstr=_text(entry.target or (), entry.is_rich),
                    comment=_comment(item, entry),
                    flags=[FUZZY] if entry.is_doubtful else [],
                )
            )
    return str(po).encode()


def read(content: bytes) -> BilingualDocument:
    """Return what a file says; raises UnreadableFileError."""
    try:
        content.decode()
    except UnicodeDecodeError as error:
        raise UnreadableFileError(_("Le fichier n’est pas en UTF-8.")) from error
    # A text that polib is given may be taken for the path of a file: it gets a file.
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "upload.po"
        path.write_bytes(content.removeprefix(b"\xef\xbb\xbf"))
        try:
            po = polib.pofile(str(path), encoding="utf-8", wrapwidth=0)
        except (OSError, ValueError, IndexError, KeyError, AttributeError) as error:
            raise UnreadableFileError(_("Ce n’est pas un fichier PO lisible.")) from error
    items: dict[str, list[TextUnit]] = {}
    for found in po:
        reference, _slash, place = (found.msgctxt or "").partition("/")
        items.setdefault(reference, []).append(_entry(found, place))
    return BilingualDocument(
        po.metadata.get(SOURCE_LANGUAGE, ""),
        po.metadata.get("Language", ""),
        [Item(name, "", entries) for name, entries in items.items()],
    )


def _entry(found: polib.POEntry, place: str) -> TextUnit:
    target, problem = found.msgstr, ""
    if found.msgid_plural or found.msgstr_plural:
        target = " / ".join(found.msgstr_plural.values())
        problem = _("un texte a une seule forme, sans pluriel")
    elif found.obsolete:
        problem = _("le texte est marqué obsolète (#~)")
    return TextUnit(
        place,
        found.msgid,
        target or None,
        is_doubtful=FUZZY in found.flags,
        problem=problem,
    )


def _text(written: Written, is_rich: bool) -> str:
    assert not isinstance(written, str)
    return to_markup(written) if is_rich else with_plain_ends(text_of(written))


def _comment(item: Item, entry: TextUnit) -> str:
    lines = [re.sub(r"\s+", " ", f"{item.title} › {entry.label}")]
    if entry.max_length:
        lines.append(_("%s caractères au plus") % entry.max_length)
    return "\n".join(lines)
