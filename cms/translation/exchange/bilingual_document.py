"""What a file of an agency holds, in whatever format."""

from dataclasses import dataclass

from cms.translation.exchange.rich_text import Parts

# What a format writes a text as: PO has markup of its own in a rich text, XLIFF has elements.
Written = str | Parts


class UnreadableFileError(ValueError):
    """Why a file can't be read at all, told to people."""


@dataclass(frozen=True)
class TextUnit:
    """A text with its translation: None or nothing where there is none yet.

    `untranslated` is a passage of the source that a file leaves without a translation, and
    `problem` what else keeps a file's text from being taken, as people read it.
    """

    place: str
    source: Written
    target: Written | None
    is_rich: bool = False
    is_doubtful: bool = False
    label: str = ""
    max_length: int | None = None
    untranslated: str = ""
    problem: str = ""


@dataclass(frozen=True)
class Item:
    """The texts of a page or a snippet; `reference` names it (see `references`)."""

    reference: str
    title: str
    entries: list[TextUnit]


@dataclass(frozen=True)
class BilingualDocument:
    """Texts in a language, to be translated into another one or translated."""

    source_language: str
    target_language: str
    items: list[Item]
