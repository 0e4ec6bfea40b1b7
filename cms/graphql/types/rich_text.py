"""Delivery of rich text, as HTML or as nodes.

Links point to the front end; links to hidden targets are removed. A parser passes on allowed tags
only, so the output contains no markup that the editor could not create.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from html import escape
from html.parser import HTMLParser
from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from cms.delivery.context import DeliveryContext, delivery_of
from cms.graphql.loaders.values import Prose
from cms.graphql.types.rich_text_entities import (
    DocumentLink,
    ExternalLink,
    ImageEmbed,
    Link,
    PageLink,
    embed_of,
    link_of,
    picture_html,
)

INLINE = {"b", "strong", "i", "em", "sup", "sub", "code"}
BLOCKS = {"p", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote"}
VOID = {"br", "hr"}
DROPPED = {"script", "style"}


# --- Rich text as HTML ---------------------------------------------------------------------------


class _RichTextParser(HTMLParser):
    """Parses stored rich text and calls the methods below; drops scripts, styles and other tags."""

    def __init__(self, prose: Prose, delivery: DeliveryContext) -> None:
        super().__init__(convert_charrefs=True)
        self._prose = prose
        self._delivery = delivery
        self._dropped_depth = 0
        self._links: list[Link | None] = []

    def read(self) -> None:
        """Parse the whole text."""
        self.feed(self._prose.source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Handle an opening tag; drops all attributes except those of links and images."""
        if tag in DROPPED:
            self._dropped_depth += 1
        elif tag == "a":
            self._links.append(link_of(self._prose, dict(attrs), self._delivery))
            self.open_link(self._links[-1])
        elif tag == "embed":
            if embed := embed_of(self._prose, dict(attrs), self._delivery):
                self.embed(embed)
        elif tag in INLINE | BLOCKS | VOID:
            self.open_tag(tag)

    def handle_endtag(self, tag: str) -> None:
        """Handle a closing tag."""
        if tag in DROPPED:
            self._dropped_depth = max(0, self._dropped_depth - 1)
        elif tag == "a" and self._links:
            self.close_link(self._links.pop())
        elif tag in INLINE | BLOCKS:
            self.close_tag(tag)

    def handle_data(self, data: str) -> None:
        """Handle text."""
        if not self._dropped_depth:
            self.text(data)

    def open_tag(self, tag: str) -> None:
        """Receive an opening or void tag."""
        raise NotImplementedError

    def close_tag(self, tag: str) -> None:
        """Receive a closing tag."""
        raise NotImplementedError

    def open_link(self, link: Link | None) -> None:
        """Receive the start of a link; None has no visible target."""
        raise NotImplementedError

    def close_link(self, link: Link | None) -> None:
        """Receive the end of a link."""
        raise NotImplementedError

    def text(self, data: str) -> None:
        """Receive plain text."""
        raise NotImplementedError

    def embed(self, embed: ImageEmbed) -> None:
        """Receive a visible image."""
        raise NotImplementedError


class _HtmlWriter(_RichTextParser):
    """Writes well-formed HTML: closes all tags, in the reverse order of their opening."""

    def __init__(self, prose: Prose, delivery: DeliveryContext) -> None:
        super().__init__(prose, delivery)
        self.parts: list[str] = []
        self._open: list[str] = []

    def open_tag(self, tag: str) -> None:
        self.parts.append(f"<{tag}>")
        if tag not in VOID:
            self._open.append(tag)

    def close_tag(self, tag: str) -> None:
        if tag in self._open:
            while (last := self._open.pop()) != tag:
                self.parts.append(f"</{last}>")
            self.parts.append(f"</{tag}>")

    def open_link(self, link: Link | None) -> None:
        if link is not None:
            self.parts.append(f'<a href="{escape(link.url)}">')
            self._open.append("a")

    def close_link(self, link: Link | None) -> None:
        if link is not None:
            self.close_tag("a")

    def text(self, data: str) -> None:
        self.parts.append(escape(data, quote=False))

    def embed(self, embed: ImageEmbed) -> None:
        self.parts.append(picture_html(embed))

    def finish(self) -> str:
        """Return the HTML."""
        self.read()
        self.parts += [f"</{tag}>" for tag in reversed(self._open)]
        return "".join(self.parts)


def render_html(prose: Prose, delivery: DeliveryContext) -> str:
    """Return the rich text as HTML with allowed tags only."""
    return _HtmlWriter(prose, delivery).finish()


# --- Rich text as nodes --------------------------------------------------------------------------


class RichTextNodeType(Enum):
    """Type of a rich-text node."""

    PARAGRAPH = "p"
    HEADING_2 = "h2"
    HEADING_3 = "h3"
    HEADING_4 = "h4"
    HEADING_5 = "h5"
    HEADING_6 = "h6"
    UNORDERED_ITEM = "ul"
    ORDERED_ITEM = "ol"
    QUOTE = "blockquote"
    IMAGE = "embed"


class RichTextStyle(Enum):
    """Style of a span of text."""

    BOLD = "b"
    ITALIC = "i"
    SUPERSCRIPT = "sup"
    SUBSCRIPT = "sub"
    CODE = "code"


STYLES = {"strong": "b", "em": "i"}


def _describe(words: dict[str, str]) -> Any:
    return lambda value: words.get(value.name if value else "", words[""])


NodeType = graphene.Enum.from_enum(
    RichTextNodeType,
    description=_describe(
        {
            "": "Type of a rich-text node.",
            "PARAGRAPH": "A paragraph.",
            **{f"HEADING_{n}": f"A heading of level {n}." for n in range(2, 7)},
            "UNORDERED_ITEM": "An item of a bulleted list.",
            "ORDERED_ITEM": "An item of a numbered list.",
            "QUOTE": "A quotation.",
            "IMAGE": "An image; see `embed`.",
        }
    ),
)
Style = graphene.Enum.from_enum(
    RichTextStyle,
    description=_describe(
        {
            "": "Style of a span of text.",
            "BOLD": "Bold.",
            "ITALIC": "Italic.",
            "SUPERSCRIPT": "Superscript.",
            "SUBSCRIPT": "Subscript.",
            "CODE": "Computer code.",
        }
    ),
)


class RichTextLink(graphene.Union):
    """Target of a link in rich text."""

    class Meta:
        types = (PageLink, DocumentLink, ExternalLink)
        description = "Target of a link in rich text."


class RichTextSpan(graphene.ObjectType):
    """A span of text with the same styles and the same link."""

    class Meta:
        description = "A span of text with the same styles and the same link."

    text = graphene.String(
        required=True, description="Plain text. A line break is a newline character."
    )
    styles = graphene.List(
        graphene.NonNull(Style), required=True, description="Styles of the text."
    )
    link = graphene.Field(
        RichTextLink,
        description="Target of the link. Null without a link, or if the target is hidden.",
    )


class RichTextNode(graphene.ObjectType):
    """A paragraph, heading, list item, quotation or image."""

    class Meta:
        description = "A paragraph, heading, list item, quotation or image."

    type = graphene.Field(NodeType, required=True, description="Type of the node.")
    depth = graphene.Int(required=True, description="Nesting level of a list item, starting at 0.")
    spans = graphene.List(
        graphene.NonNull(RichTextSpan),
        required=True,
        description="Text of the node, split into spans of uniform style.",
    )
    embed = graphene.Field(
        ImageEmbed, description="The image of an IMAGE node. Null for other types."
    )


@dataclass
class _Node:
    type: RichTextNodeType
    depth: int
    spans: list[RichTextSpan] = field(default_factory=list)
    embed: ImageEmbed | None = None


class _TreeBuilder(_RichTextParser):
    """Builds nodes; text outside of a block becomes a paragraph."""

    def __init__(self, prose: Prose, delivery: DeliveryContext) -> None:
        super().__init__(prose, delivery)
        self.nodes: list[_Node] = []
        self._current: _Node | None = None
        self._lists: list[str] = []
        self._styles: list[str] = []

    def open_tag(self, tag: str) -> None:
        if tag in {"ul", "ol"}:
            self._lists.append(tag)
            self._current = None
        elif tag == "li":
            self._start(RichTextNodeType(self._lists[-1] if self._lists else "ul"))
        elif tag in BLOCKS:
            self._start(RichTextNodeType(tag))
        elif tag == "br":
            self.text("\n")
        elif tag in INLINE:
            self._styles.append(STYLES.get(tag, tag))

    def close_tag(self, tag: str) -> None:
        style = STYLES.get(tag, tag)
        if tag in INLINE and style in self._styles:
            self._styles.remove(style)
        elif tag in {"ul", "ol"} and self._lists:
            self._lists.pop()
        if tag in BLOCKS:
            self._current = None

    def open_link(self, link: Link | None) -> None:
        """Do nothing: `text` reads the open link."""

    def close_link(self, link: Link | None) -> None:
        """Do nothing: `text` reads the open link."""

    def text(self, data: str) -> None:
        if self._current is None:
            if not data.strip():
                return
            self._start(RichTextNodeType.PARAGRAPH)
        assert self._current is not None
        styles = [RichTextStyle(style) for style in dict.fromkeys(self._styles)]
        link = self._links[-1] if self._links else None
        self._current.spans.append(RichTextSpan(text=data, styles=styles, link=link))

    def embed(self, embed: ImageEmbed) -> None:
        self._start(RichTextNodeType.IMAGE)
        self.nodes[-1].embed = embed
        self._current = None

    def _start(self, kind: RichTextNodeType) -> None:
        self._current = _Node(kind, max(0, len(self._lists) - 1))
        self.nodes.append(self._current)

    def finish(self) -> Iterator[_Node]:
        """Parse the text and yield the nodes with text or an image."""
        self.read()
        return (node for node in self.nodes if node.spans or node.embed)


class RichText(graphene.ObjectType):
    """Rich text."""

    class Meta:
        description = (
            "Rich text (paragraphs, headings, lists, links and images), as HTML or as typed nodes."
        )

    html = graphene.String(
        required=True,
        description=(
            "HTML. Links to pages point to the front end. Links to hidden content lose "
            "their `<a>`; hidden images are omitted."
        ),
    )
    json = graphene.List(
        graphene.NonNull(RichTextNode),
        required=True,
        description="The same content as a flat list of nodes.",
    )

    @staticmethod
    def resolve_html(prose: Prose, info: GraphQLResolveInfo) -> str:
        """Return the HTML."""
        return render_html(prose, delivery_of(info))

    @staticmethod
    def resolve_json(prose: Prose, info: GraphQLResolveInfo) -> list[_Node]:
        """Return the nodes."""
        return list(_TreeBuilder(prose, delivery_of(info)).finish())
