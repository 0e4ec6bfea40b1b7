"""What a whole site shares: who publishes it and where its front end lives."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from grapple.models import GraphQLImage, GraphQLString
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import (
    FieldPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
)
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import Orderable, Site

from cms.addresses import encode_address
from cms.graphql_fields import JSON_LD, GraphQLModelList
from cms.models.texts import TextsField
from cms.phone import PHONE_DESCRIPTION, PhoneField

ORIGIN = RegexValidator(
    r"^https?://[^/\s?#]+/?$",
    _(
        "Saisissez l’adresse du site public sans chemin, par exemple https://www.exemple.fr "
        "(elle commence par http:// ou https://)."
    ),
)


@register_setting(icon="site", order=100)
class SiteSettings(BaseSiteSetting, ClusterableModel):
    """Site settings. Every absolute URL of a page starts with `frontendUrl`.

    They are facts, the same in every language, but for `tagline`.
    """

    association_name = models.CharField(_("nom de l’association"), max_length=120, default="IAE 48")
    tagline = TextsField(
        _("phrase de présentation"),
        help_text=_(
            "Ce que fait l’association, en quelques mots. Sans texte dans une langue, celui d’une "
            "autre est repris tel quel."
        ),
    )
    logo = models.ForeignKey(
        "cms.CustomImage",
        verbose_name=_("logo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    frontend_url = models.CharField(
        _("adresse du site public"),
        max_length=200,
        blank=True,
        validators=[ORIGIN],
        help_text=_(
            "L’adresse où les visiteurs lisent le site, par exemple https://www.exemple.fr. "
            "Toutes les adresses publiées en dépendent. Vide : l’adresse du site Wagtail."
        ),
    )
    email = models.EmailField(
        _("adresse électronique"),
        blank=True,
        help_text=_("Une adresse générique plutôt que celle d’une personne."),
    )
    phone = PhoneField(_("téléphone"), blank=True)
    postal_address = models.TextField(_("adresse postale"), blank=True, max_length=500)
    publication_director = models.CharField(
        _("direction de la publication"), max_length=200, blank=True
    )
    host_name = models.CharField(_("hébergeur"), max_length=200, blank=True)
    host_address = models.TextField(_("adresse de l’hébergeur"), blank=True, max_length=500)
    host_phone = PhoneField(_("téléphone de l’hébergeur"), blank=True)

    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    FieldPanel("association_name"),
                    FieldPanel("tagline"),
                    FieldPanel("logo"),
                    FieldPanel("frontend_url"),
                    MultiFieldPanel(
                        [FieldPanel("email"), FieldPanel("phone"), FieldPanel("postal_address")],
                        heading=_("Contact"),
                    ),
                ],
                heading=_("Association"),
            ),
            ObjectList(
                [
                    FieldPanel("publication_director"),
                    FieldPanel("host_name"),
                    FieldPanel("host_address"),
                    FieldPanel("host_phone"),
                ],
                heading=_("Mentions légales"),
            ),
            ObjectList(
                [InlinePanel("social_links", label=_("Réseau social"), max_num=10)],
                heading=_("Réseaux sociaux"),
            ),
        ]
    )

    graphql_fields = [
        GraphQLString(
            "association_name",
            required=True,
            description="Name of the association that publishes the site.",
        ),
        GraphQLString(
            "tagline",
            required=True,
            description=(
                "Tagline of the association, in the requested language or else in another one; "
                "or an empty string."
            ),
        ),
        GraphQLImage("logo", description="Logo of the association."),
        GraphQLString(
            "frontend_url",
            source="frontend_origin",
            required=True,
            description="Origin of the public site, without a trailing slash.",
        ),
        GraphQLString("email", required=True, description="General e-mail address, or empty."),
        GraphQLString("phone", required=True, description=PHONE_DESCRIPTION),
        GraphQLString("postal_address", required=True, description="Postal address, or empty."),
        GraphQLString(
            "publication_director",
            required=True,
            description="Person legally responsible for the publication, or empty.",
        ),
        GraphQLString(
            "host_name",
            required=True,
            description=(
                "Legal name of the hosting company (for the legal notice), or empty. Not "
                "a DNS name."
            ),
        ),
        GraphQLString(
            "host_address",
            required=True,
            description="Postal address of the hosting company, or empty.",
        ),
        GraphQLString(
            "host_phone", required=True, description=f"Of the hosting company. {PHONE_DESCRIPTION}"
        ),
        GraphQLModelList(
            "social_links",
            "cms.SocialLink",
            description="Accounts on social networks, in the order set by the editor.",
        ),
        GraphQLString("json_ld", required=True, description=JSON_LD),
    ]

    class Meta:
        verbose_name = _("réglages du site")

    @classmethod
    def of_site(cls, site: Site) -> "SiteSettings":
        """Return the site's settings, or unsaved ones: unlike `for_site`, a read writes nothing."""
        found: SiteSettings = cls.objects.filter(site=site).first() or cls(site=site)
        found.site = site
        return found

    @property
    def frontend_origin(self) -> str:
        """The front end's origin, else the Wagtail site's; never empty, no final slash."""
        return encode_address((self.frontend_url or self.site.root_url).rstrip("/"))


class SocialLink(Orderable):
    """An account of the association on a social network."""

    settings = ParentalKey(SiteSettings, on_delete=models.CASCADE, related_name="social_links")
    name = models.CharField(_("nom"), max_length=60, help_text=_("Par exemple « Mastodon »."))
    url = models.URLField(_("adresse"))

    panels = [FieldPanel("name"), FieldPanel("url")]

    graphql_fields = [
        GraphQLString("name", required=True, description="Name of the social network."),
        GraphQLString("url", required=True, description="URL of the account."),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("réseau social")
        verbose_name_plural = _("réseaux sociaux")

    def __str__(self) -> str:
        return self.name
