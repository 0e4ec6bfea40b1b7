"""Blocks that arrange prose: figures that matter, sections to unfold, steps to follow."""

from django.utils.translation import gettext_lazy as _
from grapple.helpers import register_streamfield_block
from grapple.models import GraphQLString
from wagtail import blocks

from cms.blocks.text import PROSE_FEATURES
from cms.graphql_fields import GraphQLBlockList, GraphQLProse


@register_streamfield_block
class KeyFigureBlock(blocks.StructBlock):
    """A figure, what it counts, and where it is from."""

    value = blocks.CharBlock(label=_("Chiffre"), max_length=30, help_text=_("Avec son unité."))
    caption = blocks.CharBlock(label=_("Ce qu’il compte"), max_length=160)
    source = blocks.CharBlock(label=_("Source"), max_length=200, required=False)

    graphql_fields = [
        GraphQLString("value", required=True, description="The figure with its unit, as text."),
        GraphQLString("caption", required=True, description="What the figure measures."),
        GraphQLString("source", required=True, description="Source of the figure, or empty."),
    ]

    class Meta:
        icon = "success"
        label = _("Chiffre clé")
        graphql_description = "A key figure with a caption."


@register_streamfield_block
class KeyFiguresBlock(blocks.StructBlock):
    """A group of key figures."""

    title = blocks.CharBlock(label=_("Titre"), max_length=160, required=False)
    figures = blocks.ListBlock(KeyFigureBlock(), label=_("Chiffres"), min_num=1, max_num=6)

    graphql_fields = [
        GraphQLString("title", required=True, description="Title, or empty."),
        GraphQLBlockList("figures", KeyFigureBlock, description="Key figures, in order."),
    ]

    class Meta:
        icon = "order"
        label = _("Chiffres clés")
        description = _("Quelques chiffres côte à côte, avec leur source.")
        template = "cms/blocks/key_figures.html"
        preview_value = {
            "title": "",
            "figures": [{"value": "152", "caption": "communes en Lozère", "source": "INSEE"}],
        }
        graphql_description = "A group of key figures."


@register_streamfield_block
class SectionBlock(blocks.StructBlock):
    """A titled piece of prose inside an accordion or a list of steps."""

    title = blocks.CharBlock(label=_("Titre"), max_length=160)
    content = blocks.RichTextBlock(label=_("Texte"), features=PROSE_FEATURES)

    graphql_fields = [
        GraphQLString("title", required=True, description="Title of the section."),
        GraphQLProse("content", description="Content of the section."),
    ]

    class Meta:
        icon = "doc-empty"
        label = _("Section")
        graphql_description = "A section of rich text with a title."


@register_streamfield_block
class AccordionBlock(blocks.StructBlock):
    """Sections that a reader unfolds, such as questions with their answers."""

    title = blocks.CharBlock(label=_("Titre"), max_length=160, required=False)
    items = blocks.ListBlock(SectionBlock(), label=_("Sections"), min_num=1, max_num=30)

    graphql_fields = [
        GraphQLString("title", required=True, description="Title, or empty."),
        GraphQLBlockList("items", SectionBlock, description="Sections, in order."),
    ]

    class Meta:
        icon = "collapse-down"
        label = _("Accordéon")
        description = _("Des sections à déplier, comme des questions et leurs réponses.")
        template = "cms/blocks/accordion.html"
        preview_value = {
            "title": "Questions fréquentes",
            "items": [
                {"title": "Qui peut faire appel à nous ?", "content": "<p>Tout le monde.</p>"}
            ],
        }
        graphql_description = "An accordion: sections that visitors can expand."


@register_streamfield_block
class StepsBlock(blocks.StructBlock):
    """A sequence of steps."""

    title = blocks.CharBlock(label=_("Titre"), max_length=160, required=False)
    steps = blocks.ListBlock(SectionBlock(), label=_("Étapes"), min_num=1, max_num=15)

    graphql_fields = [
        GraphQLString("title", required=True, description="Title, or empty."),
        GraphQLBlockList("steps", SectionBlock, description="Steps, in order."),
    ]

    class Meta:
        icon = "list-ol"
        label = _("Étapes")
        description = _("Des étapes à suivre dans l’ordre.")
        template = "cms/blocks/steps.html"
        preview_value = {
            "title": "Votre parcours",
            "steps": [
                {"title": "Premier contact", "content": "<p>On fait connaissance.</p>"},
                {"title": "Contrat", "content": "<p>Vous commencez à travailler.</p>"},
            ],
        }
        graphql_description = "A sequence of steps."
