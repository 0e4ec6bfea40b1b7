"""CSS in a drawing: no address, no import, no function or rule that could load something."""

import re
from collections.abc import Iterator

_FUNCTIONS = """
    rgb rgba hsl hsla hwb lab lch oklab oklch color color-mix device-cmyk icc-color var calc
    min max clamp matrix matrix3d translate translatex translatey translatez translate3d
    rotate rotatex rotatey rotatez rotate3d scale scalex scaley scalez scale3d skew skewx
    skewy perspective polygon circle ellipse inset path rect blur brightness contrast
    drop-shadow grayscale hue-rotate invert opacity saturate sepia cubic-bezier steps local
    not is where nth-child nth-last-child nth-of-type nth-last-of-type lang and or selector
"""
FUNCTIONS = frozenset(_FUNCTIONS.split())
RULES = frozenset({"media", "supports", "font-face", "keyframes", "-webkit-keyframes"})
PROPERTIES_THAT_RUN = re.compile(r"(?:-moz-binding|behavior|-ms-behavior)\s*:", re.IGNORECASE)

COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
# The first part keeps the time linear: no search begins inside of a name.
FUNCTION = re.compile(r"(?<![\w-])([\w-]++)\(")
RULE = re.compile(r"@\s*([\w-]*)")
# `url(#name)`, with quotes or without: an element of the same file.
LOCAL = re.compile(r"url\(\s*(?:#[\w:.-]+|'#[\w:. -]+'|\"#[\w:. -]+\")\s*\)", re.IGNORECASE)
LOCAL_NAME = re.compile(r"#([\w:. -]+)")


def refused(css: str, *, in_sheet: bool) -> Iterator[str]:
    """Yield what is not accepted in a value, a `style` attribute, or a `<style>` sheet.

    `url(#name)` is accepted outside of sheets. The text is read with its comments and without:
    where a comment ends is for the browser to say, inside a string for example.
    """
    if "\\" in css:
        yield "\\"
    for text in dict.fromkeys((css, COMMENT.sub("", css), COMMENT.sub(" ", css))):
        checked = text if in_sheet else LOCAL.sub("", text)
        for name in FUNCTION.findall(checked):
            if name.lower() not in FUNCTIONS:
                yield f"{name}()"
        if not in_sheet and "@" in checked:
            yield "@"
        for name in RULE.findall(checked) if in_sheet else ():
            if name.lower() not in RULES:
                yield f"@{name}"
        for match in PROPERTIES_THAT_RUN.findall(checked):
            yield match.rstrip(": \t\n")


def local_names(css: str) -> list[str]:
    """Return the names of the elements that a value refers to."""
    return [LOCAL_NAME.findall(match)[0].strip() for match in LOCAL.findall(css)]
