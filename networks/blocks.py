"""Blocks that show networks."""

from django.utils.translation import gettext_lazy as _
from grapple.helpers import register_streamfield_block
from grapple.models import GraphQLString
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from cms.blocks.stream import ProseStreamBlock
from cms.graphql_fields import GraphQLModelList


@register_streamfield_block
class NetworkListBlock(blocks.StructBlock):
    """Networks in an order chosen by the editor."""

    title = blocks.CharBlock(label=_("Titre"), max_length=160, required=False)
    networks = blocks.ListBlock(
        SnippetChooserBlock("networks.Network", label=_("Réseau")),
        label=_("Réseaux"),
        min_num=1,
        max_num=30,
    )

    graphql_fields = [
        GraphQLString("title", required=True, description="Title of the list, or empty."),
        GraphQLModelList(
            "networks",
            "networks.Network",
            description="The networks in order, without hidden ones.",
        ),
    ]

    class Meta:
        icon = "group"
        label = _("Liste de réseaux")
        description = _("Des réseaux choisis un à un, dans votre ordre.")
        template = "networks/blocks/network_list.html"
        preview_template = "networks/blocks/network_list_sketch.html"
        preview_value = {"title": "Nos réseaux", "networks": []}
        graphql_description = "A list of networks chosen by the editor."


class NetworksStreamBlock(ProseStreamBlock):
    """Prose, with lists of networks."""

    network_list = NetworkListBlock(group=_("Annuaire"))
