"""What people choose for a file that goes out, and the file that comes back."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale

from cms.translation.exchange.bilingual_document import BilingualDocument, UnreadableFileError
from cms.translation.exchange.formats import LABELS, read


class ExportForm(forms.Form):
    """The language, the format, and how much of it."""

    locale = forms.ChoiceField(label=_("Langue"))
    format = forms.ChoiceField(
        label=_("Format"),
        choices=LABELS,
        help_text=_("XLIFF pour une agence ; PO pour un éditeur de fichiers gettext."),
    )
    below = forms.BooleanField(label=_("Avec toutes les pages en dessous"), required=False)
    everything = forms.BooleanField(
        label=_("Aussi les textes déjà traduits"),
        required=False,
        help_text=_("Sinon, le fichier n’a que les textes à traduire ou à revoir."),
    )

    def __init__(
        self, data: Any, languages: list[Locale], *, language: str | None, has_pages_below: bool
    ) -> None:
        """Take what is asked, the languages and the first one, and whether pages are below."""
        super().__init__(data, initial={"locale": language})
        choices = [(locale.language_code, str(locale)) for locale in languages]
        self.fields["locale"].choices = choices  # type: ignore[attr-defined]  # it is a choice
        if not has_pages_below:
            del self.fields["below"]


class ImportForm(forms.Form):
    """The file."""

    file = forms.FileField(
        label=_("Fichier traduit"),
        help_text=_("Au format XLIFF 2.0 (.xlf, .xliff) ou PO (.po)."),
        widget=forms.ClearableFileInput({"accept": ".xlf,.xliff,.po"}),
    )

    def clean_file(self) -> BilingualDocument:
        """Return what the file says; refuse one that is too large before it is read."""
        upload = self.cleaned_data["file"]
        try:
            return read(upload.read(settings.CMS_TRANSLATION_MAX_FILE_BYTES + 1))
        except UnreadableFileError as error:
            raise forms.ValidationError(str(error)) from error
