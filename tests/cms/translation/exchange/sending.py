"""Files that are sent in tests of what a draft takes of them."""

from dataclasses import replace

from cms.translation.exchange.importing import import_document
from tests.cms.translation.rich import file_of, in_capitals


def take(page, english, user=None, **texts):
    """Send texts for some places, and capitals for the introduction."""
    file = file_of(page, english)
    (item,) = file.items
    entries = []
    for entry in item.entries:
        ends = [text for place, text in texts.items() if is_at(entry.place, place)]
        if ends:
            entries.append(replace(entry, target=ends[0]))
        elif entry.place == "introduction":
            entries.append(replace(entry, target=in_capitals(entry)))
    (outcome,) = import_document(replace(file, items=[replace(item, entries=entries)]), user)
    return outcome


def is_at(place, end):
    return place.endswith(end) if "." in end else place == end


def reasons(outcome):
    return [(refusal.place, refusal.reason) for refusal in outcome.refusals]
