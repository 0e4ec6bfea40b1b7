"""Communes and EPCI (groups of communes), identified by official codes."""

import re

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from grapple.models import GraphQLFloat, GraphQLForeignKey, GraphQLInt, GraphQLString
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.search import index

from cms.graphql_fields import GraphQLStringList
from structures.search.normalization import folded

INSEE_CODE = RegexValidator(
    r"^(?!00)(\d{2}|2[AB])(?!000)\d{3}$",
    _("Un code INSEE a cinq signes, par exemple 48095 pour Mende."),
)
SIREN_CODE = RegexValidator(
    r"^(?!0{9}$)\d{9}$", _("Le code d’une intercommunalité a neuf chiffres.")
)
POST_CODES = RegexValidator(
    r"^(?!00)\d{5}( (?!00)\d{5})*$",
    _("Saisissez un ou plusieurs codes postaux de cinq chiffres, séparés par une espace."),
)


def department_of(code_insee: str) -> str:
    """Return the code of a commune's department or overseas collectivity.

    The code has two characters (2A and 2B in Corsica), or three overseas: 971 to 978, and 984 to
    989. It is the prefix of an INSEE code, but not always of a postcode: Corsica's postcodes
    begin with 20, and some communes are served by the post office of another department.
    """
    return code_insee[: 3 if code_insee.startswith(("97", "98")) else 2]


class PlaceField(models.CharField):
    """The row's name, normalized for `communes(search:)` and updated on every save.

    Each word has a space before it, so that " word" matches the beginning of a word.
    """

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        """Return the normalized name."""
        text = f" {folded(model_instance.name)}"  # type: ignore[attr-defined]  # a Commune
        setattr(model_instance, self.attname, text)
        return text


class Epci(index.Indexed, models.Model):
    """A group of communes (EPCI), identified by its SIREN."""

    code = models.CharField(_("code"), max_length=9, unique=True, validators=[SIREN_CODE])
    name = models.CharField(_("nom"), max_length=160)

    panels = [FieldPanel("code"), FieldPanel("name")]

    search_fields = [index.SearchField("name"), index.AutocompleteField("name")]

    graphql_fields = [
        GraphQLString("code", required=True, description="SIREN of the EPCI: nine digits."),
        GraphQLString("name", required=True, description="Name of the EPCI."),
    ]

    class Meta:
        verbose_name = _("intercommunalité")
        verbose_name_plural = _("intercommunalités")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class Commune(index.Indexed, models.Model):
    """A commune, identified by its INSEE code; its name is not translated.

    `latitude` and `longitude` are its centre in degrees (WGS 84).
    """

    # Responses with lists of structures depend on these columns of all rows (cms.changes).
    listed_columns = ("code_insee", "latitude", "longitude", "epci_id")

    code_insee = models.CharField(
        _("code INSEE"), max_length=5, unique=True, validators=[INSEE_CODE]
    )
    name = models.CharField(_("nom"), max_length=120)
    post_codes_text = models.CharField(_("codes postaux"), max_length=120, validators=[POST_CODES])
    epci = models.ForeignKey(
        Epci,
        verbose_name=_("intercommunalité"),
        on_delete=models.PROTECT,
        related_name="communes",
    )
    arrondissement = models.CharField(_("arrondissement"), max_length=4, blank=True)
    latitude = models.FloatField(_("latitude"))
    longitude = models.FloatField(_("longitude"))
    population = models.PositiveIntegerField(_("population"), null=True, blank=True)
    place = PlaceField(max_length=250, blank=True, default="", editable=False)

    panels = [
        FieldPanel("name"),
        FieldPanel("code_insee"),
        FieldPanel("post_codes_text"),
        FieldPanel("epci"),
        FieldPanel("arrondissement"),
        MultiFieldPanel([FieldPanel("latitude"), FieldPanel("longitude")], heading=_("Centre")),
        FieldPanel("population"),
    ]

    search_fields = [
        index.SearchField("name"),
        index.AutocompleteField("name"),
        index.AutocompleteField("short_name"),
        index.AutocompleteField("post_codes_text"),
    ]

    graphql_fields = [
        GraphQLString("code_insee", required=True, description="INSEE code: five characters."),
        GraphQLString("name", required=True, description="Name of the commune."),
        GraphQLStringList("post_codes", description="Its postcodes, one or several."),
        GraphQLForeignKey(
            "epci", "structures.Epci", required=True, description="The EPCI (group of communes)."
        ),
        GraphQLFloat(
            "latitude", required=True, description="Latitude of the centre, in degrees (WGS 84)."
        ),
        GraphQLFloat(
            "longitude", required=True, description="Longitude of the centre, in degrees (WGS 84)."
        ),
        GraphQLInt("population", description="Number of inhabitants, or null."),
    ]

    class Meta:
        verbose_name = _("commune")
        verbose_name_plural = _("communes")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="structures_commune_on_earth",
                violation_error_message=_("Cette position n’est pas sur Terre."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def short_name(self) -> str:
        """Return the name with "St" for "Saint", a common spelling."""
        return re.sub(r"\bSaint(e?s?)\b", r"St\1", self.name)

    @property
    def post_codes(self) -> list[str]:
        """Return the commune's postcodes."""
        return str(self.post_codes_text).split()
