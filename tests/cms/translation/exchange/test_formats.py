"""Files that go out and are read again, and files that nobody should read."""

from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.translation.exchange import formats, po, xliff
from cms.translation.exchange.bilingual_document import (
    BilingualDocument,
    Item,
    TextUnit,
    UnreadableFileError,
)
from cms.translation.exchange.rich_text import from_markup, segments, shape
from tests.cms.translation.exchange.streams import EACH_TIME, RICH_TEXTS, WORDS

REFERENCE = "home.contentpage:11111111-1111-4111-8111-111111111111"
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">'
    '<!ENTITY c SYSTEM "file:///etc/hostname">]>'
    '<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0" srcLang="fr" trgLang="en">'
    '<file id="f"><unit id="u"><segment><source>&b;</source><target>{}</target></segment></unit>'
    "</file></xliff>"
)


@st.composite
def documents(draw):
    texts: list[Any] = [(False, (words,)) for words in draw(st.lists(WORDS, max_size=3))]
    texts += [(True, s.parts) for s in segments(draw(RICH_TEXTS))]
    entries = [
        TextUnit(
            f"body.{rank}:x", parts, parts if rank % 2 else None, is_rich=is_rich, label="Titre"
        )
        for rank, (is_rich, parts) in enumerate(texts)
    ]
    return BilingualDocument("fr", "en", [Item(REFERENCE, "Page", entries)] if entries else [])


def read_as(entry, written):
    """Return what a draft compares of a text."""
    if written is None:
        return None
    if isinstance(written, str):
        return shape(from_markup(written) if entry.is_rich else (written,))
    return shape(written)


@pytest.mark.parametrize("format_", [po, xliff])
@EACH_TIME
@given(documents())
def test_a_file_says_what_was_written(format_, document):
    read = format_.read(format_.write(document))

    assert (read.source_language, read.target_language) == ("fr", "en")
    assert [item.reference for item in read.items] == [item.reference for item in document.items]
    for before, after in zip(document.items, read.items, strict=True):
        assert [entry.place for entry in after.entries] == [entry.place for entry in before.entries]
        for old, new in zip(before.entries, after.entries, strict=True):
            assert read_as(old, new.source) == shape(old.source)
            assert read_as(old, new.target) == read_as(old, old.target)


def xliff_of(*parts, target=None):
    entries = [TextUnit("body.a:b", parts, target, is_rich=True, label="Texte", max_length=40)]
    return xliff.write(BilingualDocument("fr", "en", [Item(REFERENCE, "Page", entries)]))


def test_xliff_has_protected_codes_and_units():
    (segment,) = segments('<p>Voir <a linktype="page" id="3">la page</a><br/>\x0b</p>')

    root = ElementTree.fromstring(xliff_of(*segment.parts, target=segment.parts))

    (unit,) = root.iter(f"{{{xliff.NAMESPACE}}}unit")
    names = {"": xliff.NAMESPACE}
    assert unit.get("id") == "body.a:b"
    assert unit.findtext("notes/note", namespaces=names) == "40 caractères au plus"
    data = [each.text for each in unit.iterfind("originalData/data", names)]
    assert data == ['<a linktype="page" id="3">', "</a>", "<br/>"]
    for code in (*unit.iterfind("segment/*/pc", names), *unit.iterfind("segment/*/ph", names)):
        assert (code.get("canCopy"), code.get("canDelete")) == ("no", "no")
    assert [cp.get("hex") for cp in unit.iterfind("segment/target/cp", names)] == ["000B"]


def test_segments_that_a_tool_has_cut_are_put_together():
    file = (
        f'<xliff xmlns="{xliff.NAMESPACE}" version="2.0" srcLang="fr" trgLang="en"><file id="f">'
        '<unit id="u"><segment><source>Un. <sc id="1"/></source><target>One. <sc id="1"/></target>'
        '</segment><ignorable><source> </source></ignorable><segment><source>De<mrk id="m">ux'
        '</mrk><ec startRef="1"/></source><target>Two<ec startRef="1"/></target></segment></unit>'
        '<group id="g"><unit id="v"><segment><source>Trois</source></segment></unit></group>'
        "</file></xliff>"
    )

    entries = xliff.read(file.encode()).items[0].entries

    codes = [("open", 1), ("close", 1)]
    assert shape(entries[0].source) == ("Un. ", codes[0], " Deux", codes[1])
    assert shape(entries[0].target or ()) == ("One. ", codes[0], " Two", codes[1])
    assert (entries[1].place, entries[1].target) == ("v", None)


@pytest.mark.parametrize("target", ["x", "&c;"])
def test_a_document_type_and_its_entities_are_refused(target):
    with pytest.raises(UnreadableFileError, match="XLIFF lisible"):
        formats.read(BOMB.format(target).encode())


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "aucun texte"),
        (b"<xliff", "XLIFF lisible"),
        (b"<html/>", "XLIFF 2.0"),
        (b'<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"/>', "XLIFF 2.0"),
        (b'<?xml version="1.0" encoding="x-unknown"?><xliff/>', "XLIFF lisible"),
        (b"PK\x03\x04\xff\xfe", "UTF-8"),
        (b"msgid 'x", "aucun texte"),
        (b'msgid "x"\nmsgstr', "PO lisible"),
        (b"{}", "PO lisible"),
    ],
)
def test_what_cannot_be_read_is_told(content, reason):
    with pytest.raises(UnreadableFileError, match=reason):
        formats.read(content)


def test_deeply_nested_codes_are_no_crash():
    deep = "<pc id='1'>" * 50_000 + "</pc>" * 50_000
    file = (
        f'<xliff xmlns="{xliff.NAMESPACE}" srcLang="fr" trgLang="en"><file id="f"><unit id="u">'
        f"<segment><source>{deep}</source></segment></unit></file></xliff>"
    )

    with pytest.raises(UnreadableFileError, match="XLIFF lisible"):
        formats.read(file.encode())


def test_the_name_of_a_file_on_the_server_is_no_file(tmp_path):
    secret = tmp_path / "secret.po"
    secret.write_text('msgctxt "a/b"\nmsgid "x"\nmsgstr "y"\n')

    with pytest.raises(UnreadableFileError):
        formats.read(str(secret).encode())


def test_a_file_has_a_size_and_a_number_of_texts(settings):
    content = xliff_of("Un")
    settings.CMS_TRANSLATION_MAX_STRINGS = 0
    with pytest.raises(UnreadableFileError, match="trop de textes"):
        formats.read(content)

    settings.CMS_TRANSLATION_MAX_STRINGS, settings.CMS_TRANSLATION_MAX_SOURCES = 1, 0
    with pytest.raises(UnreadableFileError, match="Coupez-le en plusieurs fichiers"):
        formats.read(content)

    settings.CMS_TRANSLATION_MAX_FILE_BYTES = len(content) - 1
    with pytest.raises(UnreadableFileError, match="trop grand"):
        formats.read(content)
