"""Blocks of media: pictures and documents."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from grapple.helpers import register_streamfield_block
from grapple.models import GraphQLBoolean, GraphQLImage, GraphQLString
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock

from cms.graphql_fields import GraphQLModelList


@register_streamfield_block
class FigureBlock(blocks.StructBlock):
    """A picture with its caption; its alternative text is asked for at each use."""

    image = ImageBlock(label=_("Image"))
    caption = blocks.CharBlock(label=_("Légende"), max_length=250, required=False)

    def graphql_alt(self, raw: dict[str, Any]) -> str:
        """Return the alternative text that the editor gave for this use."""
        return str(_use(raw).get("alt_text") or "")

    def graphql_decorative(self, raw: dict[str, Any]) -> bool:
        """Return whether the picture carries no meaning in this use."""
        return bool(_use(raw).get("decorative"))

    graphql_fields = [
        GraphQLImage("image", description="The image. Null if it is hidden."),
        GraphQLString("alt", required=True, description="Alt text for this use of the image."),
        GraphQLBoolean(
            "decorative",
            required=True,
            description="True if the image is decorative: use an empty `alt` attribute.",
        ),
        GraphQLString("caption", required=True, description="Caption, or empty."),
    ]

    class Meta:
        icon = "image"
        label = _("Image")
        description = _("Une image avec son texte de remplacement et sa légende.")
        template = "cms/blocks/figure.html"
        preview_value = {"image": None, "caption": "Un atelier en Lozère"}
        preview_template = "cms/blocks/figure_sketch.html"
        graphql_description = "An image with a caption."


@register_streamfield_block
class DocumentsBlock(blocks.StructBlock):
    """A list of downloadable files."""

    title = blocks.CharBlock(label=_("Titre"), max_length=160, required=False)
    documents = blocks.ListBlock(
        DocumentChooserBlock(label=_("Document")), label=_("Documents"), min_num=1, max_num=20
    )

    graphql_fields = [
        GraphQLString("title", required=True, description="Title of the list, or empty."),
        GraphQLModelList(
            "documents", "cms.CustomDocument", description="The files, without hidden ones."
        ),
    ]

    class Meta:
        icon = "doc-full"
        label = _("Documents")
        description = _("Des fichiers à télécharger.")
        template = "cms/blocks/documents.html"
        preview_value = {"title": "À télécharger", "documents": []}
        preview_template = "cms/blocks/documents_sketch.html"
        graphql_description = "A list of downloadable files."


def _use(raw: dict[str, Any]) -> dict[str, Any]:
    """Return what is stored of the use of a picture; an old bare id has no words."""
    use = raw.get("image")
    return use if isinstance(use, dict) else {}
