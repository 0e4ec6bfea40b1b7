"""Text from elsewhere is plain text once it is cleaned."""

from time import monotonic

import pytest

from structures.inclusion.plain_text import plain_line, plain_lines


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Atelier <script>alert(1)</script> de <b>bois</b>", "Atelier de bois"),
        ("<p>Un.</p><p>Deux.</p>", "Un.\nDeux."),
        ("Un<br>deux", "Un\ndeux"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;Bois", "Bois"),
        ("R&amp;D &eacute;t&eacute;", "R&D été"),
        ("Moins de 5 < 10 km", "Moins de 5 < 10 km"),
        ("Un\x00 deux\u202e trois\ud800", "Un deux trois"),
        ("<\x00b>gras</b>", "gras"),
        ('<img src=x onerror="alert(1)">Bois', "Bois"),
        ("<!-- caché -->Bois", "Bois"),
        ("  Un \t deux  \n\n\n\n trois ", "Un deux\n\ntrois"),
    ],
)
def test_markup_does_not_survive_as_markup(text, expected):
    cleaned = plain_lines(text)

    assert cleaned == expected


@pytest.mark.parametrize("layers", range(8))
def test_cleaning_what_is_clean_changes_nothing(layers):
    text = "<b>Bois</b> & <i>fer"
    for _layer in range(layers):
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

    once = plain_lines(text)

    assert "<b" not in once
    assert plain_lines(once) == once


def test_one_line_is_one_line():
    assert plain_line("Un<br>deux\n trois") == "Un deux trois"


@pytest.mark.parametrize("text", ["<b>" * 300_000, "&" + "amp;" * 300_000, "<" * 300_000])
def test_hostile_markup_is_read_in_no_time(text):
    started = monotonic()

    cleaned = plain_lines(text)

    assert len(cleaned) <= 30_000
    assert monotonic() - started < 10
