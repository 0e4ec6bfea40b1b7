"""The report of translations, and each person's own list on the admin's home page."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Locale

from cms.spreadsheets import BYTE_ORDER_MARK, CSV_TYPE, as_text, csv_writer
from cms.translation.permissions import languages_of
from cms.translation.progress import Progress, ProgressEntry, list_progress

PAGE_SIZE = 50
PANEL_SIZE = 10
TO_DO = (
    Progress.OUTDATED, Progress.UNTRANSLATED, Progress.PARTIAL, Progress.DRAFT, Progress.MODERATION,
)  # fmt: skip


class ReportFilters(forms.Form):
    """The languages and the states, of those that somebody has."""

    locale = forms.ChoiceField(label=_("Langue"), required=False)
    progress = forms.ChoiceField(
        label=_("État"), required=False, choices=[("", _("Tous")), *Progress.choices]
    )

    def __init__(self, data: Any, languages: list[Locale]) -> None:
        """Take what is asked, and the languages to choose from."""
        super().__init__(data)
        choices = [(locale.language_code, str(locale)) for locale in languages]
        self.fields["locale"].choices = [("", _t("Toutes")), *choices]  # type: ignore[attr-defined]  # it is a choice

    def keeps(self, entry: ProgressEntry) -> bool:
        """Return whether an entry is asked for; what cannot be read asks for none."""
        if not self.is_valid():
            return False
        locale, progress = self.cleaned_data["locale"], self.cleaned_data["progress"]
        return locale in ("", entry.locale.language_code) and progress in ("", entry.progress)


def target_languages(user: Any) -> list[Locale]:
    """Return the languages into which somebody may translate."""
    first = Locale.get_default()
    return [
        locale
        for locale in Locale.objects.filter(pk__in=languages_of(user))
        if locale.pk != first.pk
    ]


class TranslationReportView(WagtailAdminTemplateMixin, TemplateView):
    """Every page and snippet in each language of somebody's own."""

    template_name = "cms/translation/report.html"
    page_title = _("Traductions")
    header_icon = "globe"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the list, or all of it as CSV."""
        if not self.languages:
            raise PermissionDenied
        if request.GET.get("export") == "csv":
            return self._csv()
        return super().get(request, *args, **kwargs)

    @cached_property
    def languages(self) -> list[Locale]:
        """Return the languages of which the report tells."""
        return target_languages(self.request.user)

    @cached_property
    def filters(self) -> ReportFilters:
        """Return what is asked for."""
        return ReportFilters(self.request.GET, self.languages)

    @property
    def entries(self) -> list[ProgressEntry]:
        """Return the entries asked for."""
        found = list_progress([locale.pk for locale in self.languages], self.request.user)
        return [entry for entry in found if self.filters.keeps(entry)]

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Return the way to the report."""
        return [*self.breadcrumbs_items, {"url": "", "label": str(self.page_title)}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the filters and a page of entries."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        asked = self.request.GET.copy()
        asked.pop("p", None)
        context.update(
            filters=self.filters,
            entries=Paginator(self.entries, PAGE_SIZE).get_page(self.request.GET.get("p")),
            asked=asked.urlencode(),
        )
        return context

    def _csv(self) -> HttpResponse:
        response = HttpResponse(content_type=CSV_TYPE)
        response["Content-Disposition"] = 'attachment; filename="traductions.csv"'
        response.write(BYTE_ORDER_MARK)
        writer = csv_writer(response)
        heading = [_t("Titre"), _t("Type"), _t("Langue"), _t("État"), _t("Source changée")]
        writer.writerow([*heading, _t("Textes à traduire")])
        for entry in self.entries:
            since = entry.outdated_since
            day = timezone.localtime(since).date().isoformat() if since else ""
            left = f"{entry.to_translate} / {entry.texts}" if entry.texts else ""
            label = str(entry.progress.label)
            row = [entry.title, entry.kind, str(entry.locale), label, day, left]
            writer.writerow(map(as_text, row))
        return response


class TranslationReportMenuItem(MenuItem):
    """The report's entry, for whoever has a language to translate into."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Return whether there is one."""
        return bool(target_languages(request.user))


class MyTranslationsPanel(Component):
    """What somebody has to translate again, to end and to wait for."""

    name = "my_translations"
    template_name = "cms/translation/home_panel.html"
    order = 160

    def __init__(self, request: HttpRequest) -> None:
        """Take the request of the home page."""
        self.request = request

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return the first entries, those to translate again before all others."""
        user: Any = self.request.user
        entries: list[ProgressEntry] = []
        if user.has_perm("simple_translation.submit_translation"):
            entries = list_progress(languages_of(user), user)
        counts = Counter(entry.progress for entry in entries)
        to_do = [entry for entry in entries if entry.progress in TO_DO]
        to_do.sort(key=lambda entry: TO_DO.index(entry.progress))
        return {
            "translates": bool(entries),
            "entries": to_do[:PANEL_SIZE],
            "missing": counts[Progress.MISSING],
            "report": reverse("translation_report"),
        }
