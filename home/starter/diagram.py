r"""The « Schéma IAE 48 » diagram, in French and in English, as SVG files.

The layout is written once; the words come from ``home.starter.diagram_labels``. To write the SVG
files again::

    python -m home.starter.diagram

The PNG copies, 1600 pixels wide, are pictures of the SVG files taken by Chromium. The height is
the one which the command above prints, and the window must have the same proportions::

    chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run \
        --disable-background-networking --disable-component-update --disable-sync \
        --user-data-dir="$(mktemp -d)" --hide-scrollbars --force-device-scale-factor=1 \
        --window-size=1600,HEIGHT --screenshot=diagram.fr.png diagram.fr.svg

The committed copies were made with the Inter font installed (Debian package ``fonts-inter``).
Widths are estimated for a wider font (DejaVu Sans), so that the text stays in its boxes whatever
font the reader's system provides. The real text alternatives are ``diagram_alternative.fr.html``
and ``diagram_alternative.en.html``: a change of the labels calls for the same change there.
"""

import sys
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import NamedTuple

from home.starter.diagram_labels import LABELS, Text

WIDTH = 1200
PNG_WIDTH = 1600
MARGIN = 40
FONTS = "Inter, 'Source Sans 3', 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
INK = "#1f2a2a"
PAPER = "#fbf7ef"
LINE = "#46524f"


class Palette(NamedTuple):
    """The colours of a box."""

    fill: str
    stroke: str
    heading: str
    text: str = INK


PERSON = Palette("#f9e6d8", "#a4502c", "#7d3717")
PRESCRIBERS = Palette("#f8edcf", "#8a6414", "#674a0c")
CONTAINER = Palette("#ffffff", "#1f4d4a", "#1f4d4a")
PRODUCTION = Palette("#e4eddf", "#3f6a4a", "#284c33")
STAFFING = Palette("#dfeaf0", "#2f5a72", "#1f465c")
INNER = Palette("#ffffff", "#8b9692", INK)
SUPPORT = Palette("#f4efe3", "#7a6a48", "#4d4126")
RESULT = Palette("#1f4d4a", "#1f4d4a", "#ffffff", "#ffffff")
PARTNER = Palette("#f6f4ee", "#5e6865", INK)


def text_width(text: str, size: float, bold: bool = False) -> float:
    """Estimate the width of a text, erring on the wide side."""
    total = 0.0
    for letter in text:
        if letter in "ijl.,:;’'| \u00a0":
            total += 0.34
        elif letter in "frtI()-":
            total += 0.42
        elif letter in "mwMW…":
            total += 0.99
        else:
            total += 0.72 if letter.isupper() else 0.62
    return total * size * (1.1 if bold else 1.0)


def wrap(text: str, size: float, width: float, bold: bool = False) -> list[str]:
    """Cut a text into lines which fit a width; no-break spaces hold words together."""
    lines: list[str] = []
    for word in text.split(" "):
        candidate = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(candidate, size, bold) <= width:
            lines[-1] = candidate
        else:
            lines.append(word)
    return lines


class Drawing:
    """An SVG drawing under construction."""

    def __init__(self) -> None:
        """Start with no element."""
        self.elements: list[str] = []

    def line(
        self,
        words: str,
        x: float,
        y: float,
        size: float,
        colour: str,
        *,
        bold: bool = False,
        anchor: str = "start",
    ) -> None:
        """Write one line of text on the baseline ``y``."""
        weight = ' font-weight="700"' if bold else ""
        place = f' text-anchor="{anchor}"' if anchor != "start" else ""
        self.elements.append(
            f'<text x="{x:g}" y="{y:g}" font-size="{size:g}" fill="{colour}"{weight}{place}>'
            f"{escape(words, quote=False)}</text>"
        )

    def rectangle(
        self, x: float, y: float, width: float, height: float, palette: Palette, stroke: float = 2
    ) -> None:
        """Draw a rounded box."""
        self.elements.append(
            f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="12" '
            f'fill="{palette.fill}" stroke="{palette.stroke}" stroke-width="{stroke:g}"/>'
        )

    def arrow(
        self, start: tuple[float, float], end: tuple[float, float], both: bool = False
    ) -> None:
        """Draw a straight arrow, horizontal or vertical; ``both`` puts a head at each end."""
        (x0, y0), (x1, y1) = start, end
        length = abs(x1 - x0) + abs(y1 - y0)
        dx, dy = (x1 - x0) / length, (y1 - y0) / length
        tail = (x0 + dx * 12, y0 + dy * 12) if both else start
        self.elements.append(
            f'<path d="M{tail[0]:g} {tail[1]:g}L{x1 - dx * 12:g} {y1 - dy * 12:g}" '
            f'stroke="{LINE}" stroke-width="4" fill="none"/>'
        )
        heads = [(x1, y1, dx, dy), (x0, y0, -dx, -dy)] if both else [(x1, y1, dx, dy)]
        for x, y, ux, uy in heads:
            back = (x - ux * 16, y - uy * 16)
            self.elements.append(
                f'<path d="M{x:g} {y:g}L{back[0] - uy * 10:g} {back[1] + ux * 10:g}'
                f'L{back[0] + uy * 10:g} {back[1] - ux * 10:g}Z" fill="{LINE}"/>'
            )

    def box(
        self,
        x: float,
        y: float,
        width: float,
        text: Text,
        palette: Palette,
        *,
        height: float = 0,
        heading: float = 22,
        size: float = 19,
        centred: bool = False,
    ) -> float:
        """Draw a box with its words, at least ``height`` high; return its real height."""
        pad = 18.0
        rows = rows_of(text, width - 2 * pad, heading, size)
        content = sum(row.leading for row in rows)
        total = max(height, content + 2 * pad - 4)
        self.rectangle(x, y, width, total, palette)
        baseline = y + (total - content) / 2 if centred else y + pad - 3
        for row in rows:
            baseline += row.leading
            colour = palette.heading if row.bold else palette.text
            left = x + width / 2 if centred else x + pad + row.indent
            anchor = "middle" if centred else "start"
            line_y = baseline - row.leading * 0.26
            if row.bullet:
                self.elements.append(
                    f'<circle cx="{x + pad + 5:g}" cy="{line_y - size * 0.33:g}" r="3.5" '
                    f'fill="{palette.stroke}"/>'
                )
            self.line(row.words, left, line_y, row.size, colour, bold=row.bold, anchor=anchor)
        return total


class Row(NamedTuple):
    """One line of text inside a box."""

    words: str
    size: float
    leading: float
    bold: bool = False
    indent: float = 0
    bullet: bool = False


def rows_of(text: Text, width: float, heading: float, size: float) -> list[Row]:
    """Cut the words of a box into lines."""
    rows = [
        Row(line, heading, heading * 1.32, bold=True)
        for line in wrap(text.heading, heading, width, bold=True)
    ]
    for paragraph in text.paragraphs:
        rows += [Row(line, size, size * 1.34) for line in wrap(paragraph, size, width)]
    for item in text.items:
        for index, line in enumerate(wrap(item, size, width - 18)):
            rows.append(Row(line, size, size * 1.34, indent=18, bullet=index == 0))
    return rows


def box_height(width: float, texts: Sequence[Text], heading: float = 22, size: float = 19) -> float:
    """Return the height which the fullest of several boxes of the same width needs."""
    return max(
        sum(row.leading for row in rows_of(text, width - 36, heading, size)) + 32 for text in texts
    )


def family(
    drawing: Drawing, x: float, y: float, width: float, text: Text, members: Sequence[Text],
    palette: Palette, heights: tuple[float, float],
) -> None:  # fmt: skip
    """Draw a family of structures: its heading, then a box for each kind of structure."""
    head, member = heights
    drawing.rectangle(x, y, width, head + len(members) * (member + 14) + 4, palette)
    top = y + 15.0
    for row in rows_of(text, width - 36, 22, 19):
        top += row.leading
        colour = palette.heading if row.bold else INK
        drawing.line(row.words, x + 18, top - row.leading * 0.26, row.size, colour, bold=row.bold)
    for index, text_of_member in enumerate(members):
        drawing.box(
            x + 16, y + head + index * (member + 14), width - 32, text_of_member,
            Palette("#ffffff", palette.stroke, palette.heading), height=member,
        )  # fmt: skip


def draw_diagram(language: str) -> tuple[str, float]:
    """Return the SVG text of the diagram in a language, and its height."""
    labels = LABELS[language]
    drawing = Drawing()
    drawing.line(labels.title, MARGIN, 62, 36, CONTAINER.heading, bold=True)
    drawing.line(labels.subtitle, MARGIN, 98, 21, INK)

    top = 128.0
    left_width, right_x = 400.0, 520.0
    row = max(box_height(left_width, [labels.person]), box_height(640, [labels.prescribers]))
    drawing.box(MARGIN, top, left_width, labels.person, PERSON, height=row)
    drawing.box(right_x, top, WIDTH - MARGIN - right_x, labels.prescribers, PRESCRIBERS, height=row)
    drawing.arrow((MARGIN + left_width + 8, top + row / 2), (right_x - 8, top + row / 2))

    main_x, main_width = float(MARGIN), 790.0
    main_top = top + row + 84
    drawing.arrow((600, top + row + 8), (600, main_top - 8))
    drawing.line(labels.referral, 624, top + row + 49, 20, INK, bold=True)

    family_width = (main_width - 60) / 2
    head = 15 + 16 + max(
        sum(r.leading for r in rows_of(text, family_width - 36, 22, 19))
        for text in (labels.production, labels.staffing)
    )  # fmt: skip
    member = box_height(family_width - 32, [labels.aci, labels.ei, labels.ai, labels.etti])
    family_top = main_top + 92
    family_height = head + 2 * (member + 14) + 4
    support_top = family_top + family_height + 48
    support_room = main_width - 40 - 2 * 34
    support_widths = [support_room * share for share in (0.28, 0.28, 0.44)]
    supports = [Text(words) for words in labels.supports]
    support = max(
        box_height(width, [text], heading=20)
        for width, text in zip(support_widths, supports, strict=True)
    )
    main_height = support_top + support + 22 - main_top

    drawing.rectangle(main_x, main_top, main_width, main_height, CONTAINER, stroke=3)
    drawing.line(labels.structures.heading, main_x + 20, main_top + 42, 26, CONTAINER.heading,
                 bold=True)  # fmt: skip
    drawing.line(labels.structures.paragraphs[0], main_x + 20, main_top + 72, 19, INK)
    heights = (head, member)
    family(drawing, main_x + 20, family_top, family_width, labels.production,
           (labels.aci, labels.ei), PRODUCTION, heights)  # fmt: skip
    family(drawing, main_x + 40 + family_width, family_top, family_width, labels.staffing,
           (labels.ai, labels.etti), STAFFING, heights)  # fmt: skip
    drawing.line(labels.with_each, main_x + 20, support_top - 14, 20, INK, bold=True)
    x = main_x + 20
    for width, text in zip(support_widths, supports, strict=True):
        drawing.box(x, support_top, width, text, SUPPORT, height=support, heading=20,
                    centred=True)  # fmt: skip
        x += width + 34
        if text is not supports[-1]:
            drawing.line("+", x - 17, support_top + support / 2 + 10, 30, INK, bold=True,
                         anchor="middle")  # fmt: skip

    bottom = main_top + main_height
    result_top = bottom + 62
    middle = main_x + main_width / 2
    drawing.arrow((middle, bottom + 8), (middle, result_top - 8))
    result = drawing.box(main_x, result_top, main_width, labels.result, RESULT, height=84,
                         heading=28, centred=True)  # fmt: skip

    side_x = main_x + main_width + 58
    side_width = WIDTH - MARGIN - side_x
    edge = main_x + main_width
    height = drawing.box(side_x, main_top, side_width, labels.customers, PARTNER)
    drawing.arrow((edge + 8, main_top + height / 2), (side_x - 8, main_top + height / 2), both=True)
    side_top = main_top + height + 58
    drawing.line(labels.partners, side_x, side_top - 14, 24, CONTAINER.heading, bold=True)
    for text in (labels.state, labels.networks):
        height = drawing.box(side_x, side_top, side_width, text, PARTNER)
        level = min(side_top + height / 2, bottom - 40)
        drawing.arrow((side_x - 8, level), (edge + 8, level))
        side_top += height + 24

    notes_top = max(result_top + result, side_top - 24) + 44
    for index, note in enumerate(labels.notes):
        drawing.line(note, MARGIN, notes_top + index * 27, 18, INK)
    total = round(notes_top + (len(labels.notes) - 1) * 27 + 34)
    identifier = f"iae48-diagram-{language}"
    head_lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {total}" '
        f'role="img" lang="{language}" xml:lang="{language}" '
        f'aria-labelledby="{identifier}-title {identifier}-desc" font-family="{FONTS}">',
        f'<title id="{identifier}-title">{escape(labels.title)}</title>',
        f'<desc id="{identifier}-desc">{escape(labels.description, quote=False)}</desc>',
        f'<rect width="{WIDTH}" height="{total}" fill="{PAPER}"/>',
    ]
    return "\n".join([*head_lines, *drawing.elements, "</svg>", ""]), total


def main() -> None:
    """Write the diagram of each language beside this module."""
    for language in LABELS:
        svg, height = draw_diagram(language)
        path = Path(__file__).with_name(f"diagram.{language}.svg")
        path.write_text(svg, encoding="utf-8")
        sys.stdout.write(f"{path.name}: PNG height {round(height * PNG_WIDTH / WIDTH)}\n")


if __name__ == "__main__":
    main()
