"""A translation's draft, into which translated texts are written where they fit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.models import Locale

from cms.text.normal_form import nfc
from cms.translation.exchange.bilingual_document import TextUnit, Written
from cms.translation.exchange.permissions import RefusedError, make_draft
from cms.translation.exchange.rich_text import (
    BrokenMarkupError,
    Parts,
    aligned,
    from_markup,
    merged,
    rewritten,
    segments,
    shape,
    text_of,
    with_codes_of,
)
from cms.translation.exchange.spaces import fitted
from cms.translation.exchange.strings import String, strings
from cms.translation.exchange.translatable_texts import (
    is_missing_detail,
    translatable_texts,
    write_texts,
)

SHOWN_CHARACTERS = 300


@dataclass(frozen=True)
class Refusal:
    """A text that was not taken, or gave way: where it belongs, why, and what it says.

    `number` is how many texts it stands for.
    """

    place: str
    reason: str
    text: str
    number: int = 1


@dataclass
class DraftResult:
    """What became of the texts for a page or a snippet.

    `row` is the translation, None where nothing was written. `untranslated` are texts that the file
    leaves empty: work to come rather than mistakes. `lost` are texts of the draft that gave way to
    the source's, since their block has changed: its history keeps them.
    """

    title: str
    row: Any = None
    is_new: bool = False
    taken: int = 0
    unchanged: int = 0
    refusals: list[Refusal] = field(default_factory=list)
    untranslated: list[Refusal] = field(default_factory=list)
    lost: list[Refusal] = field(default_factory=list)

    def refuse(self, place: str, reason: str, written: Written | None = None) -> None:
        """Note a text that is not taken."""
        text = written if isinstance(written, str) else text_of(written or ())
        self.refusals.append(Refusal(place, reason, text[:SHOWN_CHARACTERS]))

    def refuse_all(self, entries: Iterable[TextUnit], reason: str) -> None:
        """Note the texts of a file that has nowhere to go with them."""
        number = sum(not is_untranslated(entry) for entry in entries)
        self.refusals.append(Refusal("", reason, "", max(number, 1)))

    @property
    def refused(self) -> int:
        """Return how many texts are refused."""
        return sum(refusal.number for refusal in self.refusals)


def is_untranslated(entry: TextUnit) -> bool:
    """Return whether a file leaves a text, or a passage of it, without a translation."""
    if entry.problem:
        return False
    written = entry.target
    text = written if isinstance(written, str) else text_of(written or ())
    return bool(entry.untranslated) or not text.strip()


class Draft:
    """A draft, with the texts that it is to take."""

    def __init__(self, source: Any, translation: Any) -> None:
        """Take the source and its translation, None where there is none."""
        self.source = source
        self.shown = source if source.live else source.get_latest_revision_as_object()
        self.translation = translation
        self.row: Any = None if translation is None else translation.get_latest_revision_as_object()
        self.strings = {string.place: string for string in strings(self.shown, self.row)}
        self.words: dict[str, Parts] = {}
        self.is_new = translation is None
        self.outcome = DraftResult(str(source))

    def take(self, entry: TextUnit) -> None:
        """Take a text, or note why not."""
        string = self.strings.get(entry.place)
        if is_untranslated(entry):
            self._note_untranslated(entry, string)
            return
        if string is None:
            reason = _("cet endroit n’existe pas, ou plus, dans la source")
            self.outcome.refuse(entry.label or entry.place, reason, entry.target)
            return
        try:
            parts = self._parts(string, entry)
        except (RefusedError, BrokenMarkupError) as refused:
            self.outcome.refuse(string.label, str(refused), entry.target)
            return
        if not text_of(parts).strip():
            self._note_untranslated(entry, string)
        elif shape(parts) == shape(string.source if string.target is None else string.target):
            self.outcome.unchanged += 1
        else:
            self.words[entry.place] = parts

    def save(self, locale: Locale, user: Any, action: str) -> None:
        """Save what was taken as a version of the draft; where there is no draft, make it."""
        before = {} if self.row is None else _texts(self.row, self.shown)
        values = self._values(before)
        if not values:
            return
        if self.row is None:
            self.translation = make_draft(self.source, locale)
            self.row = self.translation.get_latest_revision_as_object()
            before = _texts(self.shown, self.shown)
            write_texts(self.row, self.shown, before)
        passages = _passages(self.row, self.shown)
        write_texts(self.row, self.shown, values)
        self._take_back_what_is_invalid(before)
        if not self.words:
            return
        self._note_lost(passages)
        self.row.save_revision(user=user, log_action=action, clean=False)
        self.outcome.is_new = self.is_new
        self.outcome.row = self.translation
        self.outcome.taken = len(self.words)

    def _note_untranslated(self, entry: TextUnit, string: String | None) -> None:
        place = string.label if string is not None else entry.label or entry.place
        reason = _("pas encore traduit")
        text = entry.source if isinstance(entry.source, str) else text_of(entry.source)
        if string is not None and string.target is not None:
            reason = _("vide dans le fichier : la traduction d’avant reste")
        if entry.untranslated:
            reason = _("un passage n’est pas encore traduit : tout le texte attend")
            text = entry.untranslated
        self.outcome.untranslated.append(Refusal(place, reason, text[:SHOWN_CHARACTERS]))

    def _parts(self, string: String, entry: TextUnit) -> Parts:
        if entry.problem:
            raise RefusedError(entry.problem)
        if not _is_of(string, entry.source):
            raise RefusedError(_("la source a changé depuis l’export"))
        assert entry.target is not None  # `take` keeps these out
        if entry.is_doubtful:
            raise RefusedError(_("la traduction est marquée « à revoir » (fuzzy)"))
        if entry.place in self.words:
            raise RefusedError(_("cet endroit est deux fois dans le fichier"))
        if self.row is not None and is_missing_detail(self.shown, self.row, string.place):
            raise RefusedError(_("la traduction n’a pas autant de lignes que la source"))
        parts = _read(entry.target, string)
        if string.target is None or shape(parts) != shape(string.target):
            parts = fitted(parts, string)
        return with_codes_of(string.source, parts) if text_of(parts).strip() else ()

    def _values(self, before: Mapping[str, str]) -> dict[str, str]:
        """Return whole texts by their places, of those that their form would take."""
        values: dict[str, str] = {}
        for text in {s.text.place: s.text for s in self.strings.values()}.values():
            words = {s.key: self.words[s.place] for s in self._taken_of(text.place)}
            if not words:
                continue
            if text.is_rich:
                value = rewritten(text.value, before.get(text.place, text.value), words)
            else:
                value = text_of(words[""])
            try:
                text.check(value)
            except ValidationError as error:
                self._take_back(text.place, " ".join(error.messages))
            else:
                values[text.place] = value
        return values

    def _taken_of(self, place: str) -> list[String]:
        return [
            string
            for string in self.strings.values()
            if string.text.place == place and string.place in self.words
        ]

    def _take_back(self, place: str, reason: str) -> None:
        for string in self._taken_of(place):
            self.outcome.refuse(string.label, reason, self.words.pop(string.place))

    def _take_back_what_is_invalid(self, before: Mapping[str, str]) -> None:
        """Leave out the fields that the row refuses as a whole; what was wrong before stays."""
        try:
            self.row.full_clean()
        except ValidationError as error:
            messages = {name: " ".join(texts) for name, texts in error.message_dict.items()}
        else:
            return
        wrong = {name for name in messages if self._taken_of(name)}
        for name in wrong:
            self._take_back(name, messages[name])
        write_texts(self.row, self.shown, {name: before[name] for name in wrong})

    def _note_lost(self, before: Mapping[str, tuple[str, str]]) -> None:
        after = {text for _label, text in _passages(self.row, self.shown).values()}
        reason = _("ce texte a laissé sa place à celui de la source")
        for place, (label, text) in before.items():
            if text and text not in after and place not in self.words:
                self.outcome.lost.append(Refusal(label, reason, text[:SHOWN_CHARACTERS]))


def _is_of(string: String, source: Written) -> bool:
    try:
        return shape(_read(source, string)) == shape(string.source)
    except BrokenMarkupError:
        return False


def _read(written: Written, string: String) -> Parts:
    """Return the parts of a file's text in NFC, as rows are stored.

    Here and not before: `e&#769;` is one letter only once its reference is read.
    """
    if not isinstance(written, str):
        parts = merged(written)
    else:
        parts = from_markup(written) if string.is_rich else merged([written])
    return tuple(nfc(part) if isinstance(part, str) else part for part in parts)


def _texts(row: Any, source: Any) -> dict[str, str]:
    return {text.place: text.value for text in translatable_texts(row, source)}


def _passages(row: Any, source: Any) -> dict[str, tuple[str, str]]:
    """Return what a row says, and where, by the places of the source."""
    wanted = _texts(source, source)
    found = {}
    for text in translatable_texts(row, source):
        if not text.is_rich:
            found[text.place] = (text.label, text.value)
            continue
        own = segments(text.value)
        same = aligned(segments(wanted.get(text.place, "")), own)
        names = {segment.key: key for key, segment in same.items()}
        for segment in own:
            place = f"{text.place}:{names.get(segment.key, segment.key)}"
            found[place] = (text.label, text_of(segment.parts))
    return found
