"""Menus: what an editor wants at the top and at the foot of each page."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, PageChooserPanel
from wagtail.models import Orderable, TranslatableMixin

from cms.models.shared_fields import SharedFields


class MenuHandle(models.TextChoices):
    """Where a front end shows a menu."""

    MAIN = "main", _("Menu principal")
    FOOTER = "footer", _("Pied de page")


class Menu(SharedFields, TranslatableMixin, ClusterableModel):
    """The entries of one place in one language; a language without its own takes French's."""

    shared_fields = ("handle",)
    translated_fields = ("items",)

    handle = models.CharField(_("emplacement"), max_length=20, choices=MenuHandle.choices)

    panels = [
        FieldPanel("handle"),
        InlinePanel("items", heading=_("Entrées"), label=_("Entrée"), min_num=1, max_num=30),
    ]

    class Meta:
        verbose_name = _("menu")
        verbose_name_plural = _("menus")
        ordering = ["handle"]
        unique_together = [("translation_key", "locale")]
        constraints = [
            models.UniqueConstraint(
                fields=["handle", "locale"],
                name="cms_menu_unique_handle",
                violation_error_message=_("Ce menu existe déjà dans cette langue : modifiez-le."),
            ),
        ]

    def __str__(self) -> str:
        return str(MenuHandle(self.handle).label)


class MenuItem(Orderable):
    """An entry: a page of the site or an address elsewhere."""

    menu = ParentalKey(Menu, on_delete=models.CASCADE, related_name="items")
    page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("page"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    external_url = models.URLField(_("adresse extérieure"), blank=True)
    label = models.CharField(
        _("libellé"),
        max_length=80,
        blank=True,
        help_text=_("Vide : le titre de la page."),
    )
    with_children = models.BooleanField(
        _("avec les sous-pages"),
        default=False,
        help_text=_(
            "Montre aussi les sous-pages où « Faire apparaître dans les menus » est coché."
        ),
    )

    panels = [
        PageChooserPanel("page"),
        FieldPanel("external_url"),
        FieldPanel("label"),
        FieldPanel("with_children"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("entrée de menu")
        verbose_name_plural = _("entrées de menu")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(page__isnull=False, external_url="")
                | (models.Q(page__isnull=True) & ~models.Q(external_url="")),
                name="cms_menuitem_one_target",
                violation_error_message=_("Choisissez une page ou saisissez une adresse."),
            ),
        ]

    def __str__(self) -> str:
        return self.label or str(self.page or self.external_url)

    def clean(self) -> None:
        """Refuse an entry that leads nowhere, to two places, or to an address without a label."""
        super().clean()
        errors: dict[str, Any] = {}
        if bool(self.page_id) == bool(self.external_url):
            errors["page"] = _("Choisissez une page ou saisissez une adresse, pas les deux.")
        elif self.external_url and not self.label:
            errors["label"] = _("Donnez un libellé à cette adresse.")
        if errors:
            raise ValidationError(errors)
