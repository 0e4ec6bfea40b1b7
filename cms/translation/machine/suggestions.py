"""A machine's proposals for a translation, as entries that a draft takes or refuses."""

import time
from collections.abc import Iterator, Sequence
from html import escape, unescape

from django.utils.translation import gettext as _

from cms.translation.exchange.bilingual_document import TextUnit
from cms.translation.exchange.rich_text import text_of, to_markup
from cms.translation.exchange.strings import String
from cms.translation.machine.base import Machine, MachineError

# How much a request to the machine has, and how many seconds all of them have: a person waits.
BATCH_STRINGS = 25
BATCH_CHARACTERS = 5_000
SECONDS = 60


def propose(
    strings: Sequence[String], machine: Machine, source: str, target: str
) -> tuple[list[TextUnit], str]:
    """Return the proposals for strings, and what went wrong, if anything did.

    What was translated before that is kept.
    """
    entries: list[TextUnit] = []
    end = time.monotonic() + SECONDS
    for batch in _batches(strings):
        if time.monotonic() > end:
            return entries, _("Le service de traduction est trop lent : continuez en recommençant.")
        try:
            found = machine.translate([_html(string) for string in batch], source, target)
        except MachineError as error:
            return entries, str(error)
        entries += [
            TextUnit(
                string.place,
                string.source,
                html if string.is_rich else unescape(html),
                label=string.label,
            )
            for string, html in zip(batch, found, strict=True)
        ]
    return entries, ""


def _html(string: String) -> str:
    if string.is_rich:
        return to_markup(string.source)
    return escape(text_of(string.source), quote=False)


def _batches(strings: Sequence[String]) -> Iterator[list[String]]:
    batch: list[String] = []
    size = 0
    for string in strings:
        length = len(_html(string))
        if batch and (len(batch) == BATCH_STRINGS or size + length > BATCH_CHARACTERS):
            yield batch
            batch, size = [], 0
        batch.append(string)
        size += length
    if batch:
        yield batch
