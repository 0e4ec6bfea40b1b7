"""Drawings: what is refused, what is left out, and what stays as it is."""

import gzip
import time
from contextlib import suppress
from xml.etree import ElementTree

import pytest

from cms.uploads.refusals import UploadRefusedError
from cms.uploads.svg.drawing import MAX_DEPTH, clean_svg, svg_size
from tests.cms.uploads.corpus import NAMESPACES, svg

REFUSED_ELEMENTS = """
    a animate animateColor animateMotion animateTransform audio canvas cursor discard embed feImage
    font-face-uri foreignObject handler iframe image link listener mpath object script set unknown
    video
"""
ACTIVE = {
    "script": "<script>alert(1)</script>",
    "script of another prefix": "<x:script>alert(1)</x:script>",
    "script in CDATA": "<script><![CDATA[alert(1)]]></script>",
    "script of HTML": "<h:script>alert(1)</h:script>",
    "script in a symbol": "<defs><symbol><script/></symbol></defs>",
    "script in the title": "<title><script/></title>",
    "script in a style": "<style><script/></style>",
    "script in a tail": "<metadata/>text<script/>",
    "handler": "<handler/>",
    "listener": '<l:listener xmlns:l="http://www.w3.org/2001/xml-events"/>',
    "foreignObject": "<foreignObject><h:iframe/></foreignObject>",
    "frame of HTML": "<h:iframe src='https://x'/>",
    "image of HTML": "<h:img src='x' onerror='alert(1)'/>",
    "formula": '<m:math xmlns:m="http://www.w3.org/1998/Math/MathML"/>',
    "transformation": '<t:stylesheet xmlns:t="http://www.w3.org/1999/XSL/Transform"/>',
    "set": '<set attributeName="onmouseover" to="alert(1)"/>',
    "animate": '<use href="#a"><animate attributeName="href" values="javascript:alert(1)"/></use>',
    "animateTransform": "<animateTransform attributeName='transform'/>",
    "link": "<a href='https://x'><path/></a>",
    "link to a script": "<a xlink:href='javascript:alert(1)'><path/></a>",
    "image": "<image href='https://x/a.png'/>",
    "image in the address": "<image href='data:image/png;base64,aaaa'/>",
    "filter with an image": "<filter><feImage href='https://x'/></filter>",
    "audio": "<h:audio src='x'/>",
    "video": "<video/>",
    "cursor": "<cursor href='https://x'/>",
    "unknown element": "<discard/>",
    "upper case": "<SCRIPT/>",
    "use of elsewhere": "<use href='https://x/#a'/>",
    "use of elsewhere, linked": "<use xlink:href='//x/#a'/>",
    "use of data": "<use href='data:image/svg+xml;base64,aaaa#a'/>",
    "use of a script": "<use href='java&#10;script:alert(1)'/>",
    "gradient of elsewhere": "<linearGradient href='other.svg#a'/>",
    "path of elsewhere": "<text><textPath href='https://x#a'>a</textPath></text>",
    "address of another prefix": "<use y:href='https://x' xmlns:y='http://www.w3.org/1999/xlink'/>",
    "event": "<path onclick='alert(1)'/>",
    "event in upper case": "<path ONLOAD='alert(1)'/>",
    "event of an animation": "<g onbegin='alert(1)'/>",
    "base": "<g xml:base='https://x/'/>",
    "fill": "<path fill='url(https://x#a)'/>",
    "filter": "<path filter='url(https://x#a)'/>",
    "mask": "<path mask='url(other.svg#a)'/>",
    "clip path": "<path clip-path='url(&quot;https://x#a&quot;)'/>",
    "marker": "<path marker-start='URL(https://x#a)'/>",
    "style attribute": "<path style='fill:url(https://x)'/>",
    "style attribute, local and not": "<path style='fill:url(#a);mask:url(https://x)'/>",
    "style attribute, escaped": r"<path style='fill:\75rl(https://x)'/>",
    "style attribute, comment": "<path style='fill:u/**/rl(https://x)'/>",
    "style attribute, set of images": "<path style='cursor:image-set(\"https://x\" 1x)'/>",
    "style attribute, expression": "<path style='width:expression(alert(1))'/>",
    "style attribute, binding": "<path style='-moz-binding:none'/>",
    "style attribute, behaviour": "<path style='behavior : none'/>",
    "style attribute, rule": "<path style='@import \"x\"'/>",
    "sheet, import": "<style>@import 'https://x';</style>",
    "sheet, import escaped": r"<style>@\69mport 'https://x';</style>",
    "sheet, import with a comment": "<style>@im/**/port 'https://x';</style>",
    "sheet, import in upper case": "<style>@IMPORT 'https://x';</style>",
    "sheet, namespace": "<style>@namespace 'https://x';</style>",
    "sheet, address": "<style>.a{fill:url(https://x)}</style>",
    "sheet, local address": "<style>.a{fill:url(#a)}</style>",
    "sheet, address in CDATA": "<style><![CDATA[.a{fill:url(https://x)}]]></style>",
    "sheet, address after a string": "<style>a{b:'/*';fill:url(https://x);c:'*/'}</style>",
    "sheet, font": "<style>@font-face{font-family:a;src:url(data:font/woff2,a)}</style>",
    "sheet, src function": "<style>@font-face{font-family:a;src:src('https://x')}</style>",
    "sheet in an entity": "<style>&#64;import 'https://x';</style>",
    "sheet of HTML": "<h:style>.a{fill:red}</h:style>",
    "source": "<path src='https://x'/>",
    "style attribute, expression of a number": "<path style='width:expression(1)'/>",
    "style attribute, escaped end": r"<path style='fill:-moz-image-\rect(1)'/>",
    "style attribute, behaviour escaped": r"<path style='behavio\r:none'/>",
    **{f"{name} alone": f"<{name}/>" for name in REFUSED_ELEMENTS.split()},
}


@pytest.mark.parametrize("name", ACTIVE)
def test_what_could_run_load_or_embed_is_refused_in_words(name):
    data = svg(ACTIVE[name])

    with pytest.raises(UploadRefusedError) as refusal:
        clean_svg(data)

    [message] = refusal.value.messages
    assert message.startswith("Ce dessin SVG contient ce qui n’est pas accepté : ")
    assert "Exportez" in message


@pytest.mark.parametrize("name", ACTIVE)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_stored_drawing_is_cleaned_of_it(name, encoding):
    data = svg(ACTIVE[name]).decode().encode(encoding)

    cleaned = clean_svg(data, drops_refused=True)

    assert clean_svg(cleaned) == cleaned
    for trace in (b"script", b"https:", b"data:", b"import", b"alert", b"xhtml", b'href="o'):
        assert trace not in cleaned


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "iso-8859-1"])
def test_another_encoding_hides_nothing(encoding):
    text = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>'
    text += svg("<script>alert('é')</script>").decode()

    with pytest.raises(UploadRefusedError):
        clean_svg(text.encode(encoding))


DECLARATION = "<!DOCTYPE svg "
UNREADABLE = {
    "declaration": f"{DECLARATION}PUBLIC '-//W3C//DTD SVG 1.1//EN' 'http://www.w3.org/svg11.dtd'>",
    "entity": f"{DECLARATION}[<!ENTITY a 'b'>]>",
    "external entity": f"{DECLARATION}[<!ENTITY a SYSTEM 'file:///etc/passwd'>]>",
    "default of an attribute": f"{DECLARATION}[<!ATTLIST svg onload CDATA 'alert(1)'>]>",
    "stylesheet": "<?xml-stylesheet href='https://x' type='text/css'?>",
    "stylesheet in upper case": "<?XML-Stylesheet href='https://x'?>",
    "UTF-7": '<?xml version="1.0" encoding="utf-7"?>',
    "unknown encoding": '<?xml version="1.0" encoding="x-x"?>',
    "encoding that lies": '<?xml version="1.0" encoding="utf-16"?>',
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_no_declaration_stylesheet_or_unknown_encoding_stands_before_a_drawing(name):
    with pytest.raises(UploadRefusedError, match="SVG"):
        clean_svg(UNREADABLE[name].encode() + svg())


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"  \n",
        b"<svg",
        b"no drawing",
        b"<svg viewBox='0 0 9 9'/>",
        b"<html xmlns='http://www.w3.org/1999/xhtml'/>",
        svg()[:-4],
        gzip.compress(svg()),
        svg().replace(b"<path", b"\xff\xfe<path"),
    ],
)
def test_what_is_no_drawing_is_refused(data):
    with pytest.raises(UploadRefusedError):
        clean_svg(data)


@pytest.mark.parametrize(
    "attributes",
    [
        'width="1e9" height="10"',
        'width="0" height="10"',
        'width="0.2" height="0.2"',
        'width="-5" height="10"',
        'width="inf" height="nan"',
        'width="1e999"',
        'width="100vw" height="10"',
        'viewBox="0 0 0 0"',
        'width="9" height="9" viewBox="0 0 0 9"',
        'width="9" height="9" viewBox="0 0 9 0"',
        'viewBox="0 0 9"',
        'viewBox="0 0 1e99 1e99"',
        'width="10" height="10" preserveAspectRatio="odd"',
    ],
)
def test_a_size_that_nothing_can_show_is_refused(attributes):
    with pytest.raises(UploadRefusedError, match="taille"):
        clean_svg(svg(attributes=attributes))


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("<g>" * MAX_DEPTH + "</g>" * MAX_DEPTH, "complexe"),
        ("<g>" * 100_000 + "</g>" * 100_000, "complexe"),
        ("<path/>" * 50_001, "complexe"),
        ("<g id='a'><use href='#a'/></g>", "sans fin"),
        ("<g id='a'><use href='#b'/></g><g id='b'><use href='#a'/></g>", "sans fin"),
        ("<pattern id='a'><path fill='url(#a)'/></pattern>", "sans fin"),
        (
            "".join(f"<g id='a{n}'><use href='#a{n + 1}'/></g>" for n in range(5_000)),
            "sans fin",
        ),
        (
            "".join(
                f"<g id='a{n}'>" + f"<use href='#a{n - 1}'/>" * 10 + "</g>" for n in range(1, 10)
            ),
            "répète",
        ),
        (" " * 2_000_001, "lourd"),
    ],
)
def test_a_drawing_that_would_keep_a_machine_busy_is_refused(body, message):
    with pytest.raises(UploadRefusedError, match=message):
        clean_svg(svg(body))


REAL = {
    "Inkscape": """<sodipodi:namedview xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd"
        pagecolor="#fff"/><metadata><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
        xmlns:cc="http://creativecommons.org/ns#"><cc:Work rdf:about=""><a href="https://x"/></cc:Work>
        </rdf:RDF></metadata><g inkscape:label="Calque 1" inkscape:title="trace"
        xmlns:inkscape="http://www.inkscape.org/x"
        style="display:inline;font-family:'Sans';-inkscape-font-specification:'Sans, Normal'"><path
        sodipodi:nodetypes="cc" xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd"
        style="fill:url(#a);stroke:none;filter:url(#b)" d="M0 0h9v6z"/></g>""",
    "Illustrator": """<defs><style>.cls-1,.cls-2{fill:#1f4d4a;}.cls-1{fill-rule:evenodd;}
        @media print{.cls-2{display:none}}</style></defs><switch><g i:extraneous="self"
        xmlns:i="http://ns.adobe.com/AdobeIllustrator/10.0/"><path class="cls-1" d="M0 0h9v6z"
        data-name="Tracé (1)" enable-background="new"/></g></switch>""",
    "Figma": """<g clip-path="url(#clip0)"><path d="M0 0h9v6z" fill="url('#paint0')"/></g><defs>
        <linearGradient id="paint0" x1="0" y1="0" x2="9" y2="0" gradientUnits="userSpaceOnUse"
        gradientTransform="translate(1 2) rotate(45)"><stop stop-color="rgb(1,2,3)"/>
        </linearGradient>
        <clipPath id="clip0"><rect width="9" height="9" fill="white"/></clipPath></defs>""",
}  # fmt: skip


@pytest.mark.parametrize("program", REAL)
def test_the_files_of_drawing_programs_pass_and_their_metadata_goes(program):
    data = b"<?xml version='1.0'?><!-- Generator -->" + svg(REAL[program])

    cleaned = clean_svg(data)

    assert b"M0 0h9v6z" in cleaned
    assert clean_svg(cleaned) == cleaned
    traces = (b"sodipodi", b"inkscape-", b"RDF", b"adobe", b"data-name", b"Generator", b"trace")
    for trace in traces:
        assert (trace in cleaned) == (trace == b"inkscape-" and program == "Inkscape")


def test_a_drawing_keeps_all_that_is_drawn():
    body = (
        '<title lang="fr">Été &amp; hiver</title><defs><g id="a"><circle r="2"/></g></defs>'
        '<use href="#a" x="3"/><use xlink:href="#a"/><text xml:space="preserve">a<tspan>b</tspan>c'
        '</text><path style="fill:rgb(0,0,0);transform:rotate(9deg)" mask="url(#m)"/>'
    )

    cleaned = clean_svg(svg(body))

    before = ElementTree.fromstring(svg(body))
    after = ElementTree.fromstring(cleaned)
    assert [(e.tag, e.attrib, e.text, e.tail) for e in after.iter()] == [
        (e.tag, e.attrib, e.text, e.tail) for e in before.iter()
    ]
    assert svg_size(cleaned) == (90, 60)
    assert NAMESPACES.split('"')[1].encode() in cleaned


@pytest.mark.parametrize("name", ["style", "fill", "foreign"])
def test_no_long_value_takes_quadratic_time(name):
    letters = "a" * 300_000
    drawings = {
        "style": svg(f"<style>{letters}</style>"),
        "fill": svg(f'<path fill="{letters}"/>'),
        # Each is dropped, and the text after it stays.
        "foreign": svg('<g xmlns:a="urn:a">' + f"😀{'<a:b/>' + 33 * 'a'}" * 44_000 + "</g>"),
    }

    began = time.process_time()
    with suppress(UploadRefusedError):
        clean_svg(drawings[name])

    assert time.process_time() - began < 5


def test_another_library_that_names_the_namespace_changes_nothing():
    """The QR code of a second factor does so."""
    ElementTree.register_namespace("svg", "http://www.w3.org/2000/svg")

    assert b"<svg " in clean_svg(svg("<path/>"))
