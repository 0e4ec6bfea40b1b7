"""« Proposer une traduction automatique »: asks first, then fills the draft."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.models import Page

from cms.translation.exchange.extraction import Extracted, extract
from cms.translation.exchange.importing import import_entries
from cms.translation.exchange.permissions import RefusedError
from cms.translation.exchange.rich_text import text_of
from cms.translation.exchange.strings import String
from cms.translation.exchange.views import outcome_context
from cms.translation.machine.backends import machine
from cms.translation.machine.suggestions import propose
from cms.translation.views import TranslationView

PROPOSED = "cms.machine_translation"


class MachineView(TranslationView):
    """Says what would be sent, then sends it, and writes what comes back into the draft."""

    template_name = "cms/translation/machine/propose.html"
    page_title = _("Proposer une traduction automatique")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Refuse where no machine is set."""
        if not self.machine.is_on:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def machine(self) -> Any:
        """Return the site's machine."""
        return machine()

    @cached_property
    def collected(self) -> Extracted:
        """Return the strings of the source beside those of the translation."""
        assert self.following is not None
        source = self.following.source
        rows = [source.specific if isinstance(source, Page) else source]
        (found,) = extract(rows, self.translation.locale)
        return found

    @cached_property
    def strings(self) -> list[String]:
        """Return what is untranslated, or whose source has changed for all that is known."""
        return [
            string
            for string in self.collected.strings
            if string.target is None or (string.is_doubtful and self.collected.knows_changes)
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what would be sent."""
        return {
            **super().get_context_data(**kwargs),
            "strings": self.strings,
            "knows_changes": self.collected.knows_changes,
            "characters": sum(len(text_of(string.source)) for string in self.strings),
            "edit_url": self.edit_url,
            **kwargs,
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Fill the draft, and tell what became of it."""
        source, locale = self.collected.source, self.translation.locale
        entries, error = propose(
            self.strings, self.machine, source.locale.language_code, locale.language_code
        )
        if error:
            messages.error(request, error)
        outcomes = []
        if entries:
            try:
                outcomes.append(import_entries(source, locale, request.user, entries, PROPOSED))
            except RefusedError as refused:
                messages.error(request, str(refused))
        return self.render_to_response(self.get_context_data(**outcome_context(outcomes)))
