"""Generated content: rich text as the editor stores it, and a value for every block there is."""

from html import escape

from hypothesis import settings
from hypothesis import strategies as st
from wagtail.blocks import CharBlock, ListBlock, RichTextBlock, StreamBlock, StructBlock, TextBlock
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock

# The same examples each time, and no clock: a slow machine is no failure.
EACH_TIME = settings(deadline=None, derandomize=True, max_examples=60)
KEYS = st.text("abcdefg0123456789", min_size=5, max_size=5)
# What people paste: quotes, markup, line ends, characters that XML has no way to write.
LETTERS = st.sampled_from(list("aZé’\"'&<>%;#/ \t\n\u00a0\u2028\x0b\x85œ字🌱{}\\"))
SHORT = st.text(LETTERS, max_size=12)
WORDS = st.builds("{}x¶{}".format, SHORT, SHORT)
LINKS = st.sampled_from(
    [
        '<a linktype="page" id="3">',
        '<a linktype="document" id="7">',
        '<a href="https://www.exemple.fr/?a=1&amp;b=%22">',
        '<a href="mailto:contact@exemple.fr">',
    ]
)


def _text(words):
    return escape(words, quote=False)


INLINE = st.recursive(
    st.builds(_text, WORDS) | st.just("<br/>"),
    lambda inner: st.one_of(
        st.builds("<b>{}</b>".format, inner),
        st.builds("<i>{}</i>".format, inner),
        st.builds("{}{}</a>".format, LINKS, inner),
        st.builds("{}{}".format, inner, inner),
    ),
    max_leaves=5,
)


@st.composite
def blocks_of_rich_text(draw):
    keys = iter(draw(st.lists(KEYS, min_size=8, max_size=8, unique=True)))
    kind = draw(st.sampled_from(["p", "h3", "ul", "ol", "embed", "hr", "empty"]))
    if kind == "embed":
        alt = escape(draw(WORDS))
        return f'<embed alt="{alt}" embedtype="image" format="fullwidth" id="5"/>'
    if kind == "hr":
        return "<hr/>"
    if kind == "empty":
        return f'<p data-block-key="{next(keys)}"></p>'
    if kind in ("p", "h3"):
        return f'<{kind} data-block-key="{next(keys)}">{draw(INLINE)}</{kind}>'
    items = [
        f'<li data-block-key="{next(keys)}">{draw(INLINE)}</li>'
        for _ in range(draw(st.integers(1, 3)))
    ]
    return f"<{kind}>{''.join(items)}</{kind}>"


RICH_TEXTS = st.lists(blocks_of_rich_text(), min_size=1, max_size=4).map("".join)
IDS = st.uuids(version=4).map(str)


def values(block):
    """Return a strategy of what is stored for a block."""
    if isinstance(block, RichTextBlock):
        return RICH_TEXTS
    if isinstance(block, CharBlock | TextBlock):
        return WORDS
    if isinstance(block, TypedTableBlock):
        return st.builds(_table, WORDS, st.lists(WORDS, min_size=2, max_size=2), WORDS, WORDS)
    if isinstance(block, StreamBlock):
        return st.tuples(
            *(
                st.fixed_dictionaries({"type": st.just(name), "value": values(child), "id": IDS})
                for name, child in block.child_blocks.items()
            )
        ).map(list)
    if isinstance(block, ListBlock):
        item = st.fixed_dictionaries(
            {"type": st.just("item"), "value": values(block.child_block), "id": IDS}
        )
        return st.lists(item, min_size=1, max_size=2)
    if isinstance(block, StructBlock):
        return st.fixed_dictionaries(
            {name: values(child) for name, child in block.child_blocks.items()}
        )
    return st.just(None)


def _table(caption, headings, one, other):
    return {
        "columns": [
            {"type": "text", "heading": headings[0]},
            {"type": "number", "heading": headings[1]},
        ],
        "rows": [{"values": [one, "3.50"]}, {"values": [other, None]}],
        "caption": caption,
    }
