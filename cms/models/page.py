"""The abstract page that every page of the site is made from."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from grapple.models import GraphQLImage, GraphQLString
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.models import Page
from wagtail.search import index
from wagtail.utils.decorators import cached_classmethod

from cms.models.addresses import frontend_address, frontend_location
from cms.models.page_language import check_language
from cms.models.shared_facts import VersionedFacts
from cms.page_languages import LanguageCopyForm
from cms.preview.frontend import FrontendPreview
from cms.translation.forms import FactsPageForm


class BasePage(VersionedFacts, FrontendPreview, Page):
    """A page that a front end renders: its address is the front end's, in the page's language.

    Its languages are Wagtail's locale trees. `review_on` is for editors only: the day by which the
    page should be read again.
    """

    shared_facts: ClassVar[tuple[str, ...]] = ("social_image",)
    translated_fields: ClassVar[tuple[str, ...]] = ("introduction", "review_on")
    base_form_class: ClassVar[Any] = FactsPageForm

    introduction = models.TextField(
        _("introduction"),
        max_length=600,
        blank=True,
        help_text=_("Une à trois phrases, affichées sous le titre et dans les listes."),
    )
    social_image = models.ForeignKey(
        "cms.CustomImage",
        verbose_name=_("image"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Montrée en tête de page et lors d’un partage sur les réseaux sociaux."),
    )
    review_on = models.DateField(
        _("à relire avant le"),
        null=True,
        blank=True,
        help_text=_("Le jour où cette page devra être relue ; il n’est pas publié."),
    )

    introduction_panels = [FieldPanel("introduction"), FieldPanel("social_image")]
    content_panels = [*Page.content_panels, *introduction_panels]
    promote_panels = [
        MultiFieldPanel(
            [FieldPanel("slug"), FieldPanel("seo_title"), FieldPanel("search_description")],
            heading=_("Moteurs de recherche"),
        ),
        MultiFieldPanel([FieldPanel("show_in_menus")], heading=_("Menus")),
    ]
    settings_panels = [*Page.settings_panels, FieldPanel("review_on")]

    search_fields = [*Page.search_fields, index.SearchField("introduction")]

    graphql_fields = [
        GraphQLString(
            "introduction", required=True, description="One to three sentences of plain text."
        ),
        GraphQLImage("social_image", description="Picture of the page, also used when shared."),
    ]

    copy_form_class = LanguageCopyForm

    # Shown in the admin only: readers get the page from a front end. It is not called `template`,
    # which Wagtail sets anew on each class.
    builtin_preview_template = "cms/page_preview.html"

    # The request of a list that shows the page: what an address depends on is looked up once for
    # all of its rows, where Wagtail asks a page for its address without a request.
    listed_by: HttpRequest | None = None

    class Meta:
        abstract = True

    @cached_classmethod
    def get_edit_handler(cls) -> Any:  # noqa: N805  the decorator makes a class method of it
        """Return the form, its tabs named like those of a structure's sheet."""
        form = getattr(cls, "edit_handler", None) or TabbedInterface(
            [
                ObjectList(cls.content_panels, heading=_("Contenu")),
                ObjectList(cls.promote_panels, heading=_("Référencement")),
                ObjectList(cls.settings_panels, heading=_("Relecture")),
            ],
            base_form_class=cls.base_form_class,
        )
        return form.bind_to_model(cls)

    def clean(self) -> None:
        """Refuse a new page below a page in another language; one that is there can be saved."""
        super().clean()
        if self._state.adding and self.path:
            check_language(self, self.get_parent())

    def copy(self, *args: Any, **kwargs: Any) -> Page:
        """Copy the page. A translation keeps what a copy in the same language does not get."""
        if not kwargs.get("reset_translation_key", True):
            self.exclude_fields_in_copy = []
        copied: Page = super().copy(*args, **kwargs)
        return copied

    def get_url_parts(self, request: HttpRequest | None = None) -> tuple[int | None, str, str]:
        """Return (site id, origin, path) of the page in the front end; no part is ever None.

        The origin is empty where no site exists at all, so that the address stays a path.
        """
        return frontend_location(self, request)

    def get_url(self, request: HttpRequest | None = None, current_site: Any = None) -> str:
        """Return the full address: a path alone would be read as this CMS's own."""
        return frontend_address(self, request or self.listed_by)

    url = property(get_url)

    # Set by a list, for all of its rows in its one query.
    has_schedule_failure = False

    @property
    def status_string(self) -> Any:
        """Return the status as lists show it."""
        if self.has_schedule_failure:
            return _("programmation en échec")
        return super().status_string

    def get_template(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        """Return the template of the admin's built-in preview."""
        return self.builtin_preview_template

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add what the admin's built-in preview shows: the fields that the page declares."""
        context = super().get_context(request, *args, **kwargs)
        context["body"] = getattr(self, "body", None)
        return context
