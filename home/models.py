"""The home page, the prose pages and the contact page."""

from html import unescape
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from grapple.models import GraphQLDocument, GraphQLImage
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.search import index

from cms.blocks.text import PROSE_FEATURES
from cms.contact.page import ContactForm
from cms.graphql_fields import GraphQLBody, GraphQLDate, GraphQLProse
from cms.models import BasePage
from structures.blocks import DirectoryStreamBlock


class ProsePage(BasePage):
    """A page whose body is a stream of all available blocks."""

    translated_fields = (*BasePage.translated_fields, "body")

    body = StreamField(DirectoryStreamBlock(), verbose_name=_("contenu"), blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("body")]

    search_fields = [*BasePage.search_fields, index.SearchField("body")]

    graphql_fields = [
        *BasePage.graphql_fields,
        GraphQLBody("body", description="The page's content as blocks."),
    ]

    class Meta:
        abstract = True


class HomePage(ProsePage):
    """The home page of one language, and the ancestor of all its other pages."""

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "home.ContentPage",
        "structures.StructureIndexPage",
        "networks.NetworkIndexPage",
        "home.AgreementsPage",
        "home.DiagramPage",
        "home.LegalPage",
        "home.ContactPage",
    ]
    page_description = _("La page d’accueil d’une langue.")

    class Meta:
        verbose_name = _("page d’accueil")
        verbose_name_plural = _("pages d’accueil")


class ContentPage(ProsePage):
    """A page of prose, with optional child pages."""

    parent_page_types = [
        "home.HomePage",
        "home.ContentPage",
        "home.AgreementsPage",
        "structures.StructureIndexPage",
        "networks.NetworkIndexPage",
    ]
    subpage_types = ["home.ContentPage"]
    page_description = _("Une page de texte, avec tous les blocs.")

    class Meta:
        verbose_name = _("page de contenu")
        verbose_name_plural = _("pages de contenu")


class AgreementsPage(ProsePage):
    """The page about the conventions with the State."""

    parent_page_types = ["home.HomePage"]
    subpage_types = ["home.ContentPage"]
    max_count_per_parent = 1
    page_description = _("Présente les agréments et les conventions.")

    class Meta:
        verbose_name = _("page des agréments")
        verbose_name_plural = _("pages des agréments")


class DiagramPage(ProsePage):
    """A diagram, the same diagram as a downloadable file, and a full text alternative."""

    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []
    max_count_per_parent = 1
    page_description = _("Un schéma et son texte de remplacement.")
    builtin_preview_template = "home/diagram_page_preview.html"
    # A diagram contains text, so each language has its own.
    translated_fields = (*ProsePage.translated_fields, "diagram", "document", "text_alternative")

    diagram = models.ForeignKey(
        "cms.CustomImage",
        verbose_name=_("schéma"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Une image SVG ou PNG."),
    )
    document = models.ForeignKey(
        "cms.CustomDocument",
        verbose_name=_("schéma à télécharger"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    text_alternative = RichTextField(
        _("texte de remplacement"),
        features=[*PROSE_FEATURES, "h3", "h4"],
        help_text=_("Tout ce que montre le schéma, en mots : il est obligatoire."),
    )

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("diagram"),
        FieldPanel("text_alternative"),
        FieldPanel("document"),
        FieldPanel("body"),
    ]

    search_fields = [*ProsePage.search_fields, index.SearchField("text_alternative")]

    graphql_fields = [
        *ProsePage.graphql_fields,
        GraphQLImage("diagram", description="The diagram."),
        GraphQLProse("text_alternative", description="Full text alternative of the diagram."),
        GraphQLDocument("document", description="The diagram as a downloadable file, or null."),
    ]

    class Meta:
        verbose_name = _("page de schéma")
        verbose_name_plural = _("pages de schéma")

    def clean(self) -> None:
        """Refuse a text alternative that consists of empty paragraphs."""
        super().clean()
        if self.text_alternative and not unescape(strip_tags(self.text_alternative)).strip():
            raise ValidationError(
                {"text_alternative": _("Décrivez en mots tout ce que montre le schéma.")}
            )


class LegalPage(ProsePage):
    """A statement required by law, with its first and last day of validity."""

    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []
    page_description = _("Mentions légales, accessibilité, données personnelles.")
    shared_fields = (*ProsePage.shared_fields, "in_force_on", "valid_until")

    in_force_on = models.DateField(_("en vigueur depuis le"), null=True, blank=True)
    valid_until = models.DateField(
        _("valable jusqu’au"),
        null=True,
        blank=True,
        help_text=_("Une déclaration d’accessibilité vaut trois ans."),
    )

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("in_force_on"),
        FieldPanel("valid_until"),
        FieldPanel("body"),
    ]

    graphql_fields = [
        *ProsePage.graphql_fields,
        GraphQLDate("in_force_on", description="First day of validity, or null."),
        GraphQLDate("valid_until", description="Last day of validity, or null."),
    ]

    class Meta:
        verbose_name = _("page légale")
        verbose_name_plural = _("pages légales")

    def clean(self) -> None:
        """Refuse an end date before the start date."""
        super().clean()
        errors: dict[str, Any] = {}
        if self.in_force_on and self.valid_until and self.valid_until < self.in_force_on:
            errors["valid_until"] = _("Cette date est avant l’entrée en vigueur : vérifiez-la.")
        if errors:
            raise ValidationError(errors)


class ContactPage(ContactForm, ProsePage):
    """A page with a contact form."""

    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []
    max_count_per_parent = 1
    shared_fields = (*ProsePage.shared_fields, "recipients")
    translated_fields = (
        *ProsePage.translated_fields, "thank_you", "consent", "mail_subject", "subject_choices",
    )  # fmt: skip
    page_description = _("Un formulaire pour écrire à l’association.")
    builtin_preview_template = "home/contact_page_preview.html"

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("body"),
        *ContactForm.form_panels,
    ]

    graphql_fields = [*ProsePage.graphql_fields, *ContactForm.form_fields]

    class Meta:
        verbose_name = _("page de contact")
        verbose_name_plural = _("pages de contact")
