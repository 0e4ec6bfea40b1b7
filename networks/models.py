"""Networks (federations of structures), and the page that presents them."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from grapple.models import GraphQLImage, GraphQLInt, GraphQLString
from wagtail.admin.panels import (
    FieldPanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
    TabbedInterface,
    TitleFieldPanel,
)
from wagtail.fields import RichTextField, StreamField
from wagtail.search import index

from cms.blocks.text import PROSE_FEATURES
from cms.graphql_fields import GraphQLBody, GraphQLProse
from cms.models import BasePage
from cms.models.snippet import ProseSnippet
from networks.blocks import NetworksStreamBlock
from networks.enums import NetworkScope


class Network(index.Indexed, ProseSnippet):
    """A federation or network of work-integration structures.

    `data_inclusion_code` is its code in `reseaux_porteurs` of data.inclusion v1, or empty.
    """

    # Responses with lists of networks depend on these columns of all rows (cms.changes).
    listed_columns = ("slug", "name", "position")
    shared_fields = (
        "slug", "position", "scope", "founded_year", "website", "logo",
        "data_inclusion_code", "editorial_note",
    )  # fmt: skip
    translated_fields = ("name", "acronym", "summary", "description", "members")

    name = models.CharField(_("nom"), max_length=160)
    slug = models.SlugField(
        _("identifiant"),
        max_length=80,
        help_text=_("Utilisé dans les adresses ; le même dans toutes les langues."),
    )
    position = models.PositiveSmallIntegerField(
        _("rang"),
        default=100,
        help_text=_("Les réseaux sont rangés par ce nombre, puis par nom."),
    )
    acronym = models.CharField(_("sigle"), max_length=30, blank=True)
    scope = models.CharField(
        _("portée"), max_length=20, choices=NetworkScope.choices, default=NetworkScope.NATIONAL
    )
    summary = models.CharField(
        _("résumé"),
        max_length=300,
        blank=True,
        help_text=_("Une phrase, affichée dans les listes."),
    )
    description = RichTextField(_("présentation"), features=PROSE_FEATURES, blank=True)
    founded_year = models.PositiveSmallIntegerField(
        _("année de création"),
        null=True,
        blank=True,
        validators=[
            MinValueValidator(1800, _("Saisissez une année à quatre chiffres, par exemple 1985.")),
            MaxValueValidator(2100, _("Saisissez une année à quatre chiffres, par exemple 1985.")),
        ],
    )
    members = models.CharField(
        _("membres"),
        max_length=160,
        blank=True,
        help_text=_("En toutes lettres, par exemple « plus de 500 entreprises »."),
    )
    website = models.URLField(_("site internet"), blank=True)
    logo = models.ForeignKey(
        "cms.CustomImage",
        verbose_name=_("logo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    data_inclusion_code = models.SlugField(
        _("code data.inclusion"),
        max_length=80,
        blank=True,
        help_text=_("Le code du réseau dans le standard national, s’il en a un."),
    )
    editorial_note = models.TextField(
        _("note interne"),
        blank=True,
        help_text=_("Pour la rédaction seulement : elle n’est jamais publiée."),
    )

    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    TitleFieldPanel("name", placeholder=_("Nom du réseau*"), required_on_save=True),
                    FieldPanel("acronym"),
                    FieldPanel("summary"),
                    FieldPanel("description"),
                    FieldPanel("logo"),
                ],
                heading=_("Contenu"),
            ),
            ObjectList(
                [
                    FieldPanel("slug"),
                    FieldPanel("position"),
                    MultiFieldPanel(
                        [
                            FieldPanel("scope"),
                            FieldPanel("founded_year"),
                            FieldPanel("members"),
                            FieldPanel("website"),
                            FieldPanel("data_inclusion_code"),
                        ],
                        heading=_("Faits"),
                    ),
                ],
                heading=_("Faits"),
            ),
            ObjectList([FieldPanel("editorial_note"), PublishingPanel()], heading=_("Relecture")),
        ]
    )

    search_fields = [
        index.SearchField("name"),
        index.AutocompleteField("name"),
        index.SearchField("acronym"),
        index.SearchField("summary"),
        index.FilterField("live"),
        index.FilterField("go_live_at"),
        index.FilterField("expire_at"),
        index.FilterField("locale_id"),
        index.FilterField("scope"),
    ]

    graphql_fields = [
        GraphQLString("name", required=True, description="Name of the network."),
        GraphQLString("slug", required=True, description="Slug, the same in all languages."),
        GraphQLString("acronym", required=True, description="Acronym, or empty."),
        GraphQLString("scope", required=True, description="Reach: national, regional or local."),
        GraphQLString("summary", required=True, description="Summary in one sentence, or empty."),
        GraphQLProse("description", description="Presentation of the network."),
        GraphQLInt("founded_year", description="Year of foundation, or null."),
        GraphQLString(
            "members",
            required=True,
            description="Its members as text, such as “more than 500 enterprises”, or empty.",
        ),
        GraphQLString("website", required=True, description="URL of its website, or empty."),
        GraphQLImage("logo", description="Logo of the network."),
        GraphQLString(
            "data_inclusion_code",
            required=True,
            description="Code in `reseaux_porteurs` of data.inclusion v1, or empty.",
        ),
        *ProseSnippet.graphql_fields,
    ]

    class Meta(ProseSnippet.Meta):
        verbose_name = _("réseau")
        verbose_name_plural = _("réseaux")
        ordering = ["position", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["slug", "locale"],
                name="networks_network_unique_slug",
                violation_error_message=_("Un autre réseau porte déjà cet identifiant."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class NetworkIndexPage(BasePage):
    """The page that presents the networks, which themselves are snippets."""

    parent_page_types = ["home.HomePage"]
    subpage_types = ["home.ContentPage"]
    max_count_per_parent = 1
    page_description = _("Présente les réseaux auxquels les structures adhèrent.")
    translated_fields = (*BasePage.translated_fields, "body")

    body = StreamField(NetworksStreamBlock(), verbose_name=_("contenu"), blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("body")]

    search_fields = [*BasePage.search_fields, index.SearchField("body")]

    graphql_fields = [
        *BasePage.graphql_fields,
        GraphQLBody("body", description="The page's content as blocks."),
    ]

    class Meta:
        verbose_name = _("page des réseaux")
        verbose_name_plural = _("pages des réseaux")
