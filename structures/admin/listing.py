"""The list of all sheets: columns, filters, search and spreadsheet export."""

from datetime import date, timedelta
from typing import Any

import django_filters
from django.db.models import F, Q, QuerySet
from django.forms import CheckboxSelectMultiple, RadioSelect
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables.pages import BulkActionsColumn
from wagtail.admin.views.pages.listing import IndexView
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.permissions import page_permission_policy

from cms.admin.listing_search import filter_by_words
from cms.translation.permissions import SourceAccess
from networks.models import Network
from structures.admin.columns import (
    COMMUNE,
    EXPORTS,
    KIND,
    LANGUAGE,
    STATUS,
    STATUS_EXPORTS,
    TITLE,
    DayColumn,
    PercentColumn,
    SheetExportMixin,
    SheetListMixin,
    ready_to_list,
)
from structures.admin.filters import LanguageFilterSet
from structures.admin.reasons import CONVENTION_NOTICE, unconfirmed
from structures.completeness import with_completeness
from structures.enums import StructureFamily, StructureKindCode
from structures.models import Commune, Epci, StructurePage
from structures.search.normalization import SHORT

# The columns that a search looks in.
SEARCHED = ("title", "name", "brand", "siret", "commune__name", "post_code", "email")


def _states() -> dict[str, Q]:
    return {
        "live": Q(live=True, has_unpublished_changes=False),
        "changed": Q(live=True, has_unpublished_changes=True),
        "draft": Q(live=False),
    }


def _conventions(today: date) -> dict[str, Q]:
    ends_on = "convention_ends_on"
    soon = today + timedelta(days=CONVENTION_NOTICE)
    return {
        "ended": Q(**{f"{ends_on}__lt": today}),
        "ending": Q(**{f"{ends_on}__range": (today, soon)}),
        "current": Q(**{f"{ends_on}__gte": today}),
        "none": Q(**{f"{ends_on}__isnull": True}),
    }


def _confirmations(today: date) -> dict[str, Q]:
    return {
        "confirmed": ~unconfirmed(today),
        "unconfirmed": unconfirmed(today),
        "never": Q(confirmed_on__isnull=True),
    }


class ConditionFilter(django_filters.ChoiceFilter):
    """A choice between named conditions."""

    def __init__(self, conditions: Any, **kwargs: Any) -> None:
        """Take a function that returns the conditions by name."""
        super().__init__(widget=RadioSelect, empty_label=_("Toutes"), **kwargs)
        self.conditions = conditions

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        """Return the rows that satisfy the chosen condition."""
        return qs.filter(self.conditions()[value]) if value else qs


class NetworkFilter(django_filters.ModelMultipleChoiceFilter):
    """Members of any of the chosen networks, without duplicates."""

    def filter(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:
        """Return the rows that belong to one of the chosen networks."""
        if not value:
            return qs
        members = StructurePage.networks.through.objects.filter(network__in=value)
        return qs.filter(pk__in=members.values("structurepage"))


class SheetFilterSet(LanguageFilterSet):
    """The filters of the list of sheets, besides the language."""

    kind = django_filters.MultipleChoiceFilter(
        label=_("Type de structure"),
        field_name="kind__code",
        choices=StructureKindCode.choices,
        widget=CheckboxSelectMultiple,
    )
    family = django_filters.MultipleChoiceFilter(
        label=_("Famille"),
        field_name="kind__family",
        choices=StructureFamily.choices,
        widget=CheckboxSelectMultiple,
    )
    commune = django_filters.ModelMultipleChoiceFilter(
        label=_("Commune"),
        queryset=lambda request: Commune.objects.filter(structures__isnull=False).distinct(),
        widget=CheckboxSelectMultiple,
        distinct=False,
    )
    epci = django_filters.ModelMultipleChoiceFilter(
        label=_("Intercommunalité"),
        field_name="commune__epci",
        queryset=lambda request: Epci.objects.all(),
        widget=CheckboxSelectMultiple,
        distinct=False,
    )
    network = NetworkFilter(
        label=_("Réseau"),
        queryset=lambda request: (
            Network.objects.filter(SourceAccess(request.user).readable_snippets(Network))
            .filter(structures__isnull=False)
            .distinct()
        ),
        widget=CheckboxSelectMultiple,
    )
    state = ConditionFilter(
        _states,
        label=_("Statut"),
        choices=[
            ("live", _("Publiée")),
            ("changed", _("Publiée, avec des modifications en attente")),
            ("draft", _("Brouillon")),
        ],
    )
    convention = ConditionFilter(
        lambda: _conventions(timezone.localdate()),
        label=_("Convention"),
        choices=[
            ("current", _("En cours")),
            ("ending", _("Finit dans les 60 jours")),
            ("ended", _("Terminée")),
            ("none", _("Sans date de fin")),
        ],
    )
    confirmation = ConditionFilter(
        lambda: _confirmations(timezone.localdate()),
        label=_("Confirmation"),
        choices=[
            ("confirmed", _("Confirmée depuis moins d’un an")),
            ("unconfirmed", _("À confirmer : plus d’un an, ou jamais")),
            ("never", _("Jamais confirmée")),
        ],
    )

    class Meta:
        model = StructurePage
        fields: list[str] = []


class SheetIndexView(SheetListMixin, SheetExportMixin, IndexView):
    """The sheets that the user may work on."""

    exports = {
        **EXPORTS,
        "completeness": (_("Complète à (%)"), lambda sheet: sheet.completeness),
        **STATUS_EXPORTS,
    }
    add_item_label = _("Ajouter une fiche")
    show_locale_labels = False  # the language is a column

    def annotate_queryset(self, pages: Any) -> Any:
        """Return the sheets with the data of the columns, without aliases."""
        return ready_to_list(with_completeness(pages.filter(alias_of=None)))

    def search_queryset(self, queryset: Any) -> Any:
        """Return the sheets that contain every word of the search, ignoring accents.

        The public search index is of no use here: it does not contain drafts.
        """
        return filter_by_words(queryset, SEARCHED, self.search_query, full_words=SHORT)

    def get_ordering(self) -> str:
        """Return the chosen order, by default the name; a search does not change it."""
        chosen: str = self.request.GET.get("ordering") or self.default_ordering
        return chosen if chosen in self.get_valid_orderings() else self.default_ordering

    def order_queryset(self, queryset: Any) -> Any:
        """Return the sheets in order: empty values last, ties ordered by name."""
        key = self.ordering.removeprefix("-")
        column = F(key)
        first = (
            column.desc(nulls_last=True)
            if self.ordering.startswith("-")
            else column.asc(nulls_last=True)
        )
        return queryset.order_by(first, "title", "pk")


class SheetMenuItem(MenuItem):
    """The menu entry of the list, for users who may change a page."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Return whether the user may change a page."""
        return bool(page_permission_policy.user_has_permission(request.user, "change"))


class SheetListingViewSet(PageListingViewSet):
    """The list of sheets in the menu of the directory."""

    name = "structure_sheets"
    url_prefix = "structures/sheets"
    model = StructurePage
    icon = "doc-full-inverse"
    menu_label = _("Fiches de structure")
    menu_item_class = SheetMenuItem
    index_view_class = SheetIndexView
    filterset_class = SheetFilterSet
    ordering = "title"
    list_per_page = 50
    export_filename = "fiches-de-structure"
    columns = [
        BulkActionsColumn("bulk_actions"),
        TITLE,
        KIND,
        COMMUNE,
        DayColumn(
            "convention_ends_on", label=_("Fin de la convention"), sort_key="convention_ends_on"
        ),
        DayColumn(
            "confirmed_on", label=_("Confirmée le"), sort_key="confirmed_on", missing=_("jamais")
        ),
        PercentColumn("completeness", label=_("Complète à"), sort_key="completeness"),
        STATUS,
        LANGUAGE,
    ]
