"""Blocks of prose: headings, paragraphs, quotations, tables."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from grapple.helpers import register_streamfield_block
from grapple.models import GraphQLString
from wagtail import blocks

from cms.blocks.addresses import WebAddressBlock
from cms.blocks.bounds import BoundedTableBlock
from cms.graphql_fields import GraphQLProse, GraphQLStringList, GraphQLStringRows

INLINE_FEATURES = ["bold", "italic", "link", "document-link"]
PROSE_FEATURES = [*INLINE_FEATURES, "ol", "ul"]
PARAGRAPH_FEATURES = [*PROSE_FEATURES, "image"]


@register_streamfield_block
class HeadingBlock(blocks.StructBlock):
    """A heading of second or third level: the first is the page's title."""

    text = blocks.CharBlock(label=_("Intertitre"), max_length=160)
    level = blocks.ChoiceBlock(
        label=_("Niveau"),
        choices=[("h2", _("Niveau 2 : une partie")), ("h3", _("Niveau 3 : une sous-partie"))],
        default="h2",
    )

    graphql_fields = [
        GraphQLString("text", required=True, description="Text of the heading."),
        GraphQLString("level", required=True, description="Level of the heading: h2 or h3."),
    ]

    class Meta:
        icon = "title"
        label = _("Intertitre")
        description = _("Annonce une partie ou une sous-partie de la page.")
        template = "cms/blocks/heading.html"
        preview_value = {"text": "Un accompagnement tout au long du parcours", "level": "h2"}
        graphql_description = "A heading of level 2 or 3."


@register_streamfield_block
class ParagraphBlock(blocks.StructBlock):
    """Paragraphs and lists, with links and pictures."""

    content = blocks.RichTextBlock(label=_("Texte"), features=PARAGRAPH_FEATURES)

    graphql_fields = [GraphQLProse("content", description="The rich text.")]

    class Meta:
        icon = "pilcrow"
        label = _("Texte")
        description = _("Des paragraphes et des listes, avec des liens et des images.")
        template = "cms/blocks/paragraph.html"
        preview_value = {
            "content": "<p>L’insertion par l’activité économique propose un <b>vrai emploi</b> et "
            "un accompagnement à des personnes qui en sont éloignées.</p>"
        }
        graphql_description = "A block of rich text."


@register_streamfield_block
class QuoteBlock(blocks.StructBlock):
    """Somebody's words or a text of law, with its source."""

    text = blocks.TextBlock(label=_("Citation"), max_length=2000)
    source = blocks.CharBlock(
        label=_("Source"),
        max_length=200,
        help_text=_("L’auteur, l’œuvre ou l’article de loi."),
    )
    source_url = WebAddressBlock(label=_("Adresse de la source"), required=False)

    graphql_fields = [
        GraphQLString(
            "text", required=True, description="The quoted text, without quotation marks."
        ),
        GraphQLString(
            "source", required=True, description="Source: an author, a work or an article of law."
        ),
        GraphQLString("source_url", required=True, description="URL of the source, or empty."),
    ]

    class Meta:
        icon = "openquote"
        label = _("Citation")
        description = _("Des mots repris à l’identique, avec leur source.")
        template = "cms/blocks/quote.html"
        preview_value = {
            "text": "Elle met en œuvre des modalités spécifiques d’accueil et d’accompagnement.",
            "source": "Article L5132-1 du code du travail",
            "source_url": "",
        }
        graphql_description = "A quotation with its source."


@register_streamfield_block
class TableBlock(blocks.StructBlock):
    """Facts in rows and columns; the first column names the row."""

    caption = blocks.CharBlock(
        label=_("Titre du tableau"),
        max_length=200,
        help_text=_("Ce que le tableau montre : il est lu à voix haute aux personnes aveugles."),
    )
    table = BoundedTableBlock(
        [
            ("text", blocks.CharBlock(label=_("Texte"), required=False)),
            ("number", blocks.DecimalBlock(label=_("Nombre"), required=False)),
        ],
        label=_("Tableau"),
        help_text=_("La première colonne nomme chaque ligne."),
    )

    def graphql_columns(self, raw: dict[str, Any]) -> list[str]:
        """Return the columns' headings."""
        return [column["heading"] for column in raw["table"]["columns"]]

    def graphql_rows(self, raw: dict[str, Any]) -> list[list[str]]:
        """Return the cells' texts, row by row."""
        return [
            ["" if value is None else str(value) for value in row["values"]]
            for row in raw["table"]["rows"]
        ]

    graphql_fields = [
        GraphQLString("caption", required=True, description="Caption of the table."),
        GraphQLStringList("columns", description="Headers of the columns."),
        GraphQLStringRows("rows", description="Rows of cells, as plain text."),
    ]

    class Meta:
        icon = "table"
        label = _("Tableau")
        description = _("Des faits en lignes et en colonnes.")
        template = "cms/blocks/table.html"
        preview_value = {
            "caption": "Deux familles de structures",
            "table": {
                "columns": [
                    {"type": "text", "heading": "Famille"},
                    {"type": "text", "heading": "Structures"},
                ],
                "rows": [
                    {"values": ["Production", "ACI, EI"]},
                    {"values": ["Mise à disposition", "AI, ETTI"]},
                ],
            },
        }
        graphql_description = "A table. The first cell of each row is its header."
