"""The sheet of a structure."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from grapple.models import (
    GraphQLBoolean,
    GraphQLFloat,
    GraphQLForeignKey,
    GraphQLImage,
    GraphQLString,
)
from modelcluster.fields import ParentalManyToManyField
from stdnum.fr import siret as stdnum_siret
from wagtail.search import index

from cms.graphql_fields import JSON_LD, GraphQLDate, GraphQLModelList
from cms.models import BasePage
from cms.phone import PHONE_DESCRIPTION, PhoneField
from structures.enums import LegalForm, StructureKindCode
from structures.panels import STRUCTURE_TABS
from structures.permissions import SheetPermissionTester
from structures.positions import validate_place
from structures.search.batching import indexing_postponed
from structures.validators import (
    validate_accessibility_url,
    validate_convention,
    validate_naf,
    validate_names,
    validate_opening_hours,
    validate_position,
    validate_rna,
    validate_siret,
)


class StructurePage(BasePage):
    """The page of a structure (its sheet); its fields follow data.inclusion v1.

    The terms are those of docs/glossary.md. The title is derived: it is the brand, else the name.
    One SIRET may have several sheets, one for each kind: (siret, kind, language) is unique.
    """

    parent_page_types = ["structures.StructureIndexPage"]
    subpage_types: list[str] = []
    # Fields that identify one structure, or that only its staff or its source may state.
    exclude_fields_in_copy = ["siret", "source", "source_id", "source_updated_on", "confirmed_on"]
    # Columns for lookups by value; the change log records each old and new value.
    lookup_columns = ("siret",)
    # Columns that affect lists of sheets; the change log records that one has changed.
    computed_columns = ("distance_km",)
    listed_columns = (
        "kind_id", "commune_id", "networks", "latitude", "longitude",
        "convention_starts_on", "convention_ends_on",
    )  # fmt: skip
    # The title is shared because it is derived from the name and the brand.
    shared_fields = (
        *BasePage.shared_fields,
        "title", "name", "brand", "kind", "is_aciphc", "siret", "rna", "naf", "legal_form", "logo",
        "address_line_1", "address_line_2", "post_code", "commune", "latitude", "longitude",
        "phone", "email", "website", "opening_hours", "accessibility_url",
        "convention_number", "convention_starts_on", "convention_ends_on",
        "source", "source_id", "source_updated_on", "confirmed_on", "networks", "activities",
    )  # fmt: skip
    translated_fields = (*BasePage.translated_fields, "description", "support", "notice")
    page_description = _("La fiche d’une structure : qui elle est, ce qu’elle fait, où la joindre.")
    builtin_preview_template = "structures/structure_page_preview.html"

    # Identity
    name = models.CharField(
        _("raison sociale"),
        max_length=150,
        help_text=_("Le nom officiel, sans point final : 3 à 150 caractères."),
    )
    brand = models.CharField(
        _("enseigne"), max_length=150, blank=True, help_text=_("Le nom d’usage, s’il diffère.")
    )
    kind = models.ForeignKey(
        "structures.StructureKind",
        verbose_name=_("type de structure"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="structures",
    )
    is_aciphc = models.BooleanField(
        _("premières heures en chantier"),
        default=False,
        help_text=_("Dispositif ACIPHC, pour un atelier et chantier d’insertion seulement."),
    )
    siret = models.CharField(
        _("SIRET"),
        max_length=20,
        blank=True,
        db_index=True,
        validators=[validate_siret],
        help_text=_("14 chiffres. Une structure de plusieurs types a une fiche par type."),
    )
    rna = models.CharField(_("numéro RNA"), max_length=10, blank=True, validators=[validate_rna])
    naf = models.CharField(_("code NAF"), max_length=6, blank=True, validators=[validate_naf])
    legal_form = models.CharField(
        _("forme juridique"), max_length=30, blank=True, choices=LegalForm.choices
    )
    logo = models.ForeignKey(
        "cms.CustomImage",
        verbose_name=_("logo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    description = models.TextField(
        _("présentation"),
        blank=True,
        max_length=5000,
        help_text=_("Texte simple, sans mise en forme."),
    )
    support = models.TextField(
        _("accompagnement"),
        blank=True,
        max_length=2000,
        help_text=_("Ce que la structure propose aux personnes qu’elle embauche."),
    )

    notice = models.CharField(
        _("avertissement"),
        max_length=300,
        blank=True,
        help_text=_("Montré en tête de la fiche et dans les listes ; à vider une fois confirmé."),
    )

    # Address and contact
    address_line_1 = models.CharField(_("adresse"), max_length=200, blank=True)
    address_line_2 = models.CharField(_("complément d’adresse"), max_length=200, blank=True)
    post_code = models.CharField(_("code postal"), max_length=5, blank=True)
    commune = models.ForeignKey(
        "structures.Commune",
        verbose_name=_("commune"),
        null=True,
        on_delete=models.PROTECT,
        related_name="structures",
    )
    latitude = models.FloatField(
        _("latitude"), null=True, blank=True, help_text=_("En degrés, par exemple 44,5180.")
    )
    longitude = models.FloatField(
        _("longitude"), null=True, blank=True, help_text=_("En degrés, par exemple 3,5010.")
    )
    phone = PhoneField(_("téléphone"), blank=True)
    email = models.EmailField(
        _("adresse électronique"),
        blank=True,
        help_text=_("Une adresse générique plutôt que celle d’une personne."),
    )
    website = models.URLField(_("site internet"), blank=True)
    opening_hours = models.CharField(
        _("horaires d’accueil"),
        max_length=250,
        blank=True,
        validators=[validate_opening_hours],
        help_text=_("Au format OpenStreetMap, par exemple Mo-Fr 09:00-12:00,14:00-17:00."),
    )
    accessibility_url = models.URLField(
        _("fiche d’accessibilité du lieu"),
        blank=True,
        validators=[validate_accessibility_url],
        help_text=_("L’adresse de la fiche sur acceslibre.beta.gouv.fr."),
    )

    # Convention with the State
    convention_number = models.CharField(_("numéro de convention"), max_length=60, blank=True)
    convention_starts_on = models.DateField(_("début de la convention"), null=True, blank=True)
    convention_ends_on = models.DateField(
        _("fin de la convention"), null=True, blank=True, help_text=_("Trois ans au plus.")
    )

    # Origin of the data
    source = models.CharField(_("source"), max_length=80, blank=True)
    source_id = models.CharField(_("identifiant dans la source"), max_length=200, blank=True)
    source_updated_on = models.DateField(
        _("date de mise à jour de la source"), null=True, blank=True
    )
    confirmed_on = models.DateField(
        _("confirmée le"),
        null=True,
        blank=True,
        help_text=_("Le jour où la structure a confirmé cette fiche."),
    )

    networks = ParentalManyToManyField(
        "networks.Network",
        verbose_name=_("réseaux"),
        blank=True,
        related_name="structures",
        help_text=_("Les réseaux auxquels la structure adhère."),
    )

    edit_handler = STRUCTURE_TABS

    search_fields = [
        *BasePage.search_fields,
        index.SearchField("name", boost=3),
        index.SearchField("brand", boost=3),
        index.SearchField("description"),
        index.FilterField("siret"),
    ]

    graphql_fields = [
        *BasePage.graphql_fields,
        GraphQLString("name", required=True, description="Official name."),
        GraphQLString("brand", required=True, description="Name in use, or empty."),
        GraphQLForeignKey("kind", "structures.StructureKind", description="Kind of structure."),
        GraphQLBoolean(
            "is_aciphc",
            required=True,
            description="True if this ACI takes part in the scheme “premières heures en chantier” "
            "(ACIPHC).",
        ),
        GraphQLString("siret", required=True, description="SIRET: 14 digits, or empty."),
        GraphQLString("rna", required=True, description="RNA number of an association, or empty."),
        GraphQLString("naf", required=True, description="NAF code (activity, INSEE), or empty."),
        GraphQLString("legal_form", required=True, description="Code of the legal form, or empty."),
        GraphQLImage("logo", description="Logo of the structure."),
        GraphQLString(
            "description", required=True, description="Presentation, plain text, or empty."
        ),
        GraphQLString(
            "support",
            required=True,
            description="Support offered to its employees, in plain text, or empty.",
        ),
        GraphQLString(
            "notice",
            required=True,
            description="Warning to display wherever the structure is displayed, or empty.",
        ),
        GraphQLString("address_line_1", required=True, description="Street and number, or empty."),
        GraphQLString(
            "address_line_2", required=True, description="Second line of the address, or empty."
        ),
        GraphQLString("post_code", required=True, description="Postcode, or empty."),
        GraphQLForeignKey("commune", "structures.Commune", description="Commune of the address."),
        GraphQLFloat(
            "latitude",
            description="Latitude of the structure in degrees (WGS 84), or null; never the "
            "centre of the commune.",
        ),
        GraphQLFloat(
            "longitude",
            description="Longitude of the structure in degrees (WGS 84), or null; never the "
            "centre of the commune.",
        ),
        GraphQLFloat("distance_km", description="Distance from `near` in km; null without `near`."),
        GraphQLString("phone", required=True, description=PHONE_DESCRIPTION),
        GraphQLString("email", required=True, description="Generic e-mail address, or empty."),
        GraphQLString("website", required=True, description="URL of its website, or empty."),
        GraphQLString(
            "opening_hours",
            required=True,
            description="Opening hours in OpenStreetMap's opening_hours syntax, or empty.",
        ),
        GraphQLString(
            "accessibility_url",
            required=True,
            description="URL of its accessibility details on Acceslibre, or empty.",
        ),
        GraphQLString(
            "convention_number",
            required=True,
            description="Number of its convention with the State, or empty.",
        ),
        GraphQLDate("convention_starts_on", description="First day of its convention, or null."),
        GraphQLDate("convention_ends_on", description="Last day of its convention, or null."),
        GraphQLDate(
            "confirmed_on", description="Day on which the structure confirmed this data, or null."
        ),
        GraphQLModelList(
            "networks",
            "networks.Network",
            description="Networks that the structure belongs to, in the networks' order.",
        ),
        GraphQLModelList(
            "activities",
            "structures.StructureActivity",
            description="Its activities, in the editor's order.",
        ),
        GraphQLString("json_ld", required=True, description=JSON_LD),
    ]

    class Meta:
        verbose_name = _("fiche de structure")
        verbose_name_plural = _("fiches de structure")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(latitude__isnull=True, longitude__isnull=True)
                | models.Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="structures_structure_on_earth",
                violation_error_message=_("Cette position n’est pas sur Terre."),
            ),
            models.CheckConstraint(
                condition=~models.Q(latitude=0, longitude=0),
                name="structures_structure_not_zero",
                violation_error_message=_("0, 0 n’est pas une position."),
            ),
            models.CheckConstraint(
                condition=models.Q(convention_ends_on__isnull=True)
                | models.Q(convention_ends_on__gte=models.F("convention_starts_on")),
                name="structures_structure_convention_order",
                violation_error_message=_("La convention finit avant de commencer."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def distance_km(self) -> float | None:
        """Return the distance in km from the place of the query, None without a place."""
        metres = self.__dict__.get("distance_m")
        return None if metres is None else metres / 1_000

    def permissions_for_user(self, user: Any) -> SheetPermissionTester:
        """Return the permissions of a user on the sheet."""
        return SheetPermissionTester(user, self)

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        """Derive the title from the brand or the name before validation."""
        self.title = self.brand or self.name
        super().full_clean(*args, **kwargs)

    def clean(self) -> None:
        """Refuse contradictory data; each error is attached to its field."""
        super().clean()
        self.siret = stdnum_siret.compact(self.siret)
        errors: dict[str, Any] = {}
        checks: tuple[Callable[[], None], ...] = (
            lambda: validate_names(name=self.name, brand=self.brand),
            self._check_kind,
            self._check_post_code,
            self._check_position,
            lambda: validate_convention(self.convention_starts_on, self.convention_ends_on),
            self._check_unique,
        )
        for check in checks:
            try:
                check()
            except ValidationError as error:
                error.update_error_dict(errors)
        if errors:
            raise ValidationError(errors)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the sheet with its activities, and update its search entry once."""
        with indexing_postponed():
            super().save(*args, **kwargs)

    def _check_kind(self) -> None:
        if self.is_aciphc and (self.kind is None or self.kind.code != StructureKindCode.ACI):
            raise ValidationError(
                {"is_aciphc": _("Seul un atelier et chantier d’insertion (ACI) peut être ACIPHC.")}
            )

    def _check_post_code(self) -> None:
        if not self.post_code or self.commune is None:
            return
        known = self.commune.post_codes
        if self.post_code not in known:
            message = _("%(code)s n’est pas un code postal de %(commune)s : %(known)s.")
            raise ValidationError(
                {
                    "post_code": ValidationError(
                        message,
                        code="post_code",
                        params={
                            "code": self.post_code,
                            "commune": self.commune.name,
                            "known": ", ".join(known),
                        },
                    )
                }
            )

    def _check_position(self) -> None:
        validate_position(self.latitude, self.longitude)
        validate_place(self.commune, self.latitude, self.longitude)

    def _check_unique(self) -> None:
        # An alias has the SIRET of its source, in the same language or another one.
        if not self.siret or self.locale_id is None or self.alias_of_id is not None:
            return
        same = StructurePage.objects.filter(
            siret=self.siret, kind=self.kind_id, locale=self.locale_id, alias_of=None
        ).exclude(pk=self.pk)
        if same.exists():
            # The message does not name the other sheet: it may be somebody else's draft.
            message = _(
                "Une autre fiche porte déjà ce SIRET avec ce type. Vérifiez le numéro ; s’il est "
                "juste, signalez-le à la rédaction du site."
            )
            raise ValidationError({"siret": ValidationError(message, code="siret_taken")})
