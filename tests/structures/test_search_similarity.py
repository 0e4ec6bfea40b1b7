"""Both databases measure likeness by the same numbers."""

import pytest
from django.db import connection

PAIRS = [
    ("resourcerie", "ressourcerie des causses", 0.7857143, 0.7857143),
    ("jardn", "les jardins du gevaudan", 0.6666667, 0.4),
    ("gevaudn", "les jardins du gevaudan", 0.75, 0.5454546),
    ("menuizerie", "menuiserie du malzieu", 0.5714286, 0.5714286),
    ("peinture", "ceinture verte", 0.6666667, 0.5),
    ("lozer", "lozere emploi solidarite", 0.8333333, 0.625),
    ("mend", "menuiserie", 0.6, 0.2307692),
    ("word", "two words", 0.8, 0.5714286),
    ("solidarite lozer", "lozere emploi solidarite", 0.6470588, 0.6470588),
    ("abab", "ababab baba", 1.0, 1.0),
    ("xyz", "alpha", 0.0, 0.0),
]


def measured(function, wanted, text):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s, %s)", [wanted, text])
        return cursor.fetchone()[0]


@pytest.mark.parametrize(("wanted", "text", "part", "words"), PAIRS)
def test_the_database_measures_as_pg_trgm_does(db, wanted, text, part, words):
    assert measured("word_similarity", wanted, text) == pytest.approx(part, abs=1e-6)
    assert measured("strict_word_similarity", wanted, text) == pytest.approx(words, abs=1e-6)
