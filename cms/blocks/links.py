"""Blocks that lead somewhere: a link, a call to action, points with their pages, a contact."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from grapple.helpers import register_streamfield_block
from grapple.models import GraphQLDocument, GraphQLPage, GraphQLString
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock

from cms.blocks.addresses import WebAddressBlock
from cms.graphql_fields import GraphQLBlock, GraphQLBlockList
from cms.phone import PHONE_DESCRIPTION, normalise_phone


@register_streamfield_block
class LinkBlock(blocks.StructBlock):
    """A link to exactly one target: a page, a document or an address."""

    text = blocks.CharBlock(label=_("Texte du lien"), max_length=100)
    page = blocks.PageChooserBlock(label=_("Page"), required=False)
    document = DocumentChooserBlock(label=_("Document"), required=False)
    url = WebAddressBlock(label=_("Adresse extérieure"), required=False)

    graphql_fields = [
        GraphQLString("text", required=True, description="Text of the link."),
        GraphQLPage(
            "page", description="Target page. Null if the link has none, or if it is hidden."
        ),
        GraphQLDocument(
            "document",
            description="Target document. Null if the link has none, or if it is hidden.",
        ),
        GraphQLString("url", required=True, description="External URL, or empty."),
    ]

    class Meta:
        icon = "link"
        label = _("Lien")
        graphql_description = "A link to a page, a document or an external URL."

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        """Refuse a link without a target or with several."""
        result = super().clean(value)
        targets = [name for name in ("page", "document", "url") if result.get(name)]
        if len(targets) != 1:
            message = ValidationError(
                _("Choisissez une page, un document ou une adresse : un seul des trois.")
            )
            raise StructBlockValidationError(dict.fromkeys(targets or ["page"], message))
        return result


@register_streamfield_block
class CallToActionBlock(blocks.StructBlock):
    """A call to action with one button."""

    title = blocks.CharBlock(label=_("Titre"), max_length=120)
    text = blocks.TextBlock(label=_("Texte"), max_length=400, required=False)
    link = LinkBlock(label=_("Bouton"))

    graphql_fields = [
        GraphQLString("title", required=True, description="Title of the call to action."),
        GraphQLString("text", required=True, description="Plain text, or empty."),
        GraphQLBlock("link", LinkBlock, description="The button."),
    ]

    class Meta:
        icon = "pick"
        label = _("Appel à l’action")
        description = _("Une invitation, avec un bouton.")
        template = "cms/blocks/call_to_action.html"
        preview_value = {
            "title": "Besoin d’un coup de main ?",
            "text": "Des structures de Lozère interviennent chez vous.",
            "link": {"text": "Voir les structures", "url": "https://www.exemple.fr/"},
        }
        graphql_description = "A call to action with one button."


@register_streamfield_block
class PointBlock(blocks.StructBlock):
    """A point of a list: a few words, a sentence, and where to read more."""

    title = blocks.CharBlock(label=_("Titre"), max_length=120)
    text = blocks.TextBlock(label=_("Texte"), max_length=500, required=False)
    page = blocks.PageChooserBlock(label=_("En savoir plus"), required=False)

    graphql_fields = [
        GraphQLString("title", required=True, description="Title of the item."),
        GraphQLString("text", required=True, description="Plain text, or empty."),
        GraphQLPage(
            "page",
            description="Page with more information. Null if there is none, or if it is hidden.",
        ),
    ]

    class Meta:
        icon = "tick"
        label = _("Point")
        graphql_description = "An item of a PointsBlock."


@register_streamfield_block
class PointsBlock(blocks.StructBlock):
    """An objective with its points, or any list of short points."""

    title = blocks.CharBlock(label=_("Titre"), max_length=160)
    introduction = blocks.TextBlock(label=_("Introduction"), max_length=500, required=False)
    points = blocks.ListBlock(PointBlock(), label=_("Points"), min_num=1, max_num=12)

    graphql_fields = [
        GraphQLString("title", required=True, description="Title of the list."),
        GraphQLString("introduction", required=True, description="Plain text, or empty."),
        GraphQLBlockList("points", PointBlock, description="Items of the list, in order."),
    ]

    class Meta:
        icon = "list-ul"
        label = _("Objectif et points")
        description = _("Un objectif, un titre ou une idée, avec ses points.")
        template = "cms/blocks/points.html"
        preview_value = {
            "title": "Permettre à chacun de se reconstruire",
            "introduction": "",
            "points": [
                {"title": "Découvrir un emploi", "text": "", "page": None},
                {"title": "Être accompagné", "text": "", "page": None},
            ],
        }
        graphql_description = "A titled list of short items."


@register_streamfield_block
class ContactBlock(blocks.StructBlock):
    """How to reach a service: generic contacts rather than a person's own (RGPD)."""

    untranslated_fields = ("phone",)

    title = blocks.CharBlock(label=_("Titre"), max_length=120)
    name = blocks.CharBlock(label=_("Service"), max_length=160, required=False)
    phone = blocks.CharBlock(
        label=_("Téléphone"),
        max_length=30,
        required=False,
        help_text=_("Par exemple 04 66 00 00 00."),
    )
    email = blocks.EmailBlock(
        label=_("Adresse électronique"),
        required=False,
        help_text=_("Une adresse générique plutôt que celle d’une personne."),
    )
    address = blocks.TextBlock(label=_("Adresse postale"), max_length=400, required=False)
    note = blocks.TextBlock(label=_("Précision"), max_length=400, required=False)

    graphql_fields = [
        GraphQLString("title", required=True, description="Title of the block."),
        GraphQLString(
            "name", required=True, description="Name of the service or department, or empty."
        ),
        GraphQLString("phone", required=True, description=PHONE_DESCRIPTION),
        GraphQLString("email", required=True, description="E-mail address, or empty."),
        GraphQLString("address", required=True, description="Postal address, or empty."),
        GraphQLString("note", required=True, description="Plain text, or empty."),
    ]

    class Meta:
        icon = "mail"
        label = _("Contact")
        description = _("Comment joindre un service.")
        template = "cms/blocks/contact.html"
        preview_value = {
            "title": "Nous joindre",
            "name": "Secrétariat",
            "phone": "+33466000000",
            "email": "contact@exemple.fr",
            "address": "",
            "note": "",
        }
        graphql_description = "Contact details."

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        """Store the telephone in its one form; refuse text that is no number."""
        result: Any = super().clean(value)
        if result["phone"]:
            try:
                result["phone"] = normalise_phone(result["phone"])
            except ValidationError as error:
                raise StructBlockValidationError({"phone": error}) from error
        return result
