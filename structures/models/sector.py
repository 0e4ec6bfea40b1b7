"""Sectors of activity, in the groups of the State's "marché de l'inclusion"."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from grapple.models import GraphQLForeignKey, GraphQLString
from wagtail.admin.panels import FieldPanel
from wagtail.models import TranslatableMixin

from cms.models import SharedFields


class SectorGroup(SharedFields, TranslatableMixin, models.Model):
    """A group of sectors, such as green spaces."""

    # Responses with lists of structures depend on these columns of all rows (cms.changes).
    listed_columns = ("slug", "name")
    shared_fields = ("slug", "position")
    translated_fields = ("name",)

    slug = models.SlugField(_("identifiant"), max_length=80)
    name = models.CharField(_("nom"), max_length=120)
    position = models.PositiveSmallIntegerField(_("rang"), default=0)

    panels = [FieldPanel("name"), FieldPanel("slug"), FieldPanel("position")]

    graphql_fields = [
        GraphQLString("slug", required=True, description="Slug, the same in all languages."),
        GraphQLString("name", required=True, description="Name of the group."),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("groupe de secteurs")
        verbose_name_plural = _("groupes de secteurs")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["slug", "locale"],
                name="structures_sectorgroup_unique_slug",
                violation_error_message=_("Un autre groupe porte déjà cet identifiant."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Sector(SharedFields, TranslatableMixin, models.Model):
    """A sector of activity, such as gardening."""

    # Responses with lists of structures depend on these columns of all rows (cms.changes).
    listed_columns = ("slug", "name", "group_id")
    shared_fields = ("group", "slug")
    translated_fields = ("name",)

    group = models.ForeignKey(
        SectorGroup, verbose_name=_("groupe"), on_delete=models.PROTECT, related_name="sectors"
    )
    slug = models.SlugField(_("identifiant"), max_length=80)
    name = models.CharField(_("nom"), max_length=120)

    panels = [FieldPanel("name"), FieldPanel("slug"), FieldPanel("group")]

    graphql_fields = [
        GraphQLString("slug", required=True, description="Slug, the same in all languages."),
        GraphQLString("name", required=True, description="Name of the sector."),
        GraphQLForeignKey("group", "structures.SectorGroup", description="Group of the sector."),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("secteur")
        verbose_name_plural = _("secteurs")
        ordering = ["group__position", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["slug", "locale"],
                name="structures_sector_unique_slug",
                violation_error_message=_("Un autre secteur porte déjà cet identifiant."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
