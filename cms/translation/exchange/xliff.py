"""Texts as an XLIFF 2.0 file, in which a tag is a code that the translator's tool protects.

The standard is OASIS', https://docs.oasis-open.org/xliff/xliff-core/v2.0/xliff-core-v2.0.html. A
unit is a string; its codes quote the tags, for people to see; a reader looks at their numbers only.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError, SubElement, tostring

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext as _

from cms.translation.exchange.bilingual_document import (
    BilingualDocument,
    Item,
    TextUnit,
    UnreadableFileError,
)
from cms.translation.exchange.rich_text import InlineTag, Part, Parts, merged, text_of

NAMESPACE = "urn:oasis:names:tc:xliff:document:2.0"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
# What XML has no way to write; XLIFF has.
NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
FIXED = {"canCopy": "no", "canDelete": "no"}
FORMATS = frozenset(["b", "br", "code", "del", "em", "i", "mark", "s", "strong", "sub", "sup", "u"])


def write(document: BilingualDocument) -> bytes:
    """Return the file: a page or a snippet is a `file` of it, under its reference."""
    root = Element(
        "xliff",
        {
            "xmlns": NAMESPACE,
            "version": "2.0",
            "srcLang": document.source_language,
            "trgLang": document.target_language,
        },
    )
    for item in document.items:
        below = SubElement(
            root, "file", id=item.reference, original=_visible(item.title), canResegment="no"
        )
        for entry in item.entries:
            below.append(_unit(entry))
    return tostring(root, encoding="utf-8", xml_declaration=True)


def read(content: bytes) -> BilingualDocument:
    """Return what a file says; raises UnreadableFileError.

    A document type, and with it every entity, is refused: no tool needs one.
    """
    try:
        root = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise UnreadableFileError(_("Ce n’est pas un fichier XLIFF lisible.")) from error
    if root.tag != f"{{{NAMESPACE}}}xliff":
        raise UnreadableFileError(_("Ce fichier n’est pas du XLIFF 2.0 : demandez cette version."))
    try:
        items = [_item(below) for below in root.iterfind(f"{{{NAMESPACE}}}file")]
    except RecursionError as error:
        raise UnreadableFileError(_("Ce n’est pas un fichier XLIFF lisible.")) from error
    return BilingualDocument(root.get("srcLang", ""), root.get("trgLang", ""), items)


def _item(below: Element) -> Item:
    units = below.iter(f"{{{NAMESPACE}}}unit")
    return Item(below.get("id", ""), "", [_entry(unit) for unit in units])


def _unit(entry: TextUnit) -> Element:
    unit = Element("unit", {"id": entry.place, "name": _visible(entry.label), SPACE: "preserve"})
    if entry.max_length:
        notes = SubElement(unit, "notes")
        note = SubElement(notes, "note", category="length")
        note.text = _("%s caractères au plus") % entry.max_length
    assert not isinstance(entry.source, str)
    assert not isinstance(entry.target, str)
    data = [part for part in entry.source if isinstance(part, InlineTag)]
    if data:
        original = SubElement(unit, "originalData")
        for code in data:
            SubElement(original, "data", id=_data_id(code)).text = _visible(code.html)
    is_done = entry.target is not None and not entry.is_doubtful
    segment = SubElement(unit, "segment", state="translated" if is_done else "initial")
    _fill(SubElement(segment, "source"), entry.source)
    if entry.target is not None:
        _fill(SubElement(segment, "target"), entry.target)
    return unit


def _fill(element: Element, parts: Parts) -> None:
    above = [element]
    for part in merged(parts):
        if isinstance(part, str):
            _add_text(above[-1], part)
        elif part.kind == "close":
            above.pop()
        else:
            name = "pc" if part.kind == "open" else "ph"
            attributes = {"id": str(part.id), **FIXED, "type": _type(part.name)}
            code = SubElement(above[-1], name, attributes)
            if part.kind == "open":
                code.set("dataRefStart", _data_id(part))
                code.set("dataRefEnd", f"d{part.id}e")
                above.append(code)
            else:
                code.set("dataRef", _data_id(part))


def _add_text(element: Element, text: str) -> None:
    end = 0
    for found in NO_XML.finditer(text):
        _append(element, text[end : found.start()])
        SubElement(element, "cp", hex=f"{ord(found[0]):04X}")
        end = found.end()
    _append(element, text[end:])


def _append(element: Element, text: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


@dataclass(frozen=True)
class _Piece:
    """A segment of a unit, or what stands between two: `place` is its target's among the others."""

    source: Parts
    target: Parts
    place: int

    @property
    def is_untranslated(self) -> bool:
        """Return whether the source says something and the target nothing."""
        return _says_something(self.source) and not text_of(self.target).strip()


def _entry(unit: Element) -> TextUnit:
    """Return a unit's text; a tool may have cut it into several segments, and moved them.

    Without a target, what has no letter and no digit stays as it is in the source.
    """
    number = unit.get("id", "")
    problems: list[str] = []
    pieces = [
        _piece(child, rank, problems) for rank, child in enumerate(filter(_is_piece, unit), start=1)
    ]
    source = merged(part for piece in pieces for part in piece.source)
    left = [piece for piece in pieces if piece.is_untranslated]
    said = [piece for piece in pieces if text_of(piece.target).strip()]
    if left and not said:
        return TextUnit(number, source, None)
    if sorted(piece.place for piece in pieces) != list(range(1, len(pieces) + 1)):
        problems.append(_("l’ordre des segments (« order ») se contredit"))
    ordered = sorted(pieces, key=lambda piece: piece.place)
    target = merged(
        part
        for piece in ordered
        for part in (
            piece.target if piece.target or _says_something(piece.source) else piece.source
        )
    )
    untranslated = text_of(left[0].source).strip() if left else ""
    return TextUnit(number, source, target, untranslated=untranslated, problem=" ; ".join(problems))


def _piece(element: Element, rank: int, problems: list[str]) -> _Piece:
    source = element.find(f"{{{NAMESPACE}}}source")
    targets = element.findall(f"{{{NAMESPACE}}}target")
    if len(targets) > 1:
        problems.append(_("un segment a deux traductions"))
    target = targets[0] if targets else None
    order = target.get("order") if target is not None else None
    # The problems of the source show as a source that is another one.
    return _Piece(
        merged(_parts(source, [])) if source is not None else (),
        merged(_parts(target, problems)) if target is not None else (),
        rank if order is None else _number(order),
    )


def _is_piece(element: Element) -> bool:
    return element.tag in (f"{{{NAMESPACE}}}segment", f"{{{NAMESPACE}}}ignorable")


def _says_something(parts: Parts) -> bool:
    return any(letter.isalnum() for letter in text_of(parts))


def _parts(element: Element, problems: list[str]) -> Iterator[Part]:
    yield element.text or ""
    for child in element:
        yield from _inline(child, problems)
        yield child.tail or ""


def _inline(element: Element, problems: list[str]) -> Iterable[Part]:
    name = element.tag.removeprefix(f"{{{NAMESPACE}}}")
    # An end that stands in another unit than its start is named by itself.
    start = element.get("startRef") if name == "ec" else None
    number = _number(start or element.get("id"))
    match name:
        case "cp":
            code_point = _number(element.get("hex"), 16)
            if _is_character(code_point):
                return [chr(code_point)]
            problems.append(_("un caractère est illisible"))
        case "ph":
            return [InlineTag(number, "alone")]
        case "pc":
            return [
                InlineTag(number, "open"),
                *_parts(element, problems),
                InlineTag(number, "close"),
            ]
        case "sc":
            return [InlineTag(number, "open")]
        case "ec":
            return [InlineTag(number, "close")]
        case "mrk":
            return _parts(element, problems)
        case "sm" | "em":
            pass  # the ends of a note of the tool's
        case _:
            shown = name.rpartition("}")[2][:40]
            problems.append(_("XLIFF 2.0 n’a pas d’élément <%s> dans un texte") % shown)
    return []


def _number(text: str | None, base: int = 10) -> int:
    """Return a number; 0, which no code has, for what is none."""
    try:
        return int(text or "", base)
    except ValueError:
        return 0


def _is_character(code_point: int) -> bool:
    return 0 < code_point < 0xD800 or 0xE000 <= code_point < 0x110000


def _data_id(code: InlineTag) -> str:
    return f"d{code.id}{'e' if code.kind == 'close' else ''}"


def _type(name: str) -> str:
    if name in FORMATS:
        return "fmt"
    return {"a": "link", "embed": "image", "img": "image"}.get(name, "other")


def _visible(text: str) -> str:
    return NO_XML.sub(" ", text)
