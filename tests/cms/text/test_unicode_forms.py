import time
import unicodedata

import pytest

from cms.text.unicode_forms import MOST_MARKS, normalize


@pytest.mark.parametrize("form", ["NFC", "NFKC", "NFKD"])
def test_a_text_is_normalised(form):
    for text in ("Se\u0301ve\u0301rac", "a\u0301" * 500, "e" + "\u0301" * MOST_MARKS, "ﬁ", "abc"):
        assert normalize(form, text) == unicodedata.normalize(form, text)


def test_no_row_of_marks_takes_quadratic_time():
    hostile = "\u0315" * 500_000 + "\u0316" * 500_000

    began = time.process_time()
    unchanged = normalize("NFC", hostile)

    # unicodedata.normalize would take half an hour.
    assert unchanged == hostile
    assert time.process_time() - began < 5


def test_every_character_that_is_sorted_as_a_mark_counts_as_one():
    """Some have no combining class of their own, and are decomposed into marks."""
    characters = (chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000)
    marks = [
        character
        for character in characters
        if all(map(unicodedata.combining, unicodedata.normalize("NFKD", character)))
    ]

    assert "\u0f73" in marks
    for mark in marks:
        hostile = "a" + mark * 300
        assert normalize("NFKC", hostile) is hostile
