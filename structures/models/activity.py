"""The activities of structures."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from grapple.models import GraphQLForeignKey, GraphQLInt, GraphQLString
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.models import Orderable

from cms.graphql_fields import GraphQLModelList, GraphQLStringList
from structures.enums import Audience, OfferType, ServiceArea

OFFER_FIELDS = {
    OfferType.DISP: "offers_staffing",
    OfferType.PREST: "offers_services",
    OfferType.BUILD: "offers_goods",
}
AUDIENCE_FIELDS = {
    Audience.PARTICULIERS: "serves_individuals",
    Audience.PROFESSIONNELS: "serves_professionals",
    Audience.COLLECTIVITES: "serves_public_bodies",
}


class StructureActivity(ClusterableModel, Orderable):
    """An activity of a structure: its sector, its offer types, its customers and the area served.

    Offer types and audiences are one Boolean column each, so that both databases can filter and
    count them.
    """

    shared_fields = (
        "sort_order", "sector", *OFFER_FIELDS.values(), *AUDIENCE_FIELDS.values(), "area",
        "radius_km", "communes", "epcis",
    )  # fmt: skip
    translated_fields = ("note",)
    matched_by = ("sector",)

    structure = ParentalKey(
        "structures.StructurePage", on_delete=models.CASCADE, related_name="activities"
    )
    sector = models.ForeignKey(
        "structures.Sector",
        verbose_name=_("secteur"),
        on_delete=models.PROTECT,
        related_name="activities",
    )
    note = models.CharField(
        _("précision"), max_length=250, blank=True, help_text=_("Quelques mots, si nécessaire.")
    )
    offers_staffing = models.BooleanField(OfferType.DISP.label, default=False)
    offers_services = models.BooleanField(OfferType.PREST.label, default=False)
    offers_goods = models.BooleanField(OfferType.BUILD.label, default=False)
    serves_individuals = models.BooleanField(Audience.PARTICULIERS.label, default=False)
    serves_professionals = models.BooleanField(Audience.PROFESSIONNELS.label, default=False)
    serves_public_bodies = models.BooleanField(Audience.COLLECTIVITES.label, default=False)
    area = models.CharField(
        _("territoire servi"),
        max_length=20,
        choices=ServiceArea.choices,
        default=ServiceArea.DEPARTMENT,
    )
    radius_km = models.PositiveSmallIntegerField(
        _("rayon en kilomètres"),
        null=True,
        blank=True,
        validators=[
            MinValueValidator(1, _("Un rayon va de 1 à 200 kilomètres.")),
            MaxValueValidator(200, _("Un rayon va de 1 à 200 kilomètres.")),
        ],
    )
    communes = ParentalManyToManyField(
        "structures.Commune", verbose_name=_("communes"), blank=True, related_name="+"
    )
    epcis = ParentalManyToManyField(
        "structures.Epci", verbose_name=_("intercommunalités"), blank=True, related_name="+"
    )

    panels = [
        FieldPanel("sector"),
        FieldPanel("note"),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel(name) for name in OFFER_FIELDS.values()])],
            heading=_("Types d’offre"),
        ),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel(name) for name in AUDIENCE_FIELDS.values()])],
            heading=_("Pour qui"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("area"),
                FieldPanel("radius_km"),
                FieldPanel("communes"),
                FieldPanel("epcis"),
            ],
            heading=_("Territoire servi"),
        ),
    ]

    graphql_fields = [
        GraphQLForeignKey("sector", "structures.Sector", description="Sector of the activity."),
        GraphQLString("note", required=True, description="Details in a few words, or empty."),
        GraphQLStringList(
            "offer_types",
            description="How the activity is offered: DISP (staff made available or temporary "
            "work), PREST (a service), BUILD (goods produced and sold). Same values as the enum "
            "`OfferType`.",
        ),
        GraphQLStringList(
            "audiences", description="The customers: particuliers, professionnels, collectivites."
        ),
        GraphQLString(
            "area",
            required=True,
            description="Kind of area served: department, radius, communes or epci.",
        ),
        GraphQLInt("radius_km", description="Radius served in km, if `area` is radius; else null."),
        GraphQLModelList(
            "communes",
            "structures.Commune",
            description="Communes served, if `area` is communes; else empty.",
        ),
        GraphQLModelList(
            "epcis",
            "structures.Epci",
            description="EPCI (groups of communes) served, if `area` is epci; else empty.",
        ),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("activité")
        verbose_name_plural = _("activités")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(area=ServiceArea.RADIUS, radius_km__isnull=False)
                | ~models.Q(area=ServiceArea.RADIUS),
                name="structures_activity_radius",
                violation_error_message=_("Donnez le rayon en kilomètres."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.sector) if self.sector_id else ""

    def clean(self) -> None:
        """Refuse an activity without an offer type, without an audience, or without its radius.

        The form checks communes and EPCI: the model has them only once it is saved.
        """
        super().clean()
        errors: dict[str, Any] = {}
        if not self.offer_types:
            errors["offers_staffing"] = _("Cochez au moins un type d’offre.")
        if not self.audiences:
            errors["serves_individuals"] = _("Cochez au moins un public.")
        if self.area == ServiceArea.RADIUS and not self.radius_km:
            errors["radius_km"] = _("Donnez le rayon en kilomètres.")
        if errors:
            raise ValidationError(errors)

    @property
    def offer_types(self) -> list[str]:
        """Return the codes of the offer types."""
        return [code.value for code, name in OFFER_FIELDS.items() if getattr(self, name)]

    @property
    def audiences(self) -> list[str]:
        """Return the codes of the audiences."""
        return [code.value for code, name in AUDIENCE_FIELDS.items() if getattr(self, name)]
