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
