"""Rich text as segments: a segment is the run of text in one block, its inline tags are codes.

What is between segments, and the tags themselves, never leave the database: a file holds a number
in the place of each tag.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape, unescape
from typing import Literal

from django.utils.translation import gettext as _

TagKind = Literal["open", "close", "alone"]

_ATTRIBUTE = r"""\s+[^\s<>=/"']+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>=`]+))?"""
# A comment without its end goes on to the end of the text, as in a browser: a search for the end
# of each would take quadratic time.
TOKEN = re.compile(
    rf"<!--.*?(?:-->|\Z)|<(/?)([a-zA-Z][\w-]*)((?:{_ATTRIBUTE})*)\s*(/?)>", re.DOTALL
)
BLOCK_KEY = re.compile(r'\bdata-block-key="([\w-]+)"')
ALT = re.compile(r'\salt="([^"]*)"')
PICTURE = re.compile(r'\sid="(\d+)"')
# What stands in the place of a tag: its name, so that people know what it does, and its number.
MARKER = re.compile(r"""<(/?)([a-zA-Z][\w-]*)(?:\s+id=["']?(\d+)["']?)?\s*(/?)>""")
LIKE_A_TAG = re.compile(r"<[a-zA-Z/!]")

BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "caption", "dd", "div", "dl", "dt", "figcaption",
    "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "section", "table",
    "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
})  # fmt: skip
VOID = frozenset({"br", "embed", "hr", "img", "wbr"})


class BrokenMarkupError(ValueError):
    """What is wrong with the codes of a text, told to people."""


@dataclass(frozen=True)
class InlineTag:
    """An inline tag; `name` and `html` are empty in what is read from a file."""

    id: int
    kind: TagKind
    name: str = ""
    html: str = ""


Part = str | InlineTag
Parts = tuple[Part, ...]


@dataclass(frozen=True)
class Segment:
    """A run of text: `key` is unique in the rich text, `html` is how it stands there."""

    key: str
    html: str
    parts: Parts
    is_attribute: bool = False


def split(html: str) -> list[str | Segment]:
    """Return the segments of a rich text and what is between them; joined, it is the same text."""
    pieces: list[str | Segment] = []
    run: list[tuple[str, re.Match[str] | None]] = []
    block = ""
    for text, tag in _tokens(html):
        if tag is None or (tag[2] or "").lower() not in BLOCKS:
            run.append((text, tag))
            continue
        pieces += _segments(run, block)
        pieces.append(text)
        run = []
        key = BLOCK_KEY.search(tag[3] or "")
        block = key[1] if key and not tag[1] else ""
    pieces += _segments(run, block)
    return _with_unique_keys(pieces)


def segments(html: str) -> list[Segment]:
    """Return the segments of a rich text."""
    return [piece for piece in split(html) if isinstance(piece, Segment)]


def aligned(source: Sequence[Segment], other: Sequence[Segment]) -> dict[str, Segment]:
    """Return the segments of another version of a text by the keys of the source's.

    A block keeps its key in a copy. Without one, or where no key is the same, it is known by its
    rank, as long as both versions have as many.
    """
    as_many = len(source) == len(other)
    found = {segment.key: segment for segment in other}
    if as_many and not found.keys() & {segment.key for segment in source}:
        return {segment.key: same for segment, same in zip(source, other, strict=True)}
    return {
        segment.key: found[segment.key]
        for segment in source
        if segment.key in found and (as_many or not segment.key.startswith("."))
    }


def rewritten(source: str, current: str, words: Mapping[str, Parts]) -> str:
    """Return a translation with the words given, in the source's blocks.

    `words` are parts by the keys of the source's segments, with the source's codes. A translation
    that has the same blocks keeps its own, and its own links.
    """
    wanted, have = segments(source), segments(current)
    kept = aligned(wanted, have)
    by_key = {segment.key: segment for segment in wanted}
    has_same_blocks = list(kept.values()) == have and len(kept) == len(wanted)
    names = {same.key: key for key, same in kept.items()} if has_same_blocks else {}
    html = []
    for piece in split(current if has_same_blocks else source):
        if isinstance(piece, str):
            html.append(piece)
            continue
        key = names.get(piece.key, piece.key)
        if key in words:
            html.append(_written(by_key[key], kept.get(key), words[key]))
        else:
            html.append(kept.get(key, piece).html)
    return "".join(html)


def shape(parts: Iterable[Part]) -> tuple[object, ...]:
    """Return what tells one text from another: its words, and where which codes stand."""
    return tuple(part if isinstance(part, str) else (part.kind, part.id) for part in merged(parts))


def merged(parts: Iterable[Part]) -> Parts:
    """Return parts without empty or neighbouring texts, their lines ended in one way."""
    result: list[Part] = []
    for part in parts:
        if isinstance(part, str) and result and isinstance(result[-1], str):
            result[-1] += part
        elif part != "":
            result.append(part)
    return tuple(with_plain_ends(part) if isinstance(part, str) else part for part in result)


def with_plain_ends(text: str) -> str:
    """Return a text whose lines end as files' do; a browser sends others."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def text_of(parts: Iterable[Part]) -> str:
    """Return the text without its codes."""
    return "".join(part for part in parts if isinstance(part, str))


def to_markup(parts: Iterable[Part]) -> str:
    """Return parts as HTML in which a tag has its number and nothing else."""
    return "".join(_marker(part) for part in merged(parts))


def from_markup(markup: str) -> Parts:
    """Return the parts of such HTML; raises BrokenMarkupError."""
    parts: list[Part] = []
    open_codes: list[InlineTag] = []
    end = 0
    for found in MARKER.finditer(markup):
        parts.append(_text(markup[end : found.start()]))
        end = found.end()
        closes, name, number, alone = found[1], found[2].lower(), found[3], found[4]
        if closes:
            last = parts[-2] if len(parts) > 1 and not parts[-1] else None
            if isinstance(last, InlineTag) and last.kind == "alone" and last.name == name:
                continue
            if not open_codes or open_codes[-1].name != name:
                raise BrokenMarkupError(_("la balise </%s> ne ferme rien") % name)
            parts.append(replace(open_codes.pop(), kind="close"))
        elif number is None:
            raise BrokenMarkupError(_("la balise <%s> n’est pas de la source") % name)
        else:
            kind: TagKind = "alone" if alone or name in VOID else "open"
            code = InlineTag(int(number), kind, name)
            parts.append(code)
            if kind == "open":
                open_codes.append(code)
    parts.append(_text(markup[end:]))
    if open_codes:
        raise BrokenMarkupError(_("la balise <%s> n’est pas fermée") % open_codes[-1].name)
    return merged(parts)


def with_codes_of(source: Iterable[Part], parts: Iterable[Part]) -> Parts:
    """Return a file's parts with the source's codes; raises BrokenMarkupError if one is missing.

    Each is there once. They may change places, but pairs stay one in another.
    """
    codes = {(part.id, part.kind): part for part in source if isinstance(part, InlineTag)}
    result: list[Part] = []
    seen: set[tuple[int, TagKind]] = set()
    open_ids: list[int] = []
    for part in parts:
        if isinstance(part, str):
            result.append(part)
            continue
        code = codes.get((part.id, part.kind))
        if code is None or (part.name and part.name != code.name):
            raise BrokenMarkupError(_("la balise n° %s n’est pas de la source") % part.id)
        if (code.id, code.kind) in seen:
            raise BrokenMarkupError(_("la balise %s est en double") % _marker(code))
        seen.add((code.id, code.kind))
        if code.kind == "open":
            open_ids.append(code.id)
        elif code.kind == "close" and (not open_ids or open_ids.pop() != code.id):
            raise BrokenMarkupError(_("la balise %s est mal placée") % _marker(code))
        result.append(code)
    for key, code in codes.items():
        if key not in seen:
            raise BrokenMarkupError(_("il manque la balise %s") % _marker(code))
    return merged(result)


def _tokens(html: str) -> Iterator[tuple[str, re.Match[str] | None]]:
    end = 0
    for tag in TOKEN.finditer(html):
        if tag.start() > end:
            yield html[end : tag.start()], None
        yield tag[0], tag
        end = tag.end()
    if end < len(html):
        yield html[end:], None


def _segments(run: list[tuple[str, re.Match[str] | None]], key: str) -> list[str | Segment]:
    """Return a run of inline tokens as a segment, or as it is where it says nothing."""
    if any(tag is None and unescape(text).strip() for text, tag in run):
        return [Segment(key, "".join(text for text, _tag in run), _parts(run))]
    pieces: list[str | Segment] = []
    for text, tag in run:
        alt = ALT.search(text) if tag is not None and tag[2] else None
        if alt is None or not unescape(alt[1]).strip():
            pieces.append(text)
        else:
            picture = PICTURE.search(text)
            name = f"picture-{picture[1]}" if picture else ""
            words = Segment(name, alt[1], merged([unescape(alt[1])]), is_attribute=True)
            pieces += [text[: alt.start(1)], words, text[alt.end(1) :]]
    return pieces


def _parts(run: list[tuple[str, re.Match[str] | None]]) -> Parts:
    parts: list[Part] = []
    opened: list[int] = []
    number = 0
    for text, tag in run:
        if tag is None:
            parts.append(unescape(text))
            continue
        name = (tag[2] or "x").lower()
        if tag[1] and opened and _code(parts, opened[-1]).name == name:
            rank = opened.pop()
            code = _code(parts, rank)
            parts[rank] = replace(code, kind="open")
            parts.append(InlineTag(code.id, "close", name, text))
            continue
        number += 1
        parts.append(InlineTag(number, "alone", name, text))
        if not tag[1] and not tag[4] and tag[2] and name not in VOID:
            opened.append(len(parts) - 1)
    return tuple(parts)


def _code(parts: Sequence[Part], rank: int) -> InlineTag:
    code = parts[rank]
    assert isinstance(code, InlineTag)
    return code


def _with_unique_keys(pieces: list[str | Segment]) -> list[str | Segment]:
    seen: set[str] = set()
    result: list[str | Segment] = []
    rank = 0
    for piece in pieces:
        if isinstance(piece, Segment):
            rank += 1
            key = piece.key if piece.key and piece.key not in seen else f".{rank}"
            seen.add(key)
            piece = replace(piece, key=key)
        result.append(piece)
    return result


def _written(source: Segment, current: Segment | None, parts: Parts) -> str:
    """Return the HTML of parts that have the source's codes, with the translation's own tags."""
    tags = {(code.id, code.kind): code.html for code in source.parts if isinstance(code, InlineTag)}
    if current is not None and _names(current) == _names(source):
        if shape(parts) == shape(current.parts):
            return current.html
        tags = {
            (code.id, code.kind): code.html for code in current.parts if isinstance(code, InlineTag)
        }
    elif shape(parts) == shape(source.parts):
        return source.html
    return "".join(
        escape(part, quote=source.is_attribute)
        if isinstance(part, str)
        else tags[(part.id, part.kind)]
        for part in parts
    )


def _names(segment: Segment) -> set[tuple[int, TagKind, str]]:
    return {
        (code.id, code.kind, code.name) for code in segment.parts if isinstance(code, InlineTag)
    }


def _marker(part: Part) -> str:
    if isinstance(part, str):
        return escape(part, quote=False)
    if part.kind == "close":
        return f"</{part.name}>"
    return f'<{part.name} id="{part.id}"{"/" if part.kind == "alone" else ""}>'


def _text(markup: str) -> str:
    if LIKE_A_TAG.search(markup):
        raise BrokenMarkupError(_("une balise n’est pas de la source : %s") % markup[:80])
    return unescape(markup)
