"""The edit form of a structure's sheet, tab by tab."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
    TitleFieldPanel,
)

from cms.models import BasePage
from structures.form_panels import PositionMapPanel, SheetForm, SheetStatePanel
from structures.forms import ActivitiesPanel

STRUCTURE_TABS = TabbedInterface(
    [
        ObjectList(
            [
                SheetStatePanel(heading=_("État de la fiche")),
                # Draft titles and slugs derive from the name, so drafts need it, too.
                TitleFieldPanel("name", placeholder=_("Raison sociale*"), required_on_save=True),
                FieldPanel("brand"),
                FieldPanel("kind"),
                FieldPanel("is_aciphc"),
                FieldPanel("notice"),
                *BasePage.introduction_panels,
                FieldPanel("description"),
                FieldPanel("support"),
                FieldPanel("logo"),
                FieldPanel("networks"),
            ],
            heading=_("Contenu"),
        ),
        ObjectList(
            [
                MultiFieldPanel(
                    [
                        FieldPanel("address_line_1"),
                        FieldPanel("address_line_2"),
                        FieldPanel("post_code"),
                        FieldPanel("commune"),
                        FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")]),
                        PositionMapPanel(heading=_("Carte")),
                    ],
                    heading=_("Adresse"),
                ),
                MultiFieldPanel(
                    [
                        FieldPanel("phone"),
                        FieldPanel("email"),
                        FieldPanel("website"),
                        FieldPanel("opening_hours"),
                        FieldPanel("accessibility_url"),
                    ],
                    heading=_("Contact"),
                ),
            ],
            heading=_("Coordonnées"),
        ),
        ObjectList(
            [
                ActivitiesPanel(
                    "activities", label=_("Activité"), heading=_("Activités"), max_num=40
                )
            ],
            heading=_("Activités"),
        ),
        ObjectList(
            [
                MultiFieldPanel(
                    [
                        FieldPanel("siret"),
                        FieldPanel("rna"),
                        FieldPanel("naf"),
                        FieldPanel("legal_form"),
                    ],
                    heading=_("Identité administrative"),
                ),
                MultiFieldPanel(
                    [
                        FieldPanel("convention_number"),
                        FieldRowPanel(
                            [
                                FieldPanel("convention_starts_on"),
                                FieldPanel("convention_ends_on"),
                            ]
                        ),
                    ],
                    heading=_("Convention avec l’État"),
                ),
            ],
            heading=_("Administratif"),
        ),
        ObjectList(BasePage.promote_panels, heading=_("Référencement")),
        ObjectList(
            [
                FieldPanel("confirmed_on"),
                *BasePage.settings_panels,
                MultiFieldPanel(
                    [
                        FieldPanel("source"),
                        FieldPanel("source_id"),
                        FieldPanel("source_updated_on"),
                    ],
                    heading=_("Source des données"),
                ),
            ],
            heading=_("Relecture"),
        ),
    ],
    base_form_class=SheetForm,
)
