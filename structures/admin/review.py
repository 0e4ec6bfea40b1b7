"""The report of the sheets to review, and its summary on the admin's home page."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import django_filters
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, QuerySet
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column
from wagtail.admin.ui.tables.pages import PageTable
from wagtail.admin.views.reports import ReportView
from wagtail.models import Locale
from wagtail.permissions import page_permission_policy

from structures.admin.columns import (
    COMMUNE,
    EXPORTS,
    KIND,
    LANGUAGE,
    STATUS,
    STATUS_EXPORTS,
    TITLE,
    SheetExportMixin,
    SheetListMixin,
    ready_to_list,
)
from structures.admin.filters import LanguageFilterSet
from structures.admin.reasons import (
    CONFIRMATION_DAYS,
    CONVENTION_NOTICE,
    REASONS,
    count_reasons,
    to_review,
)
from structures.models import StructurePage
from structures.positions import validate_place


def sheets_to_change(user: Any) -> QuerySet[StructurePage]:
    """Return the sheets whose data the user may change: source sheets, not translations."""
    pages = page_permission_policy.instances_user_has_permission_for(user, "change")
    sheets: QuerySet[StructurePage] = StructurePage.objects.filter(
        pk__in=pages.values("pk"), alias_of=None
    )
    sources = StructurePage.objects.filter(locale=Locale.get_default(), alias_of=None)
    translated = sources.filter(translation_key=OuterRef("translation_key")).exclude(
        pk=OuterRef("pk")
    )
    return sheets.exclude(Exists(translated))


def confirmation_note(sheet: Any) -> str:
    """Return the note on a sheet's confirmation; empty if it is recent."""
    if sheet.confirmed_on is None:
        return gettext("jamais confirmée")
    if (timezone.localdate() - sheet.confirmed_on).days <= CONFIRMATION_DAYS:
        return ""
    return gettext("confirmée le %(day)s") % {"day": _day(sheet.confirmed_on)}


def convention_note(sheet: Any) -> str:
    """Return the note on a sheet's convention; empty if it needs no attention."""
    if sheet.convention_ends_on is None:
        return ""
    left = (sheet.convention_ends_on - timezone.localdate()).days
    if left < 0:
        return gettext("terminée le %(day)s") % {"day": _day(sheet.convention_ends_on)}
    if left > CONVENTION_NOTICE:
        return ""
    if left == 0:
        return gettext("finit aujourd’hui")
    return ngettext("finit dans %(count)s jour", "finit dans %(count)s jours", left) % {
        "count": left
    }


def position_note(sheet: Any) -> str:
    """Return a note if a sheet's position is missing or suspicious, else an empty string."""
    if sheet.latitude is None:
        return gettext("manquante")
    try:
        validate_place(sheet.commune, sheet.latitude, sheet.longitude)
    except ValidationError:
        return gettext("à vérifier")
    return ""


def phone_note(sheet: Any) -> str:
    """Return a note if a sheet has no phone number, else an empty string."""
    return "" if sheet.phone else gettext("manquant")


def _day(value: date) -> str:
    return value.strftime("%d/%m/%Y")


class ReviewFilterSet(LanguageFilterSet):
    """Filters by reason, by publication and, on a multilingual site, by language."""

    reason = django_filters.MultipleChoiceFilter(
        label=_("Motif"),
        choices=[(reason.code, reason.label) for reason in REASONS],
        widget=CheckboxSelectMultiple,
        method="filter_reason",
    )
    live = django_filters.BooleanFilter(label=_("Publiée"))

    class Meta:
        model = StructurePage
        fields = ["live"]

    def filter_reason(self, sheets: Any, name: str, codes: list[str]) -> Any:
        """Return the sheets with at least one of the chosen reasons."""
        return to_review(sheets, codes)


class ReviewReportView(SheetListMixin, SheetExportMixin, ReportView):
    """The sheets to review, among those that the user may change."""

    index_url_name = "structure_review"
    index_results_url_name = "structure_review_results"
    page_title = _("Fiches à revoir")
    verbose_name = _("fiche")
    verbose_name_plural = _("fiches")
    header_icon = "warning"
    permission_policy = page_permission_policy
    permission_required = "change"
    context_object_name = "pages"
    table_class = PageTable
    filterset_class = ReviewFilterSet
    default_ordering = "title"
    export_filename = "fiches-a-revoir"
    columns = [
        TITLE,
        Column(
            "confirmation",
            label=_("Confirmation"),
            accessor=confirmation_note,
            sort_key="confirmed_on",
        ),
        Column(
            "convention",
            label=_("Convention"),
            accessor=convention_note,
            sort_key="convention_ends_on",
        ),
        Column("position", label=_("Position"), accessor=position_note),
        Column("phone", label=_("Téléphone"), accessor=phone_note),
        KIND,
        COMMUNE,
        STATUS,
        LANGUAGE,
    ]
    exports = {
        **EXPORTS,
        "confirmation": (_("Confirmation"), confirmation_note),
        "convention": (_("Convention"), convention_note),
        "position": (_("Position"), position_note),
        "phone": (_("Téléphone"), phone_note),
        **STATUS_EXPORTS,
    }

    def get_base_queryset(self) -> Any:
        """Return the sheets to review with the data of the columns."""
        return ready_to_list(to_review(sheets_to_change(self.request.user)))

    def order_queryset(self, queryset: Any) -> Any:
        """Return the sheets in order, ties ordered by name."""
        return queryset.order_by(self.ordering, "title", "pk")


class ReviewMenuItem(MenuItem):
    """The menu entry of the report, for users who may change a page."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Return whether the user may change a page."""
        return bool(page_permission_policy.user_has_permission(request.user, "change"))


class ReviewPanel(Component):
    """The number of sheets to review by reason, for users who may change a sheet."""

    name = "structure_review"
    template_name = "structures/admin/review_panel.html"
    order = 150

    def __init__(self, request: HttpRequest) -> None:
        """Take the request of the home page."""
        self.request = request

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return the reasons that apply, each with its count and the URL of the report."""
        counts = count_reasons(sheets_to_change(self.request.user))
        report = reverse("structure_review")
        return {
            "report": report,
            "reasons": [
                {
                    "label": reason.label,
                    "count": counts[reason.code],
                    "url": f"{report}?reason={reason.code}",
                }
                for reason in REASONS
                if counts[reason.code]
            ],
        }
