"""Kinds of structure."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from grapple.models import GraphQLBoolean, GraphQLString
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, PublishingPanel
from wagtail.fields import RichTextField

from cms.blocks.text import PROSE_FEATURES
from cms.graphql_fields import GraphQLProse
from cms.models.snippet import ProseSnippet
from structures.enums import StructureFamily, StructureKindCode


class StructureKind(ProseSnippet):
    """A kind of structure as defined by law, such as an ACI, with its contract and its article."""

    # Responses with lists of structures depend on these columns of all rows (cms.changes).
    listed_columns = ("code", "name", "family")
    shared_fields = ("code", "family", "is_siae", "article", "legal_url")
    translated_fields = ("name", "contract", "explanation")

    code = models.CharField(_("code"), max_length=10, choices=StructureKindCode.choices)
    family = models.CharField(_("famille"), max_length=20, choices=StructureFamily.choices)
    is_siae = models.BooleanField(
        _("est une SIAE"),
        default=True,
        help_text=_("Une structure d’insertion par l’activité économique au sens de la loi."),
    )
    article = models.CharField(_("article de loi"), max_length=160, blank=True)
    legal_url = models.URLField(_("adresse de l’article"), blank=True)
    name = models.CharField(_("nom"), max_length=160)
    contract = models.CharField(_("contrat de travail"), max_length=160, blank=True)
    explanation = RichTextField(_("explication"), features=PROSE_FEATURES, blank=True)

    panels = [
        FieldPanel("name", required_on_save=True),
        FieldPanel("contract"),
        FieldPanel("explanation"),
        MultiFieldPanel(
            [
                FieldPanel("code", required_on_save=True),
                FieldPanel("family"),
                FieldPanel("is_siae"),
                FieldPanel("article"),
                FieldPanel("legal_url"),
            ],
            heading=_("Droit"),
        ),
        PublishingPanel(),
    ]

    graphql_fields = [
        GraphQLString("code", required=True, description="Official code: ACI, EI, AI, ETTI …"),
        GraphQLString(
            "family",
            required=True,
            description="What this kind sells: production, staffing or neighbour.",
        ),
        GraphQLBoolean("is_siae", required=True, description="True if it is an SIAE by law."),
        GraphQLString("name", required=True, description="Official name, in its language."),
        GraphQLString("contract", required=True, description="Employment contract, or empty."),
        GraphQLProse("explanation", description="Explanation for visitors."),
        GraphQLString("article", required=True, description="Article of the law, or empty."),
        GraphQLString("legal_url", required=True, description="URL of the article, or empty."),
        *ProseSnippet.graphql_fields,
    ]

    class Meta(ProseSnippet.Meta):
        verbose_name = _("type de structure")
        verbose_name_plural = _("types de structure")
        ordering = ["code", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "locale"],
                name="structures_kind_unique_code",
                violation_error_message=_("Ce type existe déjà dans cette langue : modifiez-le."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} – {self.name}"
