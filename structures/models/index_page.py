"""The index page of the directory."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from grapple.models import GraphQLString
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from cms.blocks.bounds import BoundedStreamBlock
from cms.blocks.links import PointBlock
from cms.graphql_fields import GraphQLBody
from cms.models import BasePage
from structures.blocks import DirectoryStreamBlock


class StructureIndexPage(BasePage):
    """The page that explains work integration; the parent of all structures' pages."""

    parent_page_types = ["home.HomePage"]
    subpage_types = ["structures.StructurePage", "home.ContentPage"]
    max_count_per_parent = 1
    page_description = _("Présente l’insertion et contient les fiches des structures.")
    translated_fields = (
        *BasePage.translated_fields,
        "body",
        "common_elements_title",
        "common_elements",
    )

    body = StreamField(DirectoryStreamBlock(), verbose_name=_("contenu"), blank=True)
    common_elements_title = models.CharField(
        _("titre des éléments communs"),
        max_length=160,
        blank=True,
        help_text=_("Vide, le site montre un titre de son choix au-dessus des éléments."),
    )
    common_elements = StreamField(
        BoundedStreamBlock([("point", PointBlock())], max_num=8),
        verbose_name=_("éléments communs à toutes les structures"),
        blank=True,
        help_text=_("Ce que toutes les structures ont en commun ; vide, rien n’est affiché."),
    )

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("body"),
        FieldPanel("common_elements_title"),
        FieldPanel("common_elements"),
    ]

    search_fields = [*BasePage.search_fields, index.SearchField("body")]

    graphql_fields = [
        *BasePage.graphql_fields,
        GraphQLBody("body", description="The page's content as blocks."),
        GraphQLString(
            "common_elements_title",
            required=True,
            description="Title of the common elements, or empty.",
        ),
        GraphQLBody(
            "common_elements",
            description="What all structures have in common, as a list of points; may be empty.",
        ),
    ]

    class Meta:
        verbose_name = _("page des structures")
        verbose_name_plural = _("pages des structures")

    def clean(self) -> None:
        """Refuse a title without elements, which the site would not show."""
        super().clean()
        if self.common_elements_title and not self.common_elements:
            message = _("Ce titre n’a aucun élément : ajoutez-en un, ou videz le titre.")
            raise ValidationError({"common_elements_title": message})
