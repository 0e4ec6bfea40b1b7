"""Files for agencies in the admin: out, and back with a report of what was taken."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Locale, Page

from cms.translation.exchange.bilingual_document import UnreadableFileError
from cms.translation.exchange.draft import DraftResult
from cms.translation.exchange.extraction import document, extract, is_exchanged, page_and_below
from cms.translation.exchange.formats import CONTENT_TYPES, EXTENSIONS, FORMATS
from cms.translation.exchange.forms import ExportForm, ImportForm
from cms.translation.exchange.importing import import_document
from cms.translation.permissions import SourceAccess
from cms.translation.progress import ProgressEntry, edit_url, list_progress
from cms.translation.report import ReportFilters, target_languages


class TooManySourcesError(ValueError):
    """There are more sources than an import accepts. The message is for users."""


class ExchangeView(WagtailAdminTemplateMixin, TemplateView):
    """A page of the admin for whoever has a language to translate into."""

    header_icon = "globe"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Refuse whoever has none."""
        if not self.languages:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def languages(self) -> list[Locale]:
        """Return the languages that somebody translates into."""
        return target_languages(self.request.user)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Return the way from the report."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse("translation_report"), "label": _t("Traductions")},
            {"url": "", "label": str(self.page_title)},
        ]


class ExportView(ExchangeView):
    """A page with those below it, or a snippet, as a file."""

    template_name = "cms/translation/exchange/export.html"
    page_title = _("Exporter pour une agence")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the form, or the file that it asks for."""
        if "format" in request.GET and self.form.is_valid():
            chosen = self.form.cleaned_data
            (locale,) = (x for x in self.languages if x.language_code == chosen["locale"])
            try:
                file = download(
                    self._sources(chosen.get("below", False)),
                    locale,
                    chosen["format"],
                    name=str(self.source),
                    all_strings=chosen["everything"],
                )
            except TooManySourcesError as error:
                messages.error(request, str(error))
                return redirect(request.path)
            return file or self._nothing_to_translate()
        return super().get(request, *args, **kwargs)

    @cached_property
    def source(self) -> Any:
        """Return the row in the first language that the address names."""
        try:
            model = apps.get_model(self.kwargs["app_label"], self.kwargs["model_name"])
        except LookupError as error:
            raise Http404 from error
        if not is_exchanged(model):
            raise Http404
        found = model._default_manager.filter(locale=Locale.get_default())
        row = get_object_or_404(found, pk=self.kwargs["pk"])
        if isinstance(row, Page) and (row.depth == 1 or row.alias_of_id):
            raise Http404
        if not self.access.allows(row):
            raise Http404  # as for a row that is missing
        return row

    @cached_property
    def access(self) -> SourceAccess:
        """Return what the user may read."""
        return SourceAccess(self.request.user)

    @cached_property
    def form(self) -> ExportForm:
        """Return the form, with the language of the translation that one comes from."""
        asked = self.request.GET
        return ExportForm(
            asked if "format" in asked else None,
            self.languages,
            language=asked.get("locale"),
            has_pages_below=isinstance(self.source, Page) and self.source.numchild > 0,
        )

    def get_page_subtitle(self) -> str:
        """Return the source's name."""
        return str(self.source)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the form."""
        return {**super().get_context_data(**kwargs), "form": self.form}

    def _sources(self, below: bool) -> list[Any]:
        if not isinstance(self.source, Page):
            return [self.source]
        if not below:
            return [self.source.specific]
        return [page for page in page_and_below(self.source) if self.access.allows(page)]

    def _nothing_to_translate(self) -> HttpResponse:
        messages.success(self.request, _t("Il n’y a rien à traduire : tout l’est déjà."))
        return redirect(self.request.path)


class ExportListView(ExchangeView):
    """What the report shows, as a file."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the file, in the one language that the report is filtered by."""
        filters = ReportFilters(request.GET, self.languages)
        format_ = request.GET.get("format")
        if format_ not in FORMATS:
            raise Http404
        locale = self._locale(request.GET.get("locale"))
        if locale is None:
            messages.error(request, _t("Choisissez d’abord une langue : un fichier en a une."))
            return self._back()
        entries = [
            entry
            for entry in list_progress([locale.pk], request.user)
            if entry.is_readable and filters.keeps(entry)
        ]
        try:
            file = download(sources_of(entries), locale, format_, name=_t("traductions"))
        except TooManySourcesError as error:
            messages.error(request, str(error))
            return self._back()
        if file is None:
            messages.success(request, _t("Rien de ce que montre le rapport n’est à traduire."))
            return self._back()
        return file

    def _locale(self, code: str | None) -> Locale | None:
        if not code and len(self.languages) == 1:
            return self.languages[0]
        return next((x for x in self.languages if x.language_code == code), None)

    def _back(self) -> HttpResponse:
        asked = self.request.GET.copy()
        asked.pop("format", None)
        return redirect(f"{reverse('translation_report')}?{asked.urlencode()}")


class ImportView(ExchangeView):
    """Takes a file, and tells what became of it."""

    template_name = "cms/translation/exchange/import.html"
    page_title = _("Importer des traductions")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the form."""
        return {"form": ImportForm(), **super().get_context_data(**kwargs)}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the report, or the form with what is wrong with the file."""
        form = ImportForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                outcomes = import_document(form.cleaned_data["file"], request.user)
            except UnreadableFileError as error:
                form.add_error("file", str(error))
            else:
                return self.render_to_response(self.get_context_data(**outcome_context(outcomes)))
        return self.render_to_response(self.get_context_data(form=form))


def outcome_context(outcomes: Sequence[DraftResult]) -> dict[str, Any]:
    """Return what `cms/translation/exchange/outcomes.html` shows."""
    return {
        "outcomes": [
            (outcome, edit_url(outcome.row) if outcome.row is not None else "")
            for outcome in outcomes
        ],
        "taken": sum(outcome.taken for outcome in outcomes),
        "refused": sum(outcome.refused for outcome in outcomes),
        "unchanged": sum(outcome.unchanged for outcome in outcomes),
        "untranslated": sum(len(outcome.untranslated) for outcome in outcomes),
    }


def download(
    sources: Iterable[Any], locale: Locale, format_: str, *, name: str, all_strings: bool = False
) -> HttpResponse | None:
    """Return the file of some sources, None where it would be empty.

    Raises TooManySourcesError for more sources than an import accepts.
    """
    found = document(extract(sources, locale), locale, all_strings=all_strings)
    if not found.items:
        return None
    most = settings.CMS_TRANSLATION_MAX_SOURCES
    if len(found.items) > most:
        raise TooManySourcesError(
            _t(
                "Ce fichier aurait %(number)d pages et contenus ; un fichier en a %(most)d au "
                "plus. Faites-en plusieurs : une rubrique après l’autre, ou un filtre du rapport."
            )
            % {"number": len(found.items), "most": most}
        )
    content = FORMATS[format_].write(found)
    response = HttpResponse(content, content_type=CONTENT_TYPES[format_])
    file_name = f"{slugify(name)[:60] or 'texte'}-{locale.language_code}.{EXTENSIONS[format_]}"
    response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response


def sources_of(entries: Iterable[ProgressEntry]) -> list[Any]:
    """Return the sources of entries of the report, in their order."""
    keys = [(entry.source_type, entry.source_id) for entry in entries]
    rows: dict[tuple[int, int], Any] = {}
    for type_id in {type_id for type_id, _pk in keys}:
        model: Any = ContentType.objects.get_for_id(type_id).model_class()
        for row in model._default_manager.filter(pk__in=[pk for t, pk in keys if t == type_id]):
            rows[type_id, row.pk] = row
    return [rows[key] for key in keys if key in rows]
