"""Units that a tool has cut, moved or left half done, and entries that PO alone has."""

import polib
import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from cms.translation.exchange import po, xliff
from cms.translation.exchange.bilingual_document import BilingualDocument, Item, TextUnit
from cms.translation.exchange.draft import is_untranslated
from cms.translation.exchange.rich_text import merged, shape, text_of
from tests.cms.translation.exchange.streams import EACH_TIME, WORDS

MATCHES = (
    '<mtc:matches xmlns:mtc="urn:oasis:names:tc:xliff:matches:2.0"><mtc:match ref="#u">'
    "<source>Un.</source><target>From a memory.</target></mtc:match></mtc:matches>"
)


def read(*children):
    """Return the one text of a unit with these children."""
    file = (
        f'<xliff xmlns="{xliff.NAMESPACE}" version="2.0" srcLang="fr" trgLang="en"><file id="f">'
        f'<unit id="u">{"".join(children)}</unit></file></xliff>'
    )
    ((entry,),) = [item.entries for item in xliff.read(file.encode()).items]
    return entry


def segment(source, target=None, order="", attributes="", name="segment"):
    order = f' order="{order}"' if order else ""
    translated = "" if target is None else f"<target{order}>{target}</target>"
    return f"<{name} {attributes}><source>{source}</source>{translated}</{name}>"


def space(target=None):
    return segment(" ", target, name="ignorable")


@pytest.mark.parametrize("empty", [None, "", " ", "\n\t", '<ph id="1"/>', "\u00a0"])
def test_a_text_with_an_untranslated_segment_waits_and_names_it(empty):
    entry = read(segment("Une.", "One."), space(), segment("Deux.", empty))

    assert is_untranslated(entry)
    assert entry.untranslated == "Deux."


@pytest.mark.parametrize("empty", [None, "", " "])
def test_a_text_with_no_translated_segment_is_untranslated_as_a_whole(empty):
    entry = read(MATCHES, segment("Une.", empty), space(empty), segment("Deux.", empty))

    assert is_untranslated(entry)
    assert (entry.target, entry.untranslated) == (None, "")


@pytest.mark.parametrize("blank", [None, ""])
def test_what_stands_between_segments_stays_where_a_tool_says_nothing_of_it(blank):
    entry = read(segment("Une.", "One."), space(blank), segment("…", blank), segment("2", "3"))

    assert entry.target == ("One. …3",)


def test_a_number_is_to_be_translated_like_words():
    assert read(segment("Une.", "One."), segment("2026", "")).untranslated == "2026"


def test_targets_stand_in_their_order():
    entry = read(segment("Une.", "One.", order=3), space(" / "), segment("Deux.", "Two.", order=1))

    assert entry.source == ("Une. Deux.",)
    assert entry.target == ("Two. / One.",)


@pytest.mark.parametrize("orders", [("2", ""), ("0", "2"), ("x", "2"), ("3", "1"), ("1", "1")])
def test_an_order_that_contradicts_itself_is_refused(orders):
    entry = read(segment("Une.", "One.", orders[0]), segment("Deux.", "Two.", orders[1]))

    assert "order" in entry.problem


def test_codes_reach_from_a_segment_into_another_and_move_with_it():
    entry = read(
        segment('<sc id="1"/>Une.', '<sc id="1"/>One.'),
        space(),
        segment('Deux.<ec startRef="1"/>', 'Two.<ec startRef="1"/>'),
    )
    apart = read(segment('Une.<ec id="1" isolated="yes"/>', 'One.<ec id="1" isolated="yes"/>'))

    assert shape(entry.target) == (("open", 1), "One. Two.", ("close", 1))
    assert shape(apart.source) == ("Une.", ("close", 1))


@pytest.mark.parametrize("state", ["initial", "translated", "reviewed", "final"])
def test_a_translation_is_taken_in_whatever_state_and_matches_are_not(state):
    entry = read(MATCHES, segment("Une.", "One.", attributes=f'state="{state}" subState="a:b"'))

    assert (entry.target, entry.problem) == (("One.",), "")


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("O<g id='1'>n</g>e.", "<g>"),
        ("O<x:note xmlns:x='urn:x'>n</x:note>e.", "<note>"),
        ("One<cp hex='zz'/>.", "illisible"),
        ("One.</target><target>Two.", "deux traductions"),
    ],
)
def test_what_would_lose_a_word_is_a_problem(target, reason):
    assert reason in read(segment("Une.", target)).problem


@EACH_TIME
@given(st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=5), st.randoms(use_true_random=False))
def test_no_word_of_a_cut_unit_is_lost_whatever_the_order(pairs, random):
    order = list(range(1, len(pairs) + 1))
    random.shuffle(order)
    document = BilingualDocument(
        "fr",
        "en",
        [Item("a", "", [TextUnit(str(n), (s,), (t,)) for n, (s, t) in enumerate(pairs)])],
    )
    root = fromstring(xliff.write(document))
    units = list(root.iter(f"{{{xliff.NAMESPACE}}}unit"))
    for unit, place in zip(units, order, strict=True):
        piece = unit.find(f"{{{xliff.NAMESPACE}}}segment")
        piece.find(f"{{{xliff.NAMESPACE}}}target").set("order", str(place))
        if unit is not units[0]:
            units[0].append(piece)

    entry = xliff._entry(units[0])

    source = "".join(s for s, _t in pairs)
    target = "".join(t for _o, (_s, t) in sorted(zip(order, pairs, strict=True)))
    assert text_of(entry.source) == text_of(merged((source,)))
    if not is_untranslated(entry):
        assert text_of(entry.target or "") == text_of(merged((target,)))
    else:
        assert any(s.strip() and not t.strip() for s, t in pairs)


# --- PO -------------------------------------------------------------------------------------------


def entries_of(*found):
    file = polib.POFile()
    file.metadata = {"Language": "en", po.SOURCE_LANGUAGE: "fr"}
    file.extend(found)
    return [entry for item in po.read(str(file).encode()).items for entry in item.entries]


def test_an_obsolete_entry_is_a_problem_that_is_told():
    (entry,) = entries_of(polib.POEntry(msgctxt="a/title", msgid="Un", msgstr="One", obsolete=True))

    assert (entry.place, entry.target) == ("title", "One")
    assert "obsolète" in entry.problem


def test_a_plural_is_a_problem_that_is_told():
    (entry,) = entries_of(
        polib.POEntry(
            msgctxt="a/title", msgid="Un", msgid_plural="Des", msgstr_plural={0: "One", 1: "Some"}
        )
    )

    assert entry.target == "One / Some"
    assert "pluriel" in entry.problem


def test_a_fuzzy_entry_without_text_is_untranslated():
    (entry,) = entries_of(polib.POEntry(msgctxt="a/title", msgid="Un", flags=["fuzzy"]))

    assert is_untranslated(entry)
