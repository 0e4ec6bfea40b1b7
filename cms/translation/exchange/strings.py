"""Texts of a source beside those of its translation: what a file or a machine is given.

A rich text is as many strings as it has segments. A string without a letter says the same in every
language and is none.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cms.translation.exchange.block_texts import TranslatableText
from cms.translation.exchange.rich_text import (
    Parts,
    Segment,
    aligned,
    merged,
    segments,
    shape,
    text_of,
)
from cms.translation.exchange.translatable_texts import translatable_texts


@dataclass(frozen=True)
class String:
    """A text to translate.

    `target` is what the translation has in its place, None where it has nothing of its own;
    `is_doubtful` says that the source has changed since. `text` is the whole text that it is in.
    `is_single_line` says that its field has no line breaks.
    """

    place: str
    label: str
    text: TranslatableText
    key: str
    source: Parts
    target: Parts | None
    is_doubtful: bool
    is_single_line: bool = False

    @property
    def is_rich(self) -> bool:
        """Return whether it has markup."""
        return self.text.is_rich

    @property
    def is_to_translate(self) -> bool:
        """Return whether it is untranslated, or its source has changed."""
        return self.target is None or self.is_doubtful


def strings(
    source: Any,
    translation: Any = None,
    followed: Any = None,
    *,
    has_changed: bool = False,
    same_is_meant: bool = True,
) -> list[String]:
    """Return the strings of a source's version.

    `translation` is the translation's draft, and `followed` the version of the source that it
    follows; where that one is not kept, `has_changed` says whether the source is another one.
    Where the translation is published, a text that it has in common with the source is meant so: a
    name, for instance; but for a caller that sets `same_is_meant` to false.
    """
    have = _by_place(translation, source)
    is_meant = same_is_meant and translation is not None and translation.live
    before = _by_place(followed, source)
    found: list[String] = []
    for text in translatable_texts(source):
        target, old = have.get(text.place), before.get(text.place)
        if text.is_rich:
            found += _rich_strings(text, target, old, has_changed, is_meant)
            continue
        parts = merged([text.value])
        if not _says_something(parts):
            continue
        written = merged([target.value]) if target is not None else None
        translated = _own(parts, written, is_meant)
        changed = has_changed if old is None else shape([old.value]) != shape(parts)
        doubtful = translated is not None and changed
        line = text.is_single_line
        found.append(String(text.place, text.label, text, "", parts, translated, doubtful, line))
    return found


def _rich_strings(
    text: TranslatableText,
    target: TranslatableText | None,
    old: TranslatableText | None,
    has_changed: bool,
    is_meant: bool,
) -> list[String]:
    wanted = segments(text.value)
    have = aligned(wanted, segments(target.value)) if target is not None else {}
    before = aligned(wanted, segments(old.value)) if old is not None else None
    found = []
    for rank, segment in enumerate(wanted, start=1):
        if not _says_something(segment.parts):
            continue
        translated = _own(segment.parts, _with_same_codes(segment, have.get(segment.key)), is_meant)
        changed = has_changed if before is None else _differs(segment, before.get(segment.key))
        label = text.label if len(wanted) == 1 else f"{text.label} › {_label(segment, rank)}"
        found.append(
            String(
                f"{text.place}:{segment.key}",
                label,
                text,
                segment.key,
                merged(segment.parts),
                translated,
                translated is not None and changed,
                segment.is_attribute,
            )
        )
    return found


def _label(segment: Segment, rank: int) -> str:
    name = _("texte de remplacement") if segment.is_attribute else _("passage")
    return f"{name} {rank}"


def _by_place(row: Any, source: Any) -> Mapping[str, TranslatableText]:
    return {} if row is None else {text.place: text for text in translatable_texts(row, source)}


def _own(source: Parts, target: Parts | None, is_meant: bool) -> Parts | None:
    """Return a translation's text if it says something else than the source, or means to."""
    if target is None or not text_of(target).strip():
        return None
    return target if is_meant or shape(target) != shape(source) else None


def _with_same_codes(source: Segment, target: Segment | None) -> Parts | None:
    """Return a translation's segment if it has the source's codes; a file could not show others."""
    if target is None or _codes(source) != _codes(target):
        return None
    return merged(target.parts)


def _codes(segment: Segment) -> set[tuple[int, str, str]]:
    return {(p.id, p.kind, p.name) for p in segment.parts if not isinstance(p, str)}


def _differs(segment: Segment, before: Segment | None) -> bool:
    return before is None or shape(before.parts) != shape(segment.parts)


def _says_something(parts: Parts) -> bool:
    return any(letter.isalpha() for letter in text_of(parts))
