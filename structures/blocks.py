"""Blocks that show structures."""

from django.utils.translation import gettext_lazy as _
from grapple.helpers import register_streamfield_block
from grapple.models import GraphQLString
from wagtail import blocks

from cms.graphql_fields import GraphQLModelList
from networks.blocks import NetworksStreamBlock


@register_streamfield_block
class StructureListBlock(blocks.StructBlock):
    """Structures in an order chosen by the editor."""

    title = blocks.CharBlock(label=_("Titre"), max_length=160, required=False)
    structures = blocks.ListBlock(
        blocks.PageChooserBlock("structures.StructurePage", label=_("Structure")),
        label=_("Structures"),
        min_num=1,
        max_num=30,
    )

    graphql_fields = [
        GraphQLString("title", required=True, description="Title of the list, or empty."),
        GraphQLModelList(
            "structures",
            "structures.StructurePage",
            description="The structures in order, without hidden ones.",
        ),
    ]

    class Meta:
        icon = "list-ul"
        label = _("Liste de structures")
        description = _("Des structures choisies une à une, dans votre ordre.")
        template = "structures/blocks/structure_list.html"
        preview_template = "structures/blocks/structure_list_sketch.html"
        preview_value = {"title": "Quelques structures", "structures": []}
        graphql_description = "A list of structures chosen by the editor."


class DirectoryStreamBlock(NetworksStreamBlock):
    """Prose, with lists of networks and of structures."""

    structure_list = StructureListBlock(group=_("Annuaire"))
