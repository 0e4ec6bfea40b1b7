"""Reading and cleaning an SVG file.

What an editor program leaves in the file (metadata, its own namespaces) is dropped. Whatever could
run, load or show something that is no drawing is refused, or dropped from files that are stored
already. The result is written anew in UTF-8, so the browser reads what was checked.
"""

import re
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

from defusedxml.common import DefusedXmlException, DTDForbidden
from defusedxml.ElementTree import DefusedXMLParser
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _
from willow.svg import SvgWrapper

from cms.uploads.refusals import EMPTY, UploadRefusedError
from cms.uploads.svg.css import local_names, refused
from cms.uploads.svg.vocabulary import (
    ACTIVE_NAMESPACES,
    ATTRIBUTES,
    ELEMENTS,
    METADATA_ELEMENTS,
    PLAIN_ATTRIBUTES,
    REFERENCES,
    SVG_NAMESPACE,
    XLINK,
    XML,
    XML_ATTRIBUTES,
)

MAX_DEPTH = 100
MAX_ELEMENTS = 50_000
# Elements that a browser draws once `<use>`, patterns and the like are followed.
MAX_DRAWN = 200_000
MAX_SIDE = 20_000
SHOWN_AT_MOST = 5
LOCAL_REFERENCE = re.compile(r"\s*#([^\s\"'<>()\\]+)\s*")

HOW_TO_EXPORT = _(
    "Exportez le dessin de nouveau en « SVG simple » (Inkscape : Enregistrer sous, SVG simple ; "
    "Illustrator : Exporter sous, SVG, sans les fonctions d’édition ; Figma : Export, SVG), ou "
    "téléversez une image PNG."
)


class _Builder(ElementTree.TreeBuilder):
    """Builds the tree, within limits, and notes the stylesheets that the file asks for."""

    def __init__(self) -> None:
        super().__init__()
        self.depth = self.count = 0
        self.links_stylesheet = False

    def start(self, tag: Any, attrs: Any, /) -> Any:
        """Open an element."""
        self.depth += 1
        self.count += 1
        if self.depth > MAX_DEPTH or self.count > MAX_ELEMENTS:
            raise UploadRefusedError(
                _("Ce dessin SVG est trop complexe. Simplifiez-le, ou téléversez une image PNG.")
            )
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> Any:
        """Close an element."""
        self.depth -= 1
        return super().end(tag)

    def pi(self, target: str, text: str | None = None, /) -> Any:
        """Note a processing instruction; none comes into the tree."""
        if target.lower() == "xml-stylesheet":
            self.links_stylesheet = True


def clean_svg(data: bytes, *, drops_refused: bool = False) -> bytes:
    """Return a drawing written anew. Raises UploadRefusedError with what is not accepted in it.

    With `drops_refused`, elements and attributes that are not accepted are left out instead: for
    files that are stored already.
    """
    root, links_stylesheet = _parse(data)
    found = [_("une feuille de style externe (xml-stylesheet)")] if links_stylesheet else []
    found += list(_cleaned(root))
    if found and not drops_refused:
        raise UploadRefusedError(
            _("Ce dessin SVG contient ce qui n’est pas accepté : %(found)s. %(how)s"),
            found=", ".join(list(dict.fromkeys(map(str, found)))[:SHOWN_AT_MOST]),
            how=HOW_TO_EXPORT,
        )
    _refuse_endless(root)
    size_of(root)
    # The prefixes of a process are shared: the QR code of a second factor registers another one.
    ElementTree.register_namespace("", SVG_NAMESPACE)
    ElementTree.register_namespace("xlink", XLINK)
    written: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def svg_size(data: bytes) -> tuple[int, int]:
    """Return the width and height of a drawing in pixels. Raises UploadRefusedError."""
    return size_of(_parse(data)[0])


def size_of(root: ElementTree.Element) -> tuple[int, int]:
    """Return the width and height that the root gives. Raises UploadRefusedError."""
    try:
        drawing = SvgWrapper(ElementTree.ElementTree(root))
        width, height, box = drawing.width, drawing.height, drawing.view_box
        fits = all(1 <= side <= MAX_SIDE for side in (width, height))
        if not (fits and box.width > 0 and box.height > 0):
            raise ValueError
        return int(width), int(height)
    # Willow's own errors, and those of numbers.
    except Exception as error:
        raise UploadRefusedError(
            _(
                "La taille de ce dessin SVG est absente, illisible ou démesurée. Donnez-lui une "
                "largeur et une hauteur de 1 à %(limit)s pixels, ou une telle « viewBox »."
            ),
            limit=MAX_SIDE,
        ) from error


def _parse(data: bytes) -> tuple[ElementTree.Element, bool]:
    if not data.strip():
        raise UploadRefusedError(EMPTY)
    if len(data) > settings.CMS_SVG_MAX_BYTES:
        raise UploadRefusedError(
            _(
                "Ce dessin SVG est trop lourd (%(size)s ; au plus %(limit)s). Simplifiez-le, ou "
                "téléversez une image PNG."
            ),
            size=filesizeformat(len(data)),
            limit=filesizeformat(settings.CMS_SVG_MAX_BYTES),
        )
    builder = _Builder()
    parser = DefusedXMLParser(target=builder, forbid_dtd=True)
    try:
        parser.feed(data)
        root = parser.close()
    except DTDForbidden as error:
        raise UploadRefusedError(
            _(
                "Ce fichier SVG contient une déclaration DOCTYPE (DTD), qui n’est pas acceptée. "
                "Supprimez dans un éditeur de texte ce qui va de « <!DOCTYPE » à « > », ou "
                "exportez le dessin de nouveau. %(how)s"
            ),
            how=HOW_TO_EXPORT,
        ) from error
    # A broken file, an encoding that is unknown or that lies.
    except (ElementTree.ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise UploadRefusedError(
            _("Ce fichier n’est pas un dessin SVG lisible. %(how)s"), how=HOW_TO_EXPORT
        ) from error
    if root.tag != f"{{{SVG_NAMESPACE}}}svg":
        raise UploadRefusedError(
            _(
                "Ce fichier n’est pas un dessin SVG : son premier élément n’est pas "
                '« svg » avec xmlns="http://www.w3.org/2000/svg". %(how)s'
            ),
            how=HOW_TO_EXPORT,
        )
    return root, builder.links_stylesheet


# --- The allow-list ------------------------------------------------------------------------------


def _split(name: str) -> tuple[str, str]:
    """Return the namespace and the local name."""
    if name.startswith("{"):
        namespace, _brace, local = name[1:].partition("}")
        return namespace, local
    return "", name


def _cleaned(element: ElementTree.Element) -> Iterator[Any]:
    """Remove from an element what is not of a drawing; yield what of it is refused."""
    yield from _cleaned_attributes(element)
    if _split(element.tag)[1] == "style":
        for child in element:
            yield f"<{_split(child.tag)[1]}>"
        element[:] = []
        problems = list(refused(element.text or "", in_sheet=True))
        if problems:
            element.text = ""
        for problem in problems:
            yield f"{problem} (<style>)"
        return
    children: list[ElementTree.Element] = []
    # The texts before the first child that stays, and after each: those that follow a child that
    # goes are joined once, as joining them one by one takes quadratic time.
    texts = [[element.text or ""]]
    for child in element:
        namespace, name = _split(child.tag)
        if namespace == SVG_NAMESPACE and name in ELEMENTS:
            yield from _cleaned(child)
            children.append(child)
            texts.append([])
        elif namespace == SVG_NAMESPACE and name not in METADATA_ELEMENTS:
            yield f"<{name}>"
        elif namespace in ACTIVE_NAMESPACES:
            yield f"<{name}> ({ACTIVE_NAMESPACES[namespace]})"
        texts[-1].append(child.tail or "")
    element[:] = children
    element.text = "".join(texts[0])
    for child, following in zip(children, texts[1:], strict=True):
        child.tail = "".join(following)


def _cleaned_attributes(element: ElementTree.Element) -> Iterator[Any]:
    for full_name, value in list(element.attrib.items()):
        namespace, name = _split(full_name)
        problems = list(_problems(namespace, name, value))
        yield from problems
        if problems or not _is_known(namespace, name):
            del element.attrib[full_name]


def _is_known(namespace: str, name: str) -> bool:
    if namespace == XLINK:
        return name in REFERENCES
    if namespace == XML:
        return name in XML_ATTRIBUTES
    return not namespace and name in ATTRIBUTES | REFERENCES


def _problems(namespace: str, name: str, value: str) -> Iterator[Any]:
    """Yield what is refused of an attribute."""
    if not namespace and name.lower().startswith("on"):
        yield name
    elif namespace == XML and name == "base":
        yield "xml:base"
    elif name.lower() in {"href", "src"} and not LOCAL_REFERENCE.fullmatch(value):
        yield _('une adresse (%(name)s="%(value)s")') % {"name": name, "value": value[:40]}
    elif _is_known(namespace, name) and name not in PLAIN_ATTRIBUTES | REFERENCES:
        for problem in refused(value, in_sheet=False):
            yield f"{problem} ({name})"


# --- What a drawing grows to ---------------------------------------------------------------------


def _refuse_endless(root: ElementTree.Element) -> None:
    """Raise UploadRefusedError where references multiply what is drawn, or lead in a circle."""
    by_name: dict[str, ElementTree.Element] = {}
    for element in root.iter():
        by_name.setdefault(element.get("id", ""), element)
    drawn: dict[ElementTree.Element, int] = {}
    open_elements: set[ElementTree.Element] = set()

    def count(element: ElementTree.Element) -> int:
        if element in drawn:
            return drawn[element]
        if element in open_elements or len(open_elements) > 2 * MAX_DEPTH:
            raise UploadRefusedError(
                _("Ce dessin SVG se répète sans fin (élément « %(name)s »). %(how)s"),
                name=element.get("id") or _split(element.tag)[1],
                how=HOW_TO_EXPORT,
            )
        open_elements.add(element)
        total = 1 + sum(map(count, element))
        total += sum(count(by_name[name]) for name in _references(element) if name in by_name)
        open_elements.discard(element)
        if total > MAX_DRAWN:
            raise UploadRefusedError(
                _("Ce dessin SVG se répète trop. Simplifiez-le, ou téléversez une image PNG.")
            )
        drawn[element] = total
        return total

    count(root)


def _references(element: ElementTree.Element) -> Iterator[str]:
    """Yield the names of the elements that an element refers to."""
    for full_name, value in element.attrib.items():
        if _split(full_name)[1] in REFERENCES:
            match = LOCAL_REFERENCE.fullmatch(value)
            if match:
                yield match[1]
        elif "url(" in value.lower():
            yield from local_names(value)
