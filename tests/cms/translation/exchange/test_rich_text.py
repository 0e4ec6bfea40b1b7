"""Rich text cut into segments and put together again."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.translation.exchange.rich_text import (
    BrokenMarkupError,
    InlineTag,
    Segment,
    from_markup,
    rewritten,
    segments,
    shape,
    split,
    text_of,
    to_markup,
    with_codes_of,
)
from tests.cms.translation.exchange.streams import EACH_TIME, RICH_TEXTS

PARAGRAPH = (
    '<p data-block-key="abcde">Voir <a linktype="page" id="3">la <b>page</b></a> &amp; le reste.'
    "<br/>Fin</p>"
)


def whole(html):
    return "".join(p.html if isinstance(p, Segment) else p for p in split(html))


@EACH_TIME
@given(RICH_TEXTS | st.text(alphabet="<>/ab=\"'! -p&;\n", max_size=60))
def test_segments_and_what_is_between_them_are_the_whole_text(html):
    assert whole(html) == html


@EACH_TIME
@given(RICH_TEXTS)
def test_every_word_of_a_rich_text_is_in_a_segment(html):
    between = "".join(piece for piece in split(html) if isinstance(piece, str))

    assert "¶" not in between


@EACH_TIME
@given(RICH_TEXTS)
def test_what_a_file_shows_is_read_as_the_same_parts(html):
    for segment in segments(html):
        read = with_codes_of(segment.parts, from_markup(to_markup(segment.parts)))

        assert shape(read) == shape(segment.parts)


def test_a_block_is_a_segment_and_its_tags_are_numbers():
    (segment,) = segments(PARAGRAPH)

    assert segment.key == "abcde"
    assert to_markup(segment.parts) == (
        'Voir <a id="1">la <b id="2">page</b></a> &amp; le reste.<br id="3"/>Fin'
    )


def test_the_alternative_text_of_a_picture_is_a_segment():
    (segment,) = segments('<embed alt="Un &quot;jardin&quot;" embedtype="image" id="5"/>')

    assert text_of(segment.parts) == 'Un "jardin"'


def test_words_change_and_markup_stays():
    (segment,) = segments(PARAGRAPH)
    markup = 'Rest.<br id="3"/>See <a id="1">the <b id="2">page</b></a> &lt;now&gt;'

    words = {segment.key: with_codes_of(segment.parts, from_markup(markup))}

    assert rewritten(PARAGRAPH, PARAGRAPH, words) == (
        '<p data-block-key="abcde">Rest.<br/>See <a linktype="page" id="3">the <b>page</b></a> '
        "&lt;now&gt;</p>"
    )


def test_a_translation_keeps_its_own_links():
    current = PARAGRAPH.replace('linktype="page" id="3"', 'href="https://example.org/"')
    (segment,) = segments(PARAGRAPH)
    parts = tuple("See " if part == "Voir " else part for part in segment.parts)

    after = rewritten(PARAGRAPH, current, {segment.key: parts})

    assert after == current.replace("Voir ", "See ")


def test_a_new_paragraph_of_the_source_comes_in_its_place():
    source = '<p data-block-key="aaaaa">Un</p><p data-block-key="bbbbb">Deux</p>'
    current = '<p data-block-key="bbbbb">Two</p>'

    after = rewritten(source, current, {"aaaaa": ("One",)})

    assert after == '<p data-block-key="aaaaa">One</p><p data-block-key="bbbbb">Two</p>'


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        ('<a id="1">See <b id="2">it</b>', "n’est pas fermée"),
        ('See <b id="2">it</b>', "il manque la balise"),
        ('<a id="1">See</a> <b id="2">it</b><b id="2">!</b><br id="3"/>', "en double"),
        ('<a id="1">See</a> <b id="2">it</b><i id="4">!</i><br id="3"/>', "n’est pas de la source"),
        ('<a id="1">See <b id="2">it</a></b><br id="3"/>', "ne ferme rien"),
        ('<a linktype="page" id="9">See</a>', "n’est pas de la source"),
        ('<a id="1" linktype="page">See</a>', "n’est pas de la source"),
        ('<script>x</script><a id="1"><b id="2">y</b></a><br id="3"/>', "n’est pas de la source"),
        ('<b id="1">See <b id="2">it</b></b><br id="3"/>', "n’est pas de la source"),
    ],
)
def test_broken_markup_is_told(markup, reason):
    (segment,) = segments(PARAGRAPH)

    with pytest.raises(BrokenMarkupError, match=reason):
        with_codes_of(segment.parts, from_markup(markup))


def test_codes_of_a_file_that_cross_are_refused():
    source = (InlineTag(1, "open", "a"), InlineTag(2, "open", "b"), "x", InlineTag(2, "close", "b"),
              InlineTag(1, "close", "a"))  # fmt: skip
    crossed = (
        InlineTag(1, "open"),
        InlineTag(2, "open"),
        "x",
        InlineTag(1, "close"),
        InlineTag(2, "close"),
    )

    with pytest.raises(BrokenMarkupError, match="mal placée"):
        with_codes_of(source, crossed)


def test_a_comment_without_its_end_goes_on_to_the_end_of_the_text():
    html = "<p>Un</p><p>Deux<!-- " + "<!--" * 200_000 + "<p>trois</p>"

    pieces = split(html)

    found = [piece for piece in pieces if isinstance(piece, Segment)]
    assert [text_of(segment.parts) for segment in found] == ["Un", "Deux"]
    assert "".join(p if isinstance(p, str) else p.html for p in pieces) == html


def test_the_number_of_tags_takes_no_quadratic_time():
    began = time.process_time()
    [segment] = segments(f"<p>a{'<b>a</b>' * 12_000}</p>")

    assert len(segment.parts) == 36_001
    assert time.process_time() - began < 5
